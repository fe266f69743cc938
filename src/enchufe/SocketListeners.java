package enchufe;

import enchufe.link.Link;
import enchufe.link.UserCode;
import enchufe.log.Log;
import enchufe.log.Quote;
import enchufe.packet.Packet;
import enchufe.registry.Chain;
import enchufe.registry.Listeners;
import enchufe.registry.Registration;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What a {@link Socket} listens to. Listeners run one at a time, in the order in which the events arrived. If one throws, the
 * exception is logged with the event, and nothing else is affected.
 */
public abstract class SocketListeners extends SocketEmitter {
    private static final Logger LOG = Log.of("enchufe");

    /** Rarer listeners, which few sockets have. The lists are replaced under the socket's monitor, never changed. */
    private static final class Extras {
        volatile List<BiConsumer<String, Args>> any = List.of();
        volatile List<EventMiddleware> middlewares = List.of();
        volatile List<Consumer<RuntimeException>> errors = List.of();
        volatile List<Consumer<DisconnectReason>> disconnecting = List.of();
    }

    private static final Extras NO_EXTRAS = new Extras();

    private final Listeners listeners = new Listeners();
    private volatile List<Consumer<DisconnectReason>> disconnect = List.of();       // replaced like those of Extras
    private volatile Extras extras = NO_EXTRAS;

    SocketListeners(Namespace namespace, Link link) {
        super(namespace, link);
    }

    /** {@return this socket's extras, which are not shared; under its monitor} */
    private Extras extras() {
        if (extras == NO_EXTRAS) {
            extras = new Extras();
        }
        return extras;
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
     * @throws IllegalArgumentException if no client can send such an event
     */
    public <T> Socket on(String event, Class<T> type, Consumer<T> listener) {
        Objects.requireNonNull(type, "type");
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
     * @throws IllegalArgumentException if no client can send such an event
     */
    public <T> Socket on(String event, Class<T> type, BiConsumer<T, Ack> listener) {
        Objects.requireNonNull(type, "type");
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
     * @throws IllegalArgumentException if no client can send such an event
     */
    public <T> Socket once(String event, Class<T> type, Consumer<T> listener) {
        Objects.requireNonNull(type, "type");
        return register(event, listener, (args, ack) -> listener.accept(args.get(0, type)), true);
    }

    /** Adds a listener. Most are lambdas, which can be called in one way only: they need no registration. */
    private Socket add(String event, Object given, EventListener call) {
        boolean oneWay = given instanceof Consumer ? !(given instanceof EventListener || given instanceof Runnable)
                : given instanceof EventListener != given instanceof Runnable;
        return oneWay ? register(event, given) : register(event, given, call, false);
    }

    private Socket register(String event, Object given, EventListener call, boolean once) {
        return register(event, new Registration<>(Objects.requireNonNull(given, "listener"), call, once));
    }

    private Socket register(String event, Object listener) {
        Emission.checkListenerName(event);
        listeners.add(event, listener);
        return self();
    }

    /** Calls a listener that was added by one of the methods above. */
    @SuppressWarnings("unchecked")                      // a consumer without a registration takes Args
    private static void call(Object listener, Args args, Ack ack) {
        if (listener instanceof Consumer) {             // first: most are, and a negative answer takes longest
            ((Consumer<Args>) listener).accept(args);
        } else if (listener instanceof EventListener full) {
            full.on(args, ack);
        } else if (listener instanceof Registration<?> noted) {
            ((EventListener) noted.call()).on(args, ack);
        } else {
            ((Runnable) listener).run();
        }
    }

    /**
     * Removes a listener of an event.
     *
     * @param event the event's name
     * @param listener the same object that was added
     * @return this socket
     */
    public Socket off(String event, Object listener) {
        listeners.remove(Objects.requireNonNull(event, "event"), Objects.requireNonNull(listener, "listener"));
        return self();
    }

    /**
     * Removes all listeners of an event.
     *
     * @param event the event's name
     * @return this socket
     */
    public Socket off(String event) {
        listeners.remove(Objects.requireNonNull(event, "event"));
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

    /**
     * Adds a listener for all events; it is called before the middlewares and the event's own listeners.
     *
     * @param listener takes the event's name and arguments
     * @return this socket
     */
    public Socket onAny(BiConsumer<String, Args> listener) {
        Objects.requireNonNull(listener, "listener");
        synchronized (this) {
            extras().any = Listeners.with(extras.any, listener);
        }
        return self();
    }

    /**
     * Adds a middleware, which each event must pass before its listeners are called.
     *
     * @param middleware lets an event pass or stops it
     * @return this socket
     */
    public Socket use(EventMiddleware middleware) {
        Objects.requireNonNull(middleware, "middleware");
        synchronized (this) {
            extras().middlewares = Listeners.with(extras.middlewares, middleware);
        }
        return self();
    }

    /**
     * Adds a listener for the errors with which middlewares stop events.
     *
     * @param listener takes the error
     * @return this socket
     */
    public Socket onError(Consumer<RuntimeException> listener) {
        Objects.requireNonNull(listener, "listener");
        synchronized (this) {
            extras().errors = Listeners.with(extras.errors, listener);
        }
        return self();
    }

    /**
     * Adds a listener for the end, called while the socket is still in its rooms.
     *
     * @param listener takes the reason
     * @return this socket
     */
    public Socket onDisconnecting(Consumer<DisconnectReason> listener) {
        Objects.requireNonNull(listener, "listener");
        synchronized (this) {
            extras().disconnecting = Listeners.with(extras.disconnecting, listener);
        }
        return self();
    }

    /**
     * Adds a listener for the end, called once, after the socket's last event.
     *
     * @param listener takes the reason
     * @return this socket
     */
    public Socket onDisconnect(Consumer<DisconnectReason> listener) {
        Objects.requireNonNull(listener, "listener");
        synchronized (this) {
            disconnect = Listeners.with(disconnect, listener);
        }
        return self();
    }

    // ---- delivering, in the socket's order

    /** An event has arrived. */
    void dispatch(Packet packet, Ack ack) {
        String event = packet.event();
        Args args = Args.ofEvent(event, packet.list());
        Extras rare = extras;
        for (BiConsumer<String, Args> listener : rare.any) {
            UserCode.call(event, () -> listener.accept(event, args));
        }
        List<EventMiddleware> middlewares = rare.middlewares;
        if (middlewares.isEmpty()) {
            deliver(event, args, ack);
        } else {
            Chain.run(middlewares, queue()::execute, (middleware, next) -> middleware.accept(event, args, next::accept),
                    error -> passed(event, args, ack, error));
        }
    }

    private void passed(String event, Args args, Ack ack, RuntimeException error) {
        if (error == null) {
            deliver(event, args, ack);
        } else if (extras.errors.isEmpty()) {
            LOG.log(Level.WARNING, "a middleware stopped " + Quote.of(event) + ", and nobody listens to onError: "
                    + Quote.message(error));
        } else {
            extras.errors.forEach(listener -> UserCode.call("onError", () -> listener.accept(error)));
        }
    }

    private void deliver(String event, Args args, Ack ack) {
        listeners.take(event, listener -> {
            if (self().connected()) {
                UserCode.call(event, () -> call(listener, args, ack));
            }
        });
    }

    void fireDisconnecting(DisconnectReason reason) {
        extras.disconnecting.forEach(listener -> UserCode.call("onDisconnecting", () -> listener.accept(reason)));
    }

    void fireDisconnect(DisconnectReason reason) {
        disconnect.forEach(listener -> UserCode.call("onDisconnect", () -> listener.accept(reason)));
    }
}
