package enchufe;

import enchufe.link.Link;
import enchufe.link.UserCode;
import enchufe.log.Hints;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import enchufe.registry.ListenerHints;
import enchufe.registry.Listeners;
import enchufe.registry.Registration;
import enchufe.registry.Unsent;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Which events a {@link Socket} listens to. */
public abstract class SocketEvents extends SocketEmitter {
    private final Listeners listeners = new Listeners();

    SocketEvents(Namespace namespace, Link link) {
        super(namespace, link);
    }

    /**
     * Adds a listener for an event.
     *
     * @param event the event's name
     * @param listener takes all arguments, and may acknowledge
     * @return this socket
     * @throws IllegalArgumentException if no client can send such an event
     */
    public Socket on(String event, EventListener listener) {
        return add(event, listener, listener);
    }

    /**
     * Adds a listener for an event.
     *
     * @param event the event's name
     * @param listener takes all arguments
     * @return this socket
     * @throws IllegalArgumentException if no client can send such an event
     */
    public Socket on(String event, Consumer<Args> listener) {
        return add(event, listener, (args, ack) -> listener.accept(args));
    }

    /**
     * Adds a listener for an event.
     *
     * @param event the event's name
     * @param listener takes no arguments
     * @return this socket
     * @throws IllegalArgumentException if no client can send such an event
     */
    public Socket on(String event, Runnable listener) {
        return add(event, listener, (args, ack) -> listener.run());
    }

    /**
     * Adds a listener for an event with one argument.
     *
     * @param event the event's name
     * @param type the argument's class: a record, an enum, a number, a string, …
     * @param listener takes the argument; if it does not fit, this is logged and the listener is not called
     * @param <T> the argument's type
     * @return this socket
     * @throws IllegalArgumentException if no client can send such an event, or no argument can become one of that class
     */
    public <T> Socket on(String event, Class<T> type, Consumer<T> listener) {
        namespace().context().checkBindable(type);
        return register(event, listener, (args, ack) -> listener.accept(args.get(0, type)), false);
    }

    /**
     * Adds a listener for an event with one argument, which may acknowledge.
     *
     * @param event the event's name
     * @param type the argument's class: a record, an enum, a number, a string, …
     * @param listener takes the argument; if it does not fit, this is logged and the listener is not called
     * @param <T> the argument's type
     * @return this socket
     * @throws IllegalArgumentException if no client can send such an event, or no argument can become one of that class
     */
    public <T> Socket on(String event, Class<T> type, BiConsumer<T, Ack> listener) {
        namespace().context().checkBindable(type);
        return register(event, listener, (args, ack) -> listener.accept(args.get(0, type), ack), false);
    }

    /**
     * Adds a listener for the next occurrence of an event only.
     *
     * @param event the event's name
     * @param listener takes all arguments, and may acknowledge
     * @return this socket
     * @throws IllegalArgumentException if no client can send such an event
     */
    public Socket once(String event, EventListener listener) {
        return register(event, listener, listener, true);
    }

    /**
     * Adds a listener for the next occurrence of an event only.
     *
     * @param event the event's name
     * @param listener takes all arguments
     * @return this socket
     * @throws IllegalArgumentException if no client can send such an event
     */
    public Socket once(String event, Consumer<Args> listener) {
        return register(event, listener, (args, ack) -> listener.accept(args), true);
    }

    /**
     * Adds a listener for the next occurrence of an event only.
     *
     * @param event the event's name
     * @param listener takes no arguments
     * @return this socket
     * @throws IllegalArgumentException if no client can send such an event
     */
    public Socket once(String event, Runnable listener) {
        return register(event, listener, (args, ack) -> listener.run(), true);
    }

    /**
     * Adds a listener for the next occurrence only of an event with one argument.
     *
     * @param event the event's name
     * @param type the argument's class: a record, an enum, a number, a string, …
     * @param listener takes the argument; if it does not fit, this is logged and the listener is not called
     * @param <T> the argument's type
     * @return this socket
     * @throws IllegalArgumentException if no client can send such an event, or no argument can become one of that class
     */
    public <T> Socket once(String event, Class<T> type, Consumer<T> listener) {
        namespace().context().checkBindable(type);
        return register(event, listener, (args, ack) -> listener.accept(args.get(0, type)), true);
    }

