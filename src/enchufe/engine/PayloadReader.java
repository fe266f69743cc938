package enchufe.engine;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * Decodes the payload of a POST ("Packet encoding", "HTTP long-polling"), in revision 4, into packets, which are slices of it:
 * nothing is copied but binary messages, out of their base64, which is changed.
 */
final class PayloadReader {
    /** The most packets of a payload, so that one POST cannot keep the loop for long. */
    static final int MAX_PACKETS = 250_000;

    private PayloadReader() {}

    /**
     * Reads a payload.
     *
     * @param onText takes the packets that are text, the type, then the data; may be empty, which no packet is
     * @param onBinary takes the binary messages, in order with the others
     * @throws EngineException if it is malformed; the packets before the malformed one have been delivered
     */
    static void read(byte[] payload, Consumer<ByteBuffer> onText, Consumer<ByteBuffer> onBinary) {
        if (!isUtf8(payload, 0, payload.length)) {
            throw malformed("the payload is not UTF-8");
        }
        int from = 0;
        for (int packets = 1; packets <= MAX_PACKETS; packets++) {
            int to = endOfPacket(payload, from);
            if (to > from && payload[from] == PayloadWriter.BINARY) {
                onBinary.accept(decodeBase64(ByteBuffer.wrap(payload, from + 1, to - from - 1)));
            } else {
                onText.accept(ByteBuffer.wrap(payload, from, to - from));
            }
            if (to == payload.length) {
                return;
            }
            from = to + 1;
        }
        throw tooMany();
    }

    static EngineException tooMany() {
        return new EngineException(CloseReason.PARSE_ERROR, "a POST of more than " + MAX_PACKETS + " packets, which is a limit that"
                + " cannot be changed", "packets");
    }

    private static int endOfPacket(byte[] payload, int from) {
        int to = from;
        while (to < payload.length && payload[to] != PayloadWriter.SEPARATOR) {
            to++;
        }
        return to;
    }

    /** Line breaks are left out, in the array itself: the Java client puts one after every 76 characters. */
    static ByteBuffer decodeBase64(ByteBuffer base64) {
        ByteBuffer text = base64.slice();
        while (base64.hasRemaining()) {
            byte b = base64.get();
            if (b != '\n' && b != '\r') {
                text.put(b);
            }
        }
        try {
            return Base64.getDecoder().decode(text.flip());
        } catch (IllegalArgumentException e) {
            throw malformed("a binary message is not base64");
        }
    }

    static boolean isUtf8(byte[] bytes, int from, int to) {
        if (isAscii(bytes, from, to)) {
            return true;
        }
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(bytes, from, to - from);
        var out = CharBuffer.allocate(Math.min(to - from, 1024));           // only whether it can be decoded matters
        CoderResult result;
        do {
            result = decoder.decode(in, out.clear(), true);
        } while (result.isOverflow());
        return !result.isError();
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    static EngineException malformed(String message) {
        return new EngineException(CloseReason.PARSE_ERROR, message);
    }
}
