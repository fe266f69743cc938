package enchufe.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Collects a body: grows with the bytes that came, never with those that were only announced. */
final class BodyBuffer {
    private static final int SMALLEST = 512;
    private static final byte[] NOTHING = {};

    private final int limit;
    private byte[] bytes = NOTHING;
    private int size;

    BodyBuffer(int limit) {
        this.limit = limit;
    }

    int capacity() {
        return bytes.length;
    }

    int size() {
        return size;
    }

    /** How many more bytes the limit allows. */
    int room() {
        return limit - size;
    }

    void append(ByteBuffer in, int count) {
        if (count > bytes.length - size) {
            long larger = Math.max(size + (long) count, Math.max(SMALLEST, 2L * bytes.length));
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, larger));
        }
        in.get(bytes, size, count);
        size += count;
    }

    byte[] toArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
