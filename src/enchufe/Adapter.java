package enchufe;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * An event listener that stands for what the user passed, by which it is found again when it is to be removed. There are as many
 * of each as there are clients: one small object, instead of a lambda and a note of where it came from.
 */
sealed interface Adapter extends EventListener {
    /** {@return what the user passed} */
    Object given();

    /** Takes all arguments. */
    record ForArgs(Consumer<Args> given) implements Adapter {
        @Override
        public void on(Args args, Ack ack) {
            given.accept(args);
        }
    }

    /** Does not care for the arguments. */
    record ForNothing(Runnable given) implements Adapter {
        @Override
        public void on(Args args, Ack ack) {
            given.run();
        }
    }

    /** Takes the first argument, bound to a class. */
    record ForOne<T>(Consumer<T> given, Class<T> type) implements Adapter {
        @Override
        public void on(Args args, Ack ack) {
            given.accept(args.get(0, type));
        }
    }

    /** Takes the first argument, bound to a class, and may answer. */
    record ForOneAndAck<T>(BiConsumer<T, Ack> given, Class<T> type) implements Adapter {
        @Override
        public void on(Args args, Ack ack) {
            given.accept(args.get(0, type), ack);
        }
    }

    /** Listens to the event's next occurrence alone: removed before it is called. */
    record Once(Object given, EventListener listener) implements Adapter {
        @Override
        public void on(Args args, Ack ack) {
            listener.on(args, ack);
        }
    }
}
