package enchufe.websocket;

import enchufe.websocket.FrameHeader.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes frames (RFC 6455 §5.2) as a server sends them: unmasked. */
final class FrameWriter {
    private FrameWriter() {}

    /** {@return how many bytes the header of an unmasked frame takes} */
    static int headerLength(int payloadLength) {
        return payloadLength < FrameHeader.MIN_LENGTH_16 ? 2 : payloadLength < FrameHeader.MIN_LENGTH_64 ? 4 : 10;
    }

    /** Writes the header of an unmasked frame that is a whole message. */
    static void writeHeader(byte[] target, int opcode, int payloadLength) {
        ByteBuffer header = ByteBuffer.wrap(target).put((byte) (FrameHeader.B0_FIN | opcode));
        switch (headerLength(payloadLength)) {              // §5.2: the length is written in as few bytes as possible
            case 2 -> header.put((byte) payloadLength);
            case 4 -> header.put((byte) FrameHeader.LENGTH_16).putShort((short) payloadLength);
            default -> header.put((byte) FrameHeader.LENGTH_64).putLong(payloadLength);
        }
    }

    /**
     * {@return an unmasked control frame}
     *
     * @param payload at most 125 bytes (RFC 6455 §5.5)
     */
    static byte[] control(int opcode, byte[] payload) {
        byte[] frame = new byte[2 + payload.length];
        writeHeader(frame, opcode, payload.length);
        System.arraycopy(payload, 0, frame, 2, payload.length);
        return frame;
    }

    /** {@return an unmasked close frame (RFC 6455 §5.5.1); for {@link CloseCode#NO_STATUS} it has no payload} */
    static byte[] close(int code, String reason) {
        if (code == CloseCode.NO_STATUS) {
            return control(Opcode.CLOSE, new byte[0]);
        }
        byte[] utf8 = utf8(reason);
        return control(Opcode.CLOSE, ByteBuffer.allocate(2 + utf8.length).putShort((short) code).put(utf8).array());
    }

    /** {@return a text in UTF-8; a lone surrogate, which UTF-8 cannot encode, becomes U+FFFD, as in browsers} */
    static byte[] utf8(String text) {
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (isSurrogate(c)) {
                return text.replaceAll("\\p{Cs}", "\uFFFD").getBytes(StandardCharsets.UTF_8);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Tells it of a code point: a surrogate among the code points is a lone one, since pairs have been joined. */
    private static boolean isSurrogate(int codePoint) {
        return Character.MIN_SURROGATE <= codePoint && codePoint <= Character.MAX_SURROGATE;
    }
}
