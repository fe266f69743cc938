package enchufe.dispatch;

/**
 * Lets other threads use the processor, so that the caller finds more work at once afterwards. Without this, a loop and the
 * handlers' threads that share a busy processor would wake each other for every single event. If another program takes the
 * processor for long, the caller yields rarely, so that this costs only a small share of the time. Several threads may share one
 * object: then what one of them learns also holds for the others.
 */
final class GiveWay {
    /** Our own threads do not keep the processor longer than this, which is about one time slice of the scheduler. */
    private static final long LONG_NANOS = 3_000_000;
    /** After such a long yield there is none for this many times as long: the cost is at most a twentieth of the time. */
    private static final int PAUSE = 20;

    private volatile long next = System.nanoTime();

    /** Lets other threads run, unless that took long a short time ago. */
    void giveWay() {
        long start = System.nanoTime();
        if (start - next < 0) {
            return;
        }
        Thread.yield();
        long end = System.nanoTime();
        if (end - start > LONG_NANOS) {
            next = end + PAUSE * (end - start);
        }
    }
}
