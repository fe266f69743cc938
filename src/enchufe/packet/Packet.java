package enchufe.packet;

import java.util.List;

/**
 * A decoded packet.
 *
 * @param type its type; neither {@code BINARY_EVENT} nor {@code BINARY_ACK}, which are a matter of encoding
 * @param namespace the namespace, with its slash: {@code /} is the main one
 * @param id the number that asks for an acknowledgement, or is acknowledged; {@link #NO_ID} without one
 * @param data of an event or acknowledgement a {@code List}; of {@code CONNECT} a {@code Map} or null; of
 *     {@code CONNECT_ERROR} a {@code Map}, a {@code String} or null; else null. Binary data is {@code byte[]}
 */
public record Packet(PacketType type, String namespace, long id, Object data) {
    /** The id of a packet that neither asks for an acknowledgement nor is one. */
    public static final long NO_ID = -1;
    /** The namespace everybody means who names none. */
    public static final String MAIN_NAMESPACE = "/";

    /**
     * Tells whether an event's name has a meaning of its own, so that no peer may send it.
     *
     * @param event the name
     * @return true if it is reserved
     */
    public static boolean isReserved(String event) {
        return switch (event) {                     // of each event that comes or goes: a switch is cheaper than a set
            case "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener" -> true;
            default -> false;
        };
    }

    /** {@return the name of an event; a number, which JavaScript allows, as it prints there} */
    public String event() {
        return String.valueOf(list().get(0));
    }

    /** {@return the name and the arguments of an event, or the arguments of an acknowledgement} */
    @SuppressWarnings("unchecked")              // the decoder makes no other list
    public List<Object> list() {
        return (List<Object>) data;
    }
}
