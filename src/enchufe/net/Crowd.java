package enchufe.net;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Requests that wait because others, whose clients are slow, have all the threads. For each that waits one of those others may
 * be cut off, in a second. Any thread; time is an argument.
 */
final class Crowd {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final IntSupplier waiting;
    private long window;                        // when the present second began
    private int cut;                            // in it

    Crowd(IntSupplier waiting) {
        this.waiting = waiting;
    }

    synchronized boolean mayCut(long now) {
        int most = waiting.getAsInt();
        if (now - window >= WINDOW_NANOS) {
            window = now;
            cut = 0;
        }
        return cut < most && ++cut > 0;
    }
}
