package enchufe;

import enchufe.engine.EngineOptions;
import enchufe.log.Misuse;
import enchufe.registry.Rooms;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Sends to many sockets. Immutable: a method that changes the recipients returns a new operator, so an operator can be kept and
 * used again. An event is encoded once for all recipients. Safe from any thread.
 */
public final class BroadcastOperator {
    private final Audience audience;
    private final BroadcastOptions options;

    /** Makes an operator whose recipients are all sockets. */
    BroadcastOperator(Audience audience) {
        this(audience, BroadcastOptions.ALL);
    }

    private BroadcastOperator(Audience audience, BroadcastOptions options) {
        this.audience = audience;
        this.options = options;
    }

    /**
     * {@return an operator that sends to the sockets in any of these rooms, or of the rooms before; each receives an event once}
     *
     * @param rooms the rooms, at least one
     * @throws IllegalArgumentException if no room is given
     */
    public BroadcastOperator to(String... rooms) {
        if (Rooms.named(rooms).isEmpty()) {
            throw Misuse.argument("no room is given: all sockets would receive what was meant for some");
        }
        return new BroadcastOperator(audience, options.to(rooms));
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
        return new BroadcastOperator(audience, options.except(rooms));
    }

    /** {@return an operator whose events are dropped for clients that cannot take them immediately} */
    public BroadcastOperator asVolatile() {
        return new BroadcastOperator(audience, options.asVolatile());
    }

    /** {@return an operator whose recipients are sockets of this server only, not those on other servers of its cluster} */
    public BroadcastOperator local() {
        return new BroadcastOperator(audience, options.local());
    }

    /**
     * {@return an operator with a timeout for acknowledgements}
     *
     * @param timeout 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public BroadcastOperator timeout(Duration timeout) {
        return new BroadcastOperator(audience, options.timeout(EngineOptions.check("timeout", timeout)));
    }

    /**
     * {@return an operator whose events are compressed, or not, for clients on WebSockets that have agreed to compression: once for
     * all. They are unless this says otherwise: see {@link Options#perMessageDeflate(boolean)}}
     *
     * @param value whether they are
     */
    public BroadcastOperator compress(boolean value) {
        return new BroadcastOperator(audience, options.compress(value));
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
        Emission emission = Emission.of(event, arguments).compress(options.compress());
        if (emission.callback() != null) {
            throw Misuse.argument("a broadcast has many answers: use emitWithAck");
        }
        audience.emit(emission, options);
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
        return audience.emitWithAck(Emission.withAck(event, arguments).compress(options.compress()), options);
    }

    // ---- what the recipients do

    /**
     * Makes all recipients join rooms. Those that come later do not.
     *
     * @param rooms the rooms to join
     */
    public void socketsJoin(String... rooms) {
        audience.socketsJoin(options, Rooms.named(rooms));
    }

    /**
     * Makes all recipients leave rooms.
     *
     * @param rooms the rooms to leave
     */
    public void socketsLeave(String... rooms) {
        audience.socketsLeave(options, Rooms.named(rooms));
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
        audience.disconnectSockets(options, close);
    }

    /**
     * Finds the recipients, on all servers of the cluster.
     *
     * @return completes with them; fails if another server has not answered in time, and says how many have. Completed on a thread
     *     of the server's executor
     */
    public CompletableFuture<List<RemoteSocket>> fetchSockets() {
        return audience.fetchSockets(options);
    }
}
