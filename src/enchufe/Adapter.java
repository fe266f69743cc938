package enchufe;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * An event listener that stands for what the user passed, by which it is found again when it is to be removed. There are as many
 * of each as there are clients: one small object, instead of a lambda and a note of where it came from; and none at all for what
 * can only be called in one way, as a lambda can.
 */
sealed interface Adapter extends EventListener {
    /** {@return what to keep of a listener that takes all arguments, so that {@link #call} knows it as one} */
    static Object of(Consumer<Args> given) {
        return given instanceof EventListener || given instanceof Runnable
                ? new InOneWay(given, (args, ack) -> given.accept(args)) : given;
    }

    /** {@return what to keep of a listener that does not care for the arguments, so that {@link #call} knows it as one} */
    static Object of(Runnable given) {
        return given instanceof EventListener || given instanceof Consumer
                ? new InOneWay(given, (args, ack) -> given.run()) : given;
    }

    /** {@return what to keep of a listener that takes everything, so that {@link #call} knows it as one} */
    static Object of(EventListener given) {
        return given instanceof Consumer || given instanceof Runnable ? new InOneWay(given, given) : given;
    }

    /** Calls what one of the methods above has returned, or an adapter. */
    @SuppressWarnings("unchecked")                  // a consumer that came as such, of all arguments
    static void call(Object listener, Args args, Ack ack) {
        if (listener instanceof Consumer) {             // first: most are, and to learn that something is not takes longest
            ((Consumer<Args>) listener).accept(args);
        } else if (listener instanceof EventListener full) {
            full.on(args, ack);
        } else {
            ((Runnable) listener).run();
        }
    }

    /** {@return what the user passed} */
    Object given();

    /** What could be called in several ways, and the way in which it is to be called. */
    record InOneWay(Object given, EventListener way) implements Adapter {
        @Override
        public void on(Args args, Ack ack) {
            way.on(args, ack);
        }
    }

    /** Takes the first argument, bound to a class. */
    record ForOne<T>(Consumer<T> given, Class<T> type) implements Adapter {
        public ForOne {
            Objects.requireNonNull(type, "type");
        }

        @Override
        public void on(Args args, Ack ack) {
            given.accept(args.get(0, type));
        }
    }

    /** Takes the first argument, bound to a class, and may answer. */
    record ForOneAndAck<T>(BiConsumer<T, Ack> given, Class<T> type) implements Adapter {
        public ForOneAndAck {
            Objects.requireNonNull(type, "type");
        }

        @Override
        public void on(Args args, Ack ack) {
            given.accept(args.get(0, type), ack);
        }
    }

    /** Listens to the event's next occurrence alone: removed before it is called. */
    record Once(Object given, Object listener) implements Adapter {
        @Override
        public void on(Args args, Ack ack) {
            call(listener, args, ack);
        }
    }
}
