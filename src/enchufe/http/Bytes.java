package enchufe.http;

import java.util.Arrays;

/** A head and a body make a message. */
final class Bytes {
    private Bytes() {}

    static byte[] concat(byte[] head, byte[] body) {
        byte[] message = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        return message;
    }
}
