package enchufe.packet;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A packet that is ready to be sent: a text message and the binary messages that follow it. It refers to the encoder's array and
 * the caller's binary data: whoever sends it copies both before the encoder is used again.
 *
 * @param array the array that holds the text as UTF-8
 * @param from where the text starts
 * @param to where the text ends (exclusive)
 * @param attachments the binary messages, each between position and limit; often none
 */
public record EncodedPacket(byte[] array, int from, int to, List<ByteBuffer> attachments) {

    /** {@return the text, for logs and tests} */
    public String text() {
        return new String(array, from, to - from, java.nio.charset.StandardCharsets.UTF_8);
    }
}
