package enchufe;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Counts what one client has sent and its listeners have not got to yet. Above the limit, reading stops, so that a client that
 * sends faster than its listeners work fills its own buffers and not this server's memory; at half the limit it resumes. Who
 * receives for a client extends this: there are many clients, and an object for each of them would cost more than the count.
 */
abstract class Backlog {
    /** What an event is taken to need in memory besides its own bytes. */
    static final int EVENT_BYTES = 200;

    private static final AtomicLongFieldUpdater<Backlog> BYTES = AtomicLongFieldUpdater.newUpdater(Backlog.class, "bytes");

    private volatile long bytes;
    private volatile boolean stopped;               // written under the monitor

    /** {@return the bytes above which reading stops} */
    abstract int maxBacklog();

    /** Stops (false) or resumes (true) the reading. Called on the loop, or a listener's thread, under the monitor. */
    abstract void reading(boolean on);

    /** Something has come. On the loop. */
    void backlogGrows(int count) {
        if (BYTES.addAndGet(this, count) > maxBacklog()) {
            stop();
        }
    }

    private synchronized void stop() {
        if (!stopped) {
            stopped = true;
            reading(false);
            resumeIfLow();                          // the listeners may have caught up meanwhile, and seen no reason to resume
        }
    }

    /** A listener has dealt with something. */
    void backlogShrinks(int count) {
        if (BYTES.addAndGet(this, -count) <= maxBacklog() / 2 && stopped) {
            resumeIfLow();
        }
    }

    private synchronized void resumeIfLow() {
        if (stopped && bytes <= maxBacklog() / 2) {
            stopped = false;
            reading(true);
        }
    }
}
