package enchufe;

import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * A socket of this server or of another one in the cluster, as {@link BroadcastOperator#fetchSockets} has found it. What it says is
 * of that moment. What it is asked to do is done where the socket is, if it is still connected. Safe from any thread.
 */
public final class RemoteSocket {
    /**
     * What one server tells another about a socket, in plain values.
     *
     * @param id the socket id
     * @param handshake what the client sent when it connected, with the names of Node's {@code socket.handshake}
     * @param rooms its rooms, its own too
     * @param data the application's data
     */
    public record State(String id, Map<String, Object> handshake, Set<String> rooms, Map<String, Object> data) {}

    private final String id;
    private final Handshake handshake;
    private final Set<String> rooms;
    private final Map<String, Object> data;
    private final BroadcastOperator operator;

    RemoteSocket(State state, BroadcastOperator operator) {
        this(state.id(), Handshake.of(state.handshake()), state.rooms(), state.data(), operator);
    }

    RemoteSocket(Socket socket, BroadcastOperator operator) {
        this(socket.id(), socket.handshake(), socket.rooms(), socket.data(), operator);
    }

    private RemoteSocket(String id, Handshake handshake, Set<String> rooms, Map<String, Object> data, BroadcastOperator operator) {
        this.id = id;
        this.handshake = handshake;
        this.rooms = Collections.unmodifiableSet(rooms);
        this.data = Collections.unmodifiableMap(data);
        this.operator = operator.to(id);
    }

    /** {@return the socket id} */
    public String id() {
        return id;
    }

    /** {@return what the client sent when it connected} */
    public Handshake handshake() {
        return handshake;
    }

    /** {@return the rooms that it was in, its own too} */
    public Set<String> rooms() {
        return rooms;
    }

    /**
     * {@return the application's data about it, which cannot be changed here} If it is on this server, the data itself; if on
     * another one, plain values of that moment: a record has become a map, and what cannot be sent is missing.
     */
    public Map<String, Object> data() {
        return data;
    }

    /**
     * Sends an event to its client. {@code io.to(socket.id())} can do more.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     */
    public void emit(String event, Object... arguments) {
        operator.emit(event, arguments);
    }

    /**
     * Makes it join rooms.
     *
     * @param names the rooms
     */
    public void join(String... names) {
        operator.socketsJoin(names);
    }

    /**
     * Makes it leave a room.
     *
     * @param room the room
     */
    public void leave(String room) {
        operator.socketsLeave(room);
    }

    /**
     * Disconnects it.
     *
     * @param close true to disconnect its client from all namespaces and close the connection; false: from this namespace only
     */
    public void disconnect(boolean close) {
        operator.disconnectSockets(close);
    }

    @Override
    public String toString() {
        return "RemoteSocket " + id;
    }
}
