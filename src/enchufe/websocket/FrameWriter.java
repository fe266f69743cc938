package enchufe.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes frames (RFC 6455 §5.2), as a server sends them: unmasked. A client masks them afterwards. */
final class FrameWriter {
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;       // in place of the length: it follows in two bytes
    private static final int LENGTH_64 = 127;       // in place of the length: it follows in eight bytes

    private FrameWriter() {}

    /** {@return how many bytes the header of an unmasked frame takes} */
    static int headerLength(int length) {
        return length < LENGTH_16 ? 2 : length < 0x1_0000 ? 4 : 10;
    }

    /** Writes the header of an unmasked frame that is a message's only one, the length in as few bytes as it takes. */
    static void writeHeader(byte[] target, int opcode, int length) {
        ByteBuffer header = ByteBuffer.wrap(target).put((byte) (FIN | opcode));
        switch (headerLength(length)) {
            case 2 -> header.put((byte) length);
            case 4 -> header.put((byte) LENGTH_16).putShort((short) length);
            default -> header.put((byte) LENGTH_64).putLong(length);
        }
    }

    /** {@return an unmasked control frame} */
    static byte[] control(int opcode, byte[] payload) {
        byte[] frame = new byte[2 + payload.length];
        writeHeader(frame, opcode, payload.length);
        System.arraycopy(payload, 0, frame, 2, payload.length);
        return frame;
    }

    /** {@return a close frame; without a body for {@link CloseCode#NO_STATUS}} */
    static byte[] close(int code, String reason) {
        if (code == CloseCode.NO_STATUS) {
            return control(Opcode.CLOSE, new byte[0]);
        }
        byte[] utf8 = utf8(reason);
        return control(Opcode.CLOSE, ByteBuffer.allocate(2 + utf8.length).putShort((short) code).put(utf8).array());
    }

    /** {@return the frame as a client sends it (RFC 6455 §5.3): a copy, masked with the key} */
    static byte[] masked(byte[] frame, int key) {
        int header = switch (frame[1]) {
            case LENGTH_16 -> 4;
            case LENGTH_64 -> 10;
            default -> 2;
        };
        byte[] masked = new byte[frame.length + 4];
        System.arraycopy(frame, 0, masked, 0, header);
        masked[1] |= (byte) MASKED;
        ByteBuffer.wrap(masked).putInt(header, key);
        Masking.apply(key, 0, frame, header, masked, header + 4, frame.length - header);
        return masked;
    }

    /** {@return the text in UTF-8; a lone surrogate, which UTF-8 cannot express, becomes U+FFFD, as in browsers} */
    static byte[] utf8(String text) {
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (isSurrogate(c)) {
                return text.replaceAll("\\p{Cs}", "\uFFFD").getBytes(StandardCharsets.UTF_8);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Of a code point, not of a char: here the pairs are joined already. */
    private static boolean isSurrogate(int codePoint) {
        return Character.MIN_SURROGATE <= codePoint && codePoint <= Character.MAX_SURROGATE;
    }
}
