package enchufe.dispatch;

/**
 * Lets the other threads run that want the processor, so that whoever gave way finds more to do at once: a loop and the
 * handlers' threads that share a busy processor would otherwise wake each other for every single event. Where programs that
 * want all of the processor take what is given, it is given rarely: it costs no more than a share of the time. Several
 * threads may use one: what one of them learns holds for the others.
 */
final class GiveWay {
    /** Whoever keeps the processor longer, about a slice of its time, is not one of ours. */
    private static final long LONG_NANOS = 3_000_000;
    /** For so many times as long nobody is let in then: that costs a twentieth of the time at most. */
    private static final int PAUSE = 20;

    private volatile long next = System.nanoTime();

    /** Lets others run, unless that took long not long ago. */
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
