package enchufe.net;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Buffers for what is written to sockets. Shared by all threads, since a virtual thread may live for a single batch only. */
final class WriteBuffers {
    /** The size of each. */
    static final int BYTES = 64 * 1024;
    /** No more buffers than this are kept: an executor may have thousands of threads. */
    static final int MOST = 64;
    private static final ConcurrentLinkedDeque<ByteBuffer> IDLE = new ConcurrentLinkedDeque<>();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private WriteBuffers() {}

    /** {@return a buffer, with what its last user has left in it} */
    static ByteBuffer take() {
        ByteBuffer idle = IDLE.poll();
        if (idle != null) {
            return idle;
        }
        ByteBuffer made = ByteBuffer.allocateDirect(BYTES);
        COUNT.incrementAndGet();
        return made;
    }

    static void giveBack(ByteBuffer buffer) {
        if (COUNT.get() <= MOST) {
            IDLE.push(buffer);
        } else {
            COUNT.decrementAndGet();
        }
    }

    /** {@return how many buffers there are now} */
    static int count() {
        return COUNT.get();
    }
}
