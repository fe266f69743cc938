package enchufe;

import enchufe.link.Link;
import enchufe.link.UserCode;
import enchufe.link.UserTimers;
import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import enchufe.packet.Packet;
import enchufe.registry.Listeners;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What a {@link Socket} listens to beside single events: all events, middlewares, errors, timers, the end. Listeners run one at a
 * time, in the order in which the events arrived. If one throws, the exception is logged with the event, and nothing else is
 * affected.
 */
public abstract class SocketListeners extends SocketEvents {
    private static final Logger LOG = Log.of("enchufe");

    /** Rarer listeners and timers, which few sockets have. */
    private static final class Extras {
        final List<BiConsumer<String, Args>> any = new CopyOnWriteArrayList<>();
        final List<BiConsumer<String, List<Object>>> anyOutgoing = new CopyOnWriteArrayList<>();
        final List<EventMiddleware> middlewares = new CopyOnWriteArrayList<>();
        final List<Consumer<RuntimeException>> errors = new CopyOnWriteArrayList<>();
        final List<Consumer<DisconnectReason>> disconnecting = new CopyOnWriteArrayList<>();
        UserTimers timers;                              // under the socket's monitor; null until the first one
        boolean wasInRoom;                              // once it had connected; noted only for hints. In the socket's order
    }

    private static final Extras NO_EXTRAS = new Extras();       // nothing is ever added to it

    private volatile List<Consumer<DisconnectReason>> disconnect = List.of();       // replaced under the monitor, never changed
    private volatile Extras extras = NO_EXTRAS;

    SocketListeners(Namespace namespace, Link link) {
        super(namespace, link);
    }

    /** {@return this socket's own extras, to add something to them} */
    private synchronized Extras extras() {
        if (extras == NO_EXTRAS) {
            extras = new Extras();
        }
        return extras;
    }

    /**
     * Adds a listener for all events; it is called before the middlewares and the event's own listeners.
     *
     * @param listener takes the event's name and arguments
     * @return this socket
     */
    public Socket onAny(BiConsumer<String, Args> listener) {
        extras().any.add(Misuse.requireNonNull(listener, "listener"));
        return self();
    }

    /**
     * Adds a listener for all events before those that are there.
     *
     * @param listener takes the event's name and arguments
     * @return this socket
     */
    public Socket prependAny(BiConsumer<String, Args> listener) {
        extras().any.add(0, Misuse.requireNonNull(listener, "listener"));
        return self();
    }

    /**
     * Removes the listeners for all events.
     *
     * @return this socket
     */
    public Socket offAny() {
        extras.any.clear();
        return self();
    }

    /**
     * Removes a listener for all events.
     *
     * @param listener the one that was added
     * @return this socket
     */
    public Socket offAny(BiConsumer<String, Args> listener) {
        extras.any.remove(Misuse.requireNonNull(listener, "listener"));
        return self();
    }

    /**
     * Adds a listener for all events that are sent to this client, broadcasts too, and volatile ones that are dropped. It is called
     * in the socket's order, after the event was sent. It must not send to this client: that would be an event again.
     *
     * @param listener takes the event's name, and the arguments as they were given, which cannot be changed
     * @return this socket
     */
    public Socket onAnyOutgoing(BiConsumer<String, List<Object>> listener) {
        extras().anyOutgoing.add(Misuse.requireNonNull(listener, "listener"));
        return self();
    }

    /**
     * Adds a listener for all events that are sent to this client before those that are there.
     *
     * @param listener see {@link #onAnyOutgoing}
     * @return this socket
     */
    public Socket prependAnyOutgoing(BiConsumer<String, List<Object>> listener) {
        extras().anyOutgoing.add(0, Misuse.requireNonNull(listener, "listener"));
        return self();
    }

    /**
     * Removes the listeners for all events that are sent to this client.
     *
     * @return this socket
     */
    public Socket offAnyOutgoing() {
        extras.anyOutgoing.clear();
        return self();
    }

    /**
     * Removes a listener for all events that are sent to this client.
     *
     * @param listener the one that was added
     * @return this socket
     */
    public Socket offAnyOutgoing(BiConsumer<String, List<Object>> listener) {
        extras.anyOutgoing.remove(Misuse.requireNonNull(listener, "listener"));
        return self();
    }

    /**
     * Adds a middleware, which each event must pass before its listeners are called.
     *
     * @param middleware lets an event pass or stops it
     * @return this socket
     */
    public Socket use(EventMiddleware middleware) {
        extras().middlewares.add(Misuse.requireNonNull(middleware, "middleware"));
        return self();
    }

