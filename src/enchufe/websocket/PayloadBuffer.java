package enchufe.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Gathers a payload that arrives in parts. It grows with the bytes that have arrived, up to four times as many, never with those
 * that were only announced: a header that announces a megabyte costs its sender nothing, and must not cost the receiver a megabyte.
 */
final class PayloadBuffer {
    private byte[] bytes = {};
    private int length;

    /**
     * Makes room at the end of the content.
     *
     * @param count how many bytes have arrived
     * @param announced how long the content will be at least; or may be, if nothing says it
     * @param most the largest length that the content can reach
     * @return where in the array the bytes go
     */
    int extend(int count, int announced, int most) {
        int start = length;
        length += count;
        if (length > bytes.length) {
            long larger = length >= announced / 4 ? announced : 0;      // a large content is not copied again and again
            larger = Math.max(larger, 2L * bytes.length);               // nor do small parts mean a copy for each
            bytes = Arrays.copyOf(bytes, (int) Math.max(length, Math.min(larger, most)));
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
