package enchufe.websocket;

import enchufe.websocket.FrameHeader.Opcode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Frames written byte by byte from RFC 6455 §5.2, independently of the code under test; broken ones too. */
final class Frames {
    static final int FIN = 0x80;
    static final int[] KEY = {0x37, 0xfa, 0x21, 0x3d};      // that of RFC 6455 §5.7

    private Frames() {}

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** A frame as a client sends it. */
    static byte[] masked(int firstByte, byte[] payload) {
        return frame(firstByte, payload, true);
    }

    static byte[] masked(int firstByte, String payload) {
        return masked(firstByte, utf8(payload));
    }

    static byte[] frame(int firstByte, byte[] payload, boolean masked) {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(header(firstByte, payload.length, masked));
        for (int i = 0; i < payload.length; i++) {
            frame.write(masked ? payload[i] ^ KEY[i % 4] : payload[i]);
        }
        return frame.toByteArray();
    }

    /** A short frame that is not masked, as a client could send it: masked with the key 0. */
    static byte[] maskedWith0(byte[] frame) {
        byte[] masked = ByteBuffer.allocate(frame.length + 4).put(frame, 0, 2).putInt(0).put(frame, 2, frame.length - 2).array();
        masked[1] |= (byte) 0x80;
        return masked;
    }

    /** The frame of a message, as it is sent. */
    static byte[] frame(Message message) {
        var frame = ByteBuffer.allocate(message.frameLength());
        message.writeFrame(0, frame);
        return frame.array();
    }

    /** A header that announces a payload of that length. */
    static byte[] header(int firstByte, long length, boolean masked) {
        var header = new ByteArrayOutputStream();
        int mask = masked ? 0x80 : 0;
        header.write(firstByte);
        if (length <= 125) {
            header.write(mask | (int) length);
        } else if (length <= 65_535) {
            header.write(mask | 126);
            header.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
        } else {
            header.write(mask | 127);
            header.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
        }
        if (masked) {
            for (int octet : KEY) {
                header.write(octet);
            }
        }
        return header.toByteArray();
    }

    /** A masked close frame. */
    static byte[] close(int code, String reason) {
        return masked(FIN | Opcode.CLOSE, concat(ByteBuffer.allocate(2).putShort((short) code).array(), utf8(reason)));
    }
}
