package enchufe;

/**
 * Is told what happens to the rooms of a namespace on this server: {@link Namespace#onRooms}. A socket's own room counts too, as in
 * Node's {@code create-room}, {@code join-room}, {@code leave-room} and {@code delete-room}.
 *
 * <p>Called in the order of the socket that joins or leaves, after its listener that runs now. If two sockets join and leave one
 * room at the same time, either may be told first: ask the namespace for what is so now. A listener of a pattern hears of the rooms
 * of all its children; to know which child it is, add one to each child in {@link SocketIOServer#onNewNamespace}.
 */
public interface RoomListener {
    /**
     * A room has its first member.
     *
     * @param room the room
     */
    default void created(String room) {}

    /**
     * A socket has joined a room.
     *
     * @param room the room
     * @param id the socket's id
     */
    default void joined(String room, String id) {}

    /**
     * A socket has left a room, perhaps since it was disconnected.
     *
     * @param room the room
     * @param id the socket's id
     */
    default void left(String room, String id) {}

    /**
     * A room has no member any more.
     *
     * @param room the room
     */
    default void deleted(String room) {}
}
