package enchufe.engine;

import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Encodes packets into one payload of revision 3 ("Payload"), where each packet has its length in front. The payload is made at
 * its full size: a large message is not copied on the way.
 */
final class LengthPayloadWriter {
    private LengthPayloadWriter() {}

    /** {@return a payload that is text: the lengths are numbers of UTF-16 code units, as JavaScript counts} */
    static byte[] writeText(List<Message> packets) {
        List<byte[]> heads = packets.stream().map(LengthPayloadWriter::textHead).toList();
        int length = 0;
        for (int i = 0; i < packets.size(); i++) {
            length += heads.get(i).length + PayloadWriter.textLength(packets.get(i));
        }
        var payload = ByteBuffer.allocate(length);
        for (int i = 0; i < packets.size(); i++) {
            PayloadWriter.putText(packets.get(i), payload.put(heads.get(i)));
        }
        return payload.array();
    }

    /** {@return what is in front of a packet's text; the base64 of a binary one comes behind {@code b4}} */
    private static byte[] textHead(Message packet) {
        return ascii(packet.isBinary() ? PayloadWriter.textLength(packet) + 2 + ":b4" : units(packet.payload()) + ":");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return how many UTF-16 code units valid UTF-8 has} Four bytes are two of them; fewer are one. */
    private static int units(ByteBuffer utf8) {
        int units = 0;
        while (utf8.hasRemaining()) {
            byte b = utf8.get();
            boolean continues = (b & 0xc0) == 0x80;
            units += continues ? 0 : (b & 0xff) < 0xf0 ? 1 : 2;
        }
        return units;
    }

    /** {@return a payload that is binary: the lengths are numbers of bytes} */
    static byte[] writeBinary(List<Message> packets) {
        List<byte[]> heads = packets.stream().map(LengthPayloadWriter::binaryHead).toList();
        int length = 0;
        for (int i = 0; i < packets.size(); i++) {
            length += heads.get(i).length + packets.get(i).payloadLength();
        }
        var payload = ByteBuffer.allocate(length);
        for (int i = 0; i < packets.size(); i++) {
            PayloadWriter.copy(packets.get(i), payload.put(heads.get(i)));
        }
        return payload.array();
    }

    /** {@return what is in front of a packet's bytes; the type of a binary message is one more byte of it} */
    private static byte[] binaryHead(Message packet) {
        boolean binary = packet.isBinary();
        byte[] digits = ascii(String.valueOf(packet.payloadLength() + (binary ? 1 : 0)));
        var head = ByteBuffer.allocate(1 + digits.length + 1 + (binary ? 1 : 0));
        head.put((byte) (binary ? 1 : 0));
        for (byte digit : digits) {
            head.put((byte) (digit - '0'));
        }
        head.put(LengthPayloadReader.END_OF_LENGTH);
        if (binary) {
            head.put(Revision3.MESSAGE);
        }
        return head.array();
    }
}
