package enchufe;

import enchufe.dispatch.Intake;
import enchufe.json.JsonReader;
import enchufe.msgpack.MsgpackReader;
import enchufe.msgpack.MsgpackWriter;
import java.util.Map;

/**
 * Another form of Socket.IO's packets than JSON: each packet is one binary message. The packet is a map with these members:
 *
 * <ul>
 *   <li>{@code type}: {@code Long}; 0 for CONNECT, 1 for DISCONNECT, 2 for EVENT, 3 for ACK, 4 for CONNECT_ERROR
 *   <li>{@code nsp}: {@code String}; the namespace, with its slash
 *   <li>{@code data}: a {@code List} for an event (its name and arguments) and for an acknowledgement, a {@code Map} or a
 *       {@code String} for the others; missing or null if there is none. In it are {@code null}, {@code Boolean}, {@code Long},
 *       {@code Double}, {@code String}, {@code byte[]}, {@code List}, and {@code Map} with strings as keys; nothing else
 *   <li>{@code id}: {@code Long}; requests an acknowledgement, or says which one it is; missing or null if there is none
 * </ul>
 *
 * <p>Both methods are called on any thread, also on those that read from the network, so they must not wait for anything. Source:
 * Socket.IO's documentation, "Custom parser".
 */
public interface Parser {
    /**
     * {@return a packet as a message} If it throws, so does the method that sends, with an {@link IllegalArgumentException}.
     *
     * @param packet the packet
     */
    byte[] encode(Map<String, Object> packet);

    /**
     * {@return the packet of a message, a map} Whatever else it returns or throws ends the client with {@code forced close}. It
     * limits how much memory a message may become: {@link #messagePack} takes an eighth of the heap at most, with more than two
     * {@link Options#loops} a quarter divided by their number.
     *
     * @param message what a client has sent
     */
    Object decode(byte[] message);

    /** {@return MessagePack, for clients with {@code socket.io-msgpack-parser} and pages with {@code socket.io.msgpack.min.js}} */
    static Parser messagePack() {
        return new Parser() {
            @Override
            public byte[] encode(Map<String, Object> packet) {
                return MsgpackWriter.write(packet);
            }

            @Override
            public Object decode(byte[] message) {
                return MsgpackReader.read(message, JsonReader.MAX_DEPTH, Intake.OF_JVM.messageLimit());
            }
        };
    }
}
