package enchufe;

import enchufe.dispatch.Intake;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Counts what one client has sent and its listeners have not got to yet, in bytes of the heap. Above the limit, reading stops, so
 * that a client that sends faster than its listeners work fills its own buffers and not this server's memory; at half the limit it
 * resumes. The {@link Intake} does the same with the sum of all clients. Who receives for a client extends this: there are many
 * clients, and an object for each of them would cost more than the count.
 */
abstract class Backlog implements Intake.Waiting {
    /** What an event is taken to need in memory besides its data. */
    static final int EVENT_BYTES = 200;

    private static final AtomicLongFieldUpdater<Backlog> BYTES = AtomicLongFieldUpdater.newUpdater(Backlog.class, "bytes");

    private volatile long bytes;
    private volatile boolean stopped;               // written under the monitor

    /** {@return the bytes above which reading stops} */
    abstract int maxBacklog();

    /** Stops (false) or resumes (true) the reading. Called on the loop, or a listener's thread, under the monitor. */
    abstract void reading(boolean on);

    /** {@return the sum of all clients that this one is a part of} */
    Intake intake() {
        return Intake.OF_JVM;
    }

    /** {@return the bytes of messages that are held back, not decoded, until less waits in all} */
    long heldBack() {
        return 0;
    }

    /** Something has come. On the loop. */
    void backlogGrows(long count) {
        Intake all = intake();
        all.grows(count);
        long mine = BYTES.addAndGet(this, count);
        if (mine > maxBacklog() || all.stops(mine)) {
            stop();
        }
    }

    /** A message is held back: reading stops until it may be received. On the loop. */
    void backlogWaits() {
        stop();
    }

    private synchronized void stop() {
        if (!stopped) {
            stopped = true;
            reading(false);
            resumeIfLow();                          // the listeners may have caught up meanwhile, and seen no reason to resume
        }
    }

    /** {@return whether reading is stopped} */
    boolean isStopped() {
        return stopped;
    }

    /** A listener has dealt with something. */
    void backlogShrinks(long count) {
        intake().shrinks(count);
        if (BYTES.addAndGet(this, -count) <= maxBacklog() / 2 && stopped) {
            resumeIfLow();
        }
    }

    @Override
    public void mayResume() {
        resumeIfLow();
    }

    private synchronized void resumeIfLow() {
        if (stopped && bytes <= maxBacklog() / 2 && intake().resumes(this, bytes + heldBack())) {
            stopped = false;
            reading(true);
        }
    }
}
