package enchufe.packet;

import enchufe.json.Doubles;
import enchufe.json.PlainValues;
import java.util.List;
import java.util.Map;

/**
 * A decoded packet.
 *
 * @param type its type; never {@code BINARY_EVENT} or {@code BINARY_ACK}, which exist only on the wire
 * @param namespace the namespace, with its slash: {@code /} is the main one
 * @param id the acknowledgement id; {@link #NO_ID} if there is none
 * @param data the payload: a {@code List} for an event or acknowledgement; a {@code Map} or null for {@code CONNECT}; a
 *     {@code Map}, a {@code String} or null for {@code CONNECT_ERROR}; otherwise null. Binary data is {@code byte[]}
 */
public record Packet(PacketType type, String namespace, long id, Object data) {
    /** The id of a packet without an acknowledgement id. */
    public static final long NO_ID = -1;
    /** The namespace of packets that name none. */
    public static final String MAIN_NAMESPACE = "/";

    /** {@return whether the library uses an event's name itself, so that no peer may send it} */
    public static boolean isReserved(String event) {
        return switch (event) {                     // called for each event in both directions: a switch is cheaper than a set
            case "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener" -> true;
            default -> false;
        };
    }

    /** {@return the name of an event; a number, which JavaScript allows, as a string} */
    public String event() {
        return list().get(0) instanceof Number number ? Doubles.name(number) : (String) list().get(0);
    }

    /** {@return the credentials in a CONNECT packet; empty if there are none} */
    public Map<String, Object> auth() {
        return PlainValues.map(data);
    }

    /** {@return the name and the arguments of an event, or the arguments of an acknowledgement} */
    @SuppressWarnings("unchecked")              // the decoder makes no other list
    public List<Object> list() {
        return (List<Object>) data;
    }
}
