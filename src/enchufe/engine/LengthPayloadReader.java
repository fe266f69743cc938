package enchufe.engine;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Decodes one payload of revision 3 ("Payload"), where each packet has its length in front. The packets are slices of it. */
final class LengthPayloadReader {
    /** The most digits of a length, enough for any array; so that a number cannot overflow. */
    static final int MAX_DIGITS = 9;
    /** Ends the length of a packet in a binary payload. */
    static final byte END_OF_LENGTH = (byte) 0xff;

    private final byte[] payload;
    private final Consumer<ByteBuffer> onText;
    private final Consumer<ByteBuffer> onBinary;
    private int at;
    private int packets;

    LengthPayloadReader(byte[] payload, Consumer<ByteBuffer> onText, Consumer<ByteBuffer> onBinary) {
        this.payload = payload;
        this.onText = onText;
        this.onBinary = onBinary;
    }

    /** Reads a payload that is text: {@code <length>:<packet>}, again and again. Binary is base64 behind {@code b4}. */
    void readText() {
        if (!PayloadReader.isUtf8(payload, 0, payload.length)) {
            throw PayloadReader.malformed("the payload is not UTF-8");
        }
        do {
            int length = readLength((byte) ':', '0');
            if (length > 0) {                   // an empty payload is "0:"
                textPacket(packet(endOfUnits(length)));
            }
        } while (at < payload.length);
    }

    private void textPacket(ByteBuffer packet) {
        if (packet.get(packet.position()) == PayloadWriter.BINARY) {
            packet.get();
            onBinary.accept(Revision3.TEXT_ONLY.decodeBase64(packet));
        } else {
            onText.accept(packet);
        }
    }

    /**
     * Reads a payload that is binary: a byte that is 0 before text and 1 before binary data, the digits of the length as one byte
     * each, FF, the packet.
     */
    void readBinary() {
        do {
            int kind = at < payload.length ? payload[at++] : -1;
            int length = readLength(END_OF_LENGTH, 0);
            ByteBuffer packet = packet(length > payload.length - at ? -1 : at + length);
            if (kind == 1) {
                onBinary.accept(Revision3.WITH_BINARY.unframed(packet));
            } else if (kind == 0 && PayloadReader.isUtf8(payload, at - length, at)) {
                onText.accept(packet);
            } else {
                throw PayloadReader.malformed("a packet that is neither text nor binary");
            }
        } while (at < payload.length);
    }

    /** Reads a length, and what ends it. */
    private int readLength(byte last, int zero) {
        int length = 0;
        int start = at;
        while (at < payload.length && payload[at] != last) {
            int digit = payload[at++] - zero;
            if (digit < 0 || digit > 9 || at - start > MAX_DIGITS) {
                throw PayloadReader.malformed("a length that is no number");
            }
            length = 10 * length + digit;
        }
        if (at == start || at == payload.length) {
            throw PayloadReader.malformed("a packet without a length");
        }
        at++;
        return length;
    }

    /** {@return where a packet ends that has so many UTF-16 code units, as JavaScript counts; -1 if it cannot end there} */
    private int endOfUnits(int units) {
        int end = at;
        int left = units;
        while (left > 0 && end < payload.length) {
            int lead = payload[end] & 0xff;
            end += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
            left -= lead < 0xf0 ? 1 : 2;
        }
        return left == 0 ? end : -1;
    }

    /** Goes on to the end of a packet. */
    private ByteBuffer packet(int end) {
        if (end < 0) {
            throw PayloadReader.malformed("a length that is wrong");
        }
        if (++packets > PayloadReader.MAX_PACKETS) {
            throw PayloadReader.tooMany();
        }
        ByteBuffer packet = ByteBuffer.wrap(payload, at, end - at);
        at = end;
        return packet;
    }
}
