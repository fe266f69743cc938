package enchufe.engine;

import enchufe.websocket.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Encodes packets into one payload of revision 3 ("Payload"), where each packet has its length in front. */
final class LengthPayloadWriter {
    private LengthPayloadWriter() {}

    /** {@return a payload that is text: the lengths are numbers of UTF-16 code units, as JavaScript counts} */
    static byte[] writeText(List<Message> packets) {
        var payload = new ByteArrayOutputStream();
        for (Message packet : packets) {
            byte[] text = PayloadWriter.bytesOf(packet);
            if (packet.isBinary()) {
                text = Base64.getEncoder().encode(text);
                payload.writeBytes(ascii(text.length + 2 + ":b4"));
            } else {
                payload.writeBytes(ascii(units(text) + ":"));
            }
            payload.writeBytes(text);
        }
        return payload.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return how many UTF-16 code units valid UTF-8 has} Four bytes are two of them; fewer are one. */
    private static int units(byte[] utf8) {
        int units = 0;
        for (byte b : utf8) {
            boolean continues = (b & 0xc0) == 0x80;
            units += continues ? 0 : (b & 0xff) < 0xf0 ? 1 : 2;
        }
        return units;
    }

    /** {@return a payload that is binary: the lengths are numbers of bytes} */
    static byte[] writeBinary(List<Message> packets) {
        var payload = new ByteArrayOutputStream();
        for (Message packet : packets) {
            int length = packet.payloadLength() + (packet.isBinary() ? 1 : 0);
            payload.write(packet.isBinary() ? 1 : 0);
            for (byte digit : ascii(String.valueOf(length))) {
                payload.write(digit - '0');
            }
            payload.write(LengthPayloadReader.END_OF_LENGTH);
            if (packet.isBinary()) {
                payload.write(Revision3.MESSAGE);
            }
            payload.writeBytes(PayloadWriter.bytesOf(packet));
        }
        return payload.toByteArray();
    }
}