    /** Adds a listener. Most are lambdas, which can be called in one way only: they need no registration. */
    private Socket add(String event, Object given, EventListener call) {
        boolean oneWay = given instanceof Consumer ? !(given instanceof EventListener || given instanceof Runnable)
                : given instanceof EventListener != given instanceof Runnable;
        return oneWay ? register(event, given) : register(event, given, call, false);
    }

    private Socket register(String event, Object given, EventListener call, boolean once) {
        return register(event, new Registration<>(Misuse.requireNonNull(given, "listener"), call, once));
    }

    private Socket register(String event, Object listener) {
        Emission.checkListenerName(event);
        listenerHints().adding(event, listener, listeners);
        listeners.add(event, listener);
        return self();
    }

    /** The socket ends, with listeners of events that no client has sent, perhaps. */
    void hintUnsent(boolean wasInRoom, boolean hearsEnd) {
        Unsent unsent = listenerHints().unsent();
        if (unsent.isWatching() && conn().roundTrip() != null) {
            unsent.ending(listeners);
        }
        if (wasInRoom && !namespace().hearsRooms()) {
            unsent.endingInRoom(namespace().parent() == null ? "io.of(" + Quote.of(nsp()) + ')' : "io.of(…)", listeners, hearsEnd);
        }
    }

    ListenerHints listenerHints() {
        return namespace().context().listenerHints();
    }

    /** {@return whether listeners get all events} */
    abstract boolean hearsAll();

    /** Calls a listener that was added by one of the methods above. */
    @SuppressWarnings("unchecked")                      // a consumer without a registration takes Args
    private static void call(Object listener, Args args, Ack ack) {
        if (listener instanceof Consumer) {             // first: most are, and a negative answer takes longest
            ((Consumer<Args>) listener).accept(args);
        } else if (listener instanceof EventListener full) {
            full.on(args, ack.offer());
        } else if (listener instanceof Registration<?> noted) {
            ((EventListener) noted.call()).on(args, takesAck(noted.given()) ? ack.offer() : ack);
        } else {
            ((Runnable) listener).run();
        }
    }

    private static boolean takesAck(Object given) {
        return given instanceof EventListener || given instanceof BiConsumer;
    }

    /**
     * Removes a listener of an event.
     *
     * @param event the event's name
     * @param listener the same object that was added
     * @return this socket
     */
    public Socket off(String event, Object listener) {
        listeners.remove(Misuse.requireNonNull(event, "event"), Misuse.requireNonNull(listener, "listener"));
        return self();
    }

    /**
     * Removes all listeners of an event.
     *
     * @param event the event's name
     * @return this socket
     */
    public Socket off(String event) {
        listeners.remove(Misuse.requireNonNull(event, "event"));
        return self();
    }

    /**
     * Removes all listeners of all events.
     *
     * @return this socket
     */
    public Socket off() {
        listeners.clear();
        return self();
    }

    /** Calls an event's listeners. In the socket's order. */
    void deliver(String event, Args args, Ack ack) {
        boolean heard = listeners.take(event, listener -> {
            Hints misfits = namespace().context().misfits();
            if (connected() && !UserCode.call(event, () -> call(listener, args, ack), misfits) && ack.isAwaited()) {
                listenerHints().failedBeforeAck(event);
            }
        });
        if (!heard && !hearsAll()) {
            listenerHints().unheard(event, listeners, ack.isRequested());
        } else if (heard && ack.isLost()) {
            listenerHints().ackNotTaken(event);
        } else if (heard && ack.isAwaited()) {
            namespace().context().overdue().watch(() -> connected() && ack.isAwaited(), () -> listenerHints().ackNotSent(event));
        }
    }
}
