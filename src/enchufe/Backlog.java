package enchufe;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Counts what one client has sent and its listeners have not got to yet. Above the limit, reading stops, so that a client that
 * sends faster than its listeners work fills its own buffers and not this server's memory; at half the limit it resumes.
 */
final class Backlog {
    /** What an event is taken to need in memory besides its own bytes. */
    static final int EVENT_BYTES = 200;

    private final long limit;
    private final Consumer<Boolean> reading;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    /**
     * Counts from nothing.
     *
     * @param limit the bytes above which reading stops
     * @param reading stops (false) or resumes (true) the reading; called on the loop, or a listener's thread
     */
    Backlog(long limit, Consumer<Boolean> reading) {
        this.limit = limit;
        this.reading = reading;
    }

    /** Something has come. On the loop. */
    void add(int count) {
        if (bytes.addAndGet(count) > limit && stopped.compareAndSet(false, true)) {
            reading.accept(false);
            resumeIfLow(bytes.get());               // the listeners may have caught up meanwhile, and seen no reason to resume
        }
    }

    /** A listener has dealt with something. */
    void remove(int count) {
        resumeIfLow(bytes.addAndGet(-count));
    }

    private void resumeIfLow(long left) {
        if (left <= limit / 2 && stopped.get() && stopped.compareAndSet(true, false)) {
            reading.accept(true);
        }
    }
}
