package enchufe.engine;

import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Encodes packets into one payload of the polling transport ("Packet encoding", "HTTP long-polling"), in revision 4. */
final class PayloadWriter {
    /** Stands between packets: the record separator. */
    static final byte SEPARATOR = 0x1e;
    /** Stands before the base64 of a binary message. */
    static final byte BINARY = 'b';

    private static final int PIECE_BYTES = 30_000;      // a multiple of three, so that only the last piece may have padding

    private PayloadWriter() {}

    /** {@return the payload of at least one packet} */
    static byte[] write(List<Message> packets) {
        int length = packets.size() - 1;
        for (Message packet : packets) {
            length += textLength(packet) + (packet.isBinary() ? 1 : 0);
        }
        var payload = ByteBuffer.allocate(length);
        for (Message packet : packets) {
            if (payload.position() > 0) {
                payload.put(SEPARATOR);
            }
            if (packet.isBinary()) {
                payload.put(BINARY);
            }
            putText(packet, payload);
        }
        return payload.array();
    }

    /** Encodes piece by piece: a large message is not copied as a whole. */
    private static void putBase64(Message packet, ByteBuffer target) {
        byte[] piece = new byte[Math.min(packet.payloadLength(), PIECE_BYTES)];
        byte[] text = new byte[textLength(piece.length)];
        for (int from = packet.frameLength() - packet.payloadLength(); from < packet.frameLength(); ) {
            int count = packet.writeFrame(from, ByteBuffer.wrap(piece));
            byte[] whole = count == piece.length ? piece : Arrays.copyOf(piece, count);
            target.put(text, 0, Base64.getEncoder().encode(whole, text));
            from += count;
        }
    }

    /** {@return the bytes of a packet as text: of the base64 if it is binary} */
    static int textLength(Message packet) {
        return packet.isBinary() ? textLength(packet.payloadLength()) : packet.payloadLength();
    }

    private static int textLength(int length) {
        return (length + 2) / 3 * 4;
    }

    /** Puts a packet as text: as base64 if it is binary. */
    static void putText(Message packet, ByteBuffer target) {
        if (packet.isBinary()) {
            putBase64(packet, target);
        } else {
            copy(packet, target);
        }
    }

    static void copy(Message packet, ByteBuffer target) {
        packet.writeFrame(packet.frameLength() - packet.payloadLength(), target);
    }
}
