package enchufe;

import enchufe.engine.EngineOptions;
import enchufe.registry.Rooms;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Sends to many sockets. Immutable: a method that changes the recipients returns a new operator, so an operator can be kept and
 * used again. An event is encoded once for all recipients. Safe from any thread.
 */
public final class BroadcastOperator {
    /** What a namespace does for its operators. */
    interface Audience {
        /** {@return an operator's recipients} */
        List<Socket> select(BroadcastOperator reach);

        /** Sends an event to an operator's recipients. */
        void emit(Emission emission, BroadcastOperator reach);

        /** Sends an event to an operator's recipients. {@return their acknowledgements} */
        CompletableFuture<List<Args>> emitWithAck(Emission emission, BroadcastOperator reach);
    }

    private final Audience audience;
    private final Set<String> rooms;
    private final Set<String> except;
    private final boolean isVolatile;
    private final Duration timeout;
    private final boolean compress;

    /** Makes an operator whose recipients are all sockets. */
    BroadcastOperator(Audience audience) {
        this(audience, Set.of(), Set.of(), false, null, true);
    }

    private BroadcastOperator(Audience audience, Set<String> rooms, Set<String> except, boolean isVolatile, Duration timeout,
            boolean compress) {
        this.audience = audience;
        this.rooms = rooms;
        this.except = except;
        this.isVolatile = isVolatile;
        this.timeout = timeout;
        this.compress = compress;
    }

    /**
     * {@return an operator that sends to the sockets in any of these rooms, or of the rooms before; each receives an event once}
     *
     * @param rooms the rooms, at least one
     * @throws IllegalArgumentException if no room is given
     */
    public BroadcastOperator to(String... rooms) {
        if (Rooms.named(rooms).isEmpty()) {
            throw new IllegalArgumentException("no room is given: all sockets would receive what was meant for some");
        }
        return new BroadcastOperator(audience, union(this.rooms, rooms), except, isVolatile, timeout, compress);
    }

    /**
     * {@return the same as {@link #to(String...)}}
     *
     * @param rooms the rooms, at least one
     */
    public BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    /**
     * {@return an operator that does not send to the sockets in any of these rooms}
     *
     * @param rooms the rooms; a socket id is the name of that socket's own room
     */
    public BroadcastOperator except(String... rooms) {
        return new BroadcastOperator(audience, this.rooms, union(except, rooms), isVolatile, timeout, compress);
    }

    /** {@return an operator whose events are dropped for clients that cannot take them immediately} */
    public BroadcastOperator asVolatile() {
        return new BroadcastOperator(audience, rooms, except, true, timeout, compress);
    }

    /**
     * {@return an operator with a timeout for acknowledgements}
     *
     * @param timeout 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public BroadcastOperator timeout(Duration timeout) {
        return new BroadcastOperator(audience, rooms, except, isVolatile, EngineOptions.check("timeout", timeout),
                compress);
    }

    /**
     * {@return an operator whose events are compressed, or not, for clients on WebSockets that have agreed to compression: once for
     * all. They are unless this says otherwise: see {@link Options#perMessageDeflate(boolean)}}
     *
     * @param value whether they are
     */
    public BroadcastOperator compress(boolean value) {
        return new BroadcastOperator(audience, rooms, except, isVolatile, timeout, value);
    }

    private static Set<String> union(Set<String> some, String... more) {
        var union = new LinkedHashSet<>(some);
        union.addAll(Rooms.named(more));
        return union;
    }

    /**
     * Sends an event to all recipients.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @throws IllegalArgumentException if the name is reserved, an argument cannot be sent, or the last one is an
     *     {@link AckCallback}
     */
    public void emit(String event, Object... arguments) {
        Emission emission = Emission.of(event, arguments).compress(compress);
        if (emission.callback() != null) {
            throw new IllegalArgumentException("a broadcast has many answers: use emitWithAck");
        }
        audience.emit(emission, this);
    }

    /**
     * Sends the event {@code message} to all recipients.
     *
     * @param arguments anything that can be sent: see {@link Socket#emit}
     */
    public void send(Object... arguments) {
        emit("message", arguments);
    }

    /**
     * Sends an event to all recipients and gathers their acknowledgements.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @return completes with the acknowledgements, in the order they arrive, when all recipients have sent theirs. If the
     *     {@link #timeout} ends first, or a recipient disconnects without one, it fails with an {@link AckTimeoutException} that
     *     holds those that arrived. Completed on a thread of the server's executor. It can be given up as in
     *     {@link Socket#emitWithAck}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     */
    public CompletableFuture<List<Args>> emitWithAck(String event, Object... arguments) {
        return audience.emitWithAck(Emission.withAck(event, arguments).compress(compress), this);
    }

    // ---- what the recipients do

    /**
     * Makes all recipients join rooms. Those that come later do not.
     *
     * @param rooms the rooms to join
     */
    public void socketsJoin(String... rooms) {
        Rooms.named(rooms);
        audience.select(this).forEach(socket -> socket.join(rooms));
    }

    /**
     * Makes all recipients leave rooms.
     *
     * @param rooms the rooms to leave
     */
    public void socketsLeave(String... rooms) {
        List<String> names = Rooms.named(rooms);
        audience.select(this).forEach(socket -> names.forEach(socket::leave));
    }

    /** Disconnects all recipients from the namespace; their sockets in other namespaces stay connected. */
    public void disconnectSockets() {
        disconnectSockets(false);
    }

    /**
     * Disconnects all recipients.
     *
     * @param close true to disconnect them from all namespaces and close their connections; false: from this namespace only
     */
    public void disconnectSockets(boolean close) {
        audience.select(this).forEach(socket -> socket.disconnect(close));
    }

    // ---- within the server

    /** {@return the rooms to send to; none for all sockets} */
    Set<String> rooms() {
        return rooms;
    }

    /** {@return the rooms not to send to} */
    Set<String> except() {
        return except;
    }

    boolean isVolatile() {
        return isVolatile;
    }

    /** {@return how long to wait for acknowledgements; null for as long as the recipients are connected} */
    Duration timeout() {
        return timeout;
    }
}
