package enchufe.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Gathers a payload that arrives in parts. It grows with the bytes that have arrived, never with those that were only
 * announced: a header that announces a megabyte costs its sender nothing, and must not cost the receiver a megabyte.
 */
final class PayloadBuffer {
    private byte[] bytes = {};
    private int length;

    /**
     * Makes room at the end of the content.
     *
     * @param count how many bytes have arrived
     * @param most the largest length that the content can reach
     * @return where in the array the bytes go
     */
    int extend(int count, int most) {
        int start = length;
        length += count;
        if (length > bytes.length) {
            int doubled = (int) Math.min(2L * bytes.length, most);      // so that small parts do not mean a copy for each
            bytes = Arrays.copyOf(bytes, Math.max(length, doubled));
        }
        return start;
    }

    byte[] array() {
        return bytes;
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, length);
    }
}