    /**
     * Adds a listener for the errors with which middlewares stop events.
     *
     * @param listener takes the error
     * @return this socket
     */
    public Socket onError(Consumer<RuntimeException> listener) {
        extras().errors.add(Misuse.requireNonNull(listener, "listener"));
        return self();
    }

    /**
     * Adds a listener for the end, called while the socket is still in its rooms.
     *
     * @param listener takes the reason
     * @return this socket
     */
    public Socket onDisconnecting(Consumer<DisconnectReason> listener) {
        extras().disconnecting.add(Misuse.requireNonNull(listener, "listener"));
        return self();
    }

    /**
     * Adds a listener for the end, called once, after the socket's last event.
     *
     * @param listener takes the reason
     * @return this socket
     */
    public Socket onDisconnect(Consumer<DisconnectReason> listener) {
        Misuse.requireNonNull(listener, "listener");
        synchronized (this) {
            disconnect = Listeners.with(disconnect, listener);
        }
        return self();
    }

    @Override
    boolean hearsAll() {
        return !extras.any.isEmpty();
    }

    // ---- timers

    /**
     * Runs a task once, in this socket's order.
     *
     * @param delay from now, 1 ms to 12 days
     * @param task like a listener; what it throws is logged
     * @return for cancelling it; completes when the task has run. It is cancelled when this socket is disconnected
     * @throws IllegalStateException if 1,000 timers of this socket are running
     */
    public Future<?> after(Duration delay, Runnable task) {
        return timers().after(delay, queue(), task);
    }

    /**
     * Runs a task again and again, in this socket's order, for the first time after one period. If it takes longer than the
     * period, the times that it misses are left out.
     *
     * @param period from one time to the next, 1 ms to 12 days
     * @param task like a listener; if it throws, this is logged, and it will run again
     * @return for cancelling it. It is cancelled when this socket is disconnected
     * @throws IllegalStateException if 1,000 timers of this socket are running
     */
    public Future<?> every(Duration period, Runnable task) {
        return timers().every(period, queue(), task);
    }

    /** {@return this socket's timers; if it has ended, they have too} */
    synchronized UserTimers timers() {
        UserTimers timers = extras().timers;
        if (timers == null) {
            timers = extras.timers = new UserTimers(link().session().loop());
        }
        if (self().hasEnded()) {
            timers.end();
        }
        return timers;
    }

    /** Cancels the timers, after the socket has ended. */
    synchronized void endTimers() {
        if (extras.timers != null) {
            extras.timers.end();
        }
    }

    @Override
    void sent(Emission emission) {
        if (!extras.anyOutgoing.isEmpty()) {
            List<BiConsumer<String, List<Object>>> listeners = List.copyOf(extras.anyOutgoing);     // those of this moment
            queue().execute(() -> listeners.forEach(listener ->
                    UserCode.call("onAnyOutgoing", () -> listener.accept(emission.event(), emission.arguments()))));
        }
    }

    // ---- delivering, in the socket's order

    /** An event has arrived. */
    void dispatch(Packet packet, Ack ack) {
        String event = packet.event();
        listenerHints().unsent().sent(event);
        Args args = Args.ofEvent(event, packet.list(), namespace().context().options().json());
        Extras rare = extras;
        for (BiConsumer<String, Args> listener : rare.any) {
            UserCode.call(event, () -> listener.accept(event, args), namespace().context().misfits());
        }
        if (rare.middlewares.isEmpty()) {
            deliver(event, args, ack);
        } else {
            namespace().context().run("socket.use(…)", () -> Quote.of(event) + " does not reach its listeners", rare.middlewares,
                    queue()::execute, (middleware, next) -> middleware.accept(event, args, next),
                    error -> passed(event, args, ack, error), this::connected);
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

    /** All connection listeners have been called. */
    void connectionTold() {
        if (listenerHints().unsent().isWatching() && !self().recovered() && self().rooms().size() > 1) {
            extras().wasInRoom = true;
        }
    }

    void fireDisconnecting(DisconnectReason reason) {
        hintUnsent(extras.wasInRoom, !disconnect.isEmpty() || !extras.disconnecting.isEmpty());
        extras.disconnecting.forEach(listener -> UserCode.call("onDisconnecting", () -> listener.accept(reason)));
    }

    void fireDisconnect(DisconnectReason reason) {
        disconnect.forEach(listener -> UserCode.call("onDisconnect", () -> listener.accept(reason)));
    }
}
