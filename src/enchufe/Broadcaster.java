package enchufe;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Sends to all sockets of a namespace, or to some of them: a {@link Namespace}, and the server for its main namespace. An event is
 * encoded once for all recipients.
 */
public abstract class Broadcaster {
    Broadcaster() {}

    /** {@return an operator that sends to all sockets} */
    abstract BroadcastOperator all();

    /** {@return what the operator acts on} */
    abstract Audience audience();

    /**
     * Sends an event to every socket.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     */
    public void emit(String event, Object... arguments) {
        all().emit(event, arguments);
    }

    /**
     * Sends the event {@code message} to every socket.
     *
     * @param arguments anything that can be sent: see {@link Socket#emit}
     */
    public void send(Object... arguments) {
        all().send(arguments);
    }

    /**
     * Sends an event to every socket and gathers their acknowledgements.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @return the acknowledgements, in the order they arrive: see {@link BroadcastOperator#emitWithAck}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     */
    public CompletableFuture<List<Args>> emitWithAck(String event, Object... arguments) {
        return all().emitWithAck(event, arguments);
    }

    /**
     * Tells all other servers of the cluster something, not their clients; this server is not told.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     * @see Namespace#onServerSideEmit
     */
    public void serverSideEmit(String event, Object... arguments) {
        audience().serverSideEmit(Emission.toServers(event, arguments));
    }

    /**
     * Tells all other servers of the cluster something, and requests an acknowledgement of each.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @return completes with the acknowledgements, in the order they arrive; fails with an {@link AckTimeoutException}, which holds
     *     those that arrived, if a server has not sent its own in time
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     */
    public CompletableFuture<List<Args>> serverSideEmitWithAck(String event, Object... arguments) {
        return audience().serverSideEmitWithAck(Emission.toServers(event, arguments));
    }

    /**
     * Makes all sockets join rooms. Those that connect later do not. {@code io.in("a").socketsJoin("b")} is for those in a room.
     *
     * @param rooms the rooms to join
     */
    public void socketsJoin(String... rooms) {
        all().socketsJoin(rooms);
    }

    /**
     * Makes all sockets leave rooms.
     *
     * @param rooms the rooms to leave
     */
    public void socketsLeave(String... rooms) {
        all().socketsLeave(rooms);
    }

    /** Disconnects all sockets from this namespace. {@code io.in("a").disconnectSockets()} is for those in a room. */
    public void disconnectSockets() {
        all().disconnectSockets();
    }

    /**
     * Disconnects all sockets.
     *
     * @param close true to disconnect their clients from all namespaces and close the connections; false: from this namespace only
     */
    public void disconnectSockets(boolean close) {
        all().disconnectSockets(close);
    }

    /** {@return all sockets, on all servers of the cluster: see {@link BroadcastOperator#fetchSockets}} */
    public CompletableFuture<List<RemoteSocket>> fetchSockets() {
        return all().fetchSockets();
    }

    /**
     * {@return an operator that sends to the sockets in any of these rooms}
     *
     * @param rooms the rooms, at least one
     * @throws IllegalArgumentException if no room is given
     */
    public BroadcastOperator to(String... rooms) {
        return all().to(rooms);
    }

    /**
     * {@return the same as {@link #to}}
     *
     * @param rooms the rooms, at least one
     */
    public BroadcastOperator in(String... rooms) {
        return all().to(rooms);
    }

    /**
     * {@return an operator that sends to all sockets except those in any of these rooms}
     *
     * @param rooms the rooms; a socket id is the name of that socket's own room
     */
    public BroadcastOperator except(String... rooms) {
        return all().except(rooms);
    }

    /**
     * {@return an operator whose events are compressed, or not, for clients that have agreed to compression}
     *
     * @param value see {@link BroadcastOperator#compress}
     */
    public BroadcastOperator compress(boolean value) {
        return all().compress(value);
    }

    /** {@return an operator whose events are dropped for clients that cannot take them immediately} */
    public BroadcastOperator asVolatile() {
        return all().asVolatile();
    }

    /** {@return an operator that sends to sockets of this server only, not to those on other servers of its cluster} */
    public BroadcastOperator local() {
        return all().local();
    }

    /**
     * {@return an operator with a timeout for acknowledgements}
     *
     * @param timeout 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public BroadcastOperator timeout(Duration timeout) {
        return all().timeout(timeout);
    }
}
