package enchufe.engine;

import enchufe.http.Headers;
import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How the packets of one session become bytes ("Packet encoding"). It depends on the revision of the protocol that the client
 * speaks, and on what the request that opens the session asks for. It does not change during the session. Immutable.
 */
abstract class Encoding {
    static final String OCTETS = "application/octet-stream";
    static final Headers TEXT = headers("text/plain; charset=UTF-8");

    /**
     * The body of the response to a poll.
     *
     * @param headers the header fields that describe it
     * @param bytes the content
     */
    record Body(Headers headers, byte[] bytes) {}

    /** {@return the revision of the protocol that a request names: as in Node, 3 unless it says 4, since the oldest say nothing} */
    static int revision(Map<String, String> query) {
        return "4".equals(query.get("EIO")) ? 4 : 3;
    }

    /**
     * {@return the encoding of the session that a request opens}
     *
     * @param query the parameters: {@code EIO} is the revision, {@code b64} (forceBase64) asks for text alone, and {@code j} for
     *     answers that are scripts, in revision 3
     */
    static Encoding of(Map<String, String> query) {
        boolean textOnly = !query.getOrDefault("b64", "").isEmpty();
        if (revision(query) == 4) {
            return textOnly ? Revision4.TEXT_ONLY : Revision4.WITH_BINARY;
        }
        if (query.containsKey(Jsonp.PARAMETER)) {
            return new Jsonp(query.get(Jsonp.PARAMETER));
        }
        return textOnly ? Revision3.TEXT_ONLY : Revision3.WITH_BINARY;
    }

    /** {@return header fields for a response that is for one moment: it must not come from a cache} */
    static Headers headers(String contentType) {
        return Headers.of(List.of("Content-Type", contentType, "Cache-Control", "no-store"));
    }

    /** {@return the revision of the protocol, 3 or 4} */
    abstract int revision();

    /** {@return whether the body of a POST may have that content type, which is null if there is none} */
    abstract boolean takes(String contentType);

    /**
     * Reads the body of a POST.
     *
     * @param body the body; the packets are slices of it
     * @param octets whether its type is {@code application/octet-stream}
     * @param onText takes the packets that are text, the type, then the data; may be empty, which no packet is
     * @param onBinary takes the binary messages, in order with the others
     * @throws EngineException if it is malformed; the packets before the malformed one have been delivered
     */
    abstract void read(byte[] body, boolean octets, Consumer<ByteBuffer> onText, Consumer<ByteBuffer> onBinary);

    /** {@return the response to a poll, with at least one packet} */
    abstract Body write(List<Message> packets);

    /** {@return the same messages as a WebSocket of this session carries them} */
    abstract Message[] framed(Message... messages);

    /**
     * {@return the binary message in a frame of a WebSocket}
     *
     * @param frame the frame's payload
     * @throws EngineException if it is malformed
     */
    abstract ByteBuffer unframed(ByteBuffer frame);

    /**
     * {@return the binary message in a packet that is text}
     *
     * @param packet what follows its first character, {@code b}
     * @throws EngineException if it is malformed
     */
    abstract ByteBuffer decodeBase64(ByteBuffer packet);
}
