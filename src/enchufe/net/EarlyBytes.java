package enchufe.net;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What a client has sent while an earlier request is being answered. Usually nothing. */
final class EarlyBytes {
    /** When this many bytes are kept, reading stops. */
    static final int MAX = 64 * 1024;

    private byte[] kept;                        // null if nothing is kept

    boolean isEmpty() {
        return kept == null;
    }

    int size() {
        return kept == null ? 0 : kept.length;
    }

    /** Keeps all bytes of a buffer. From {@link #MAX} on, the connection is not read. */
    void keep(ByteBuffer in, Connection connection) {
        int from = kept == null ? 0 : kept.length;
        kept = kept == null ? new byte[in.remaining()] : Arrays.copyOf(kept, from + in.remaining());
        in.get(kept, from, in.remaining());
        if (kept.length >= MAX) {
            connection.reading(false);
        }
    }

    /** {@return what was kept, to be served now} */
    ByteBuffer take() {
        ByteBuffer taken = ByteBuffer.wrap(kept);
        kept = null;
        return taken;
    }
}
