package enchufe;

import enchufe.dispatch.Intake;
import enchufe.engine.Alarm;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Counts what one client has sent and its listeners have not got to yet, in bytes of the heap. Above the limit, reading stops, so
 * that a client that sends faster than its listeners work fills its own buffers and not this server's memory; at half the limit it
 * resumes. The {@link Intake} does the same with the sum of all clients. Who receives for a client extends this: there are many
 * clients, and an object for each of them would cost more than the count.
 *
 * <p>A listener may wait for an answer of its own client. That answer comes behind whatever the client has sent before: so while
 * it is awaited, the limit is higher. A pause in which the listeners deal with nothing has an end of its own, since who is not
 * read cannot be seen to leave.
 */
abstract class Backlog implements Intake.Waiting {
    /** What an event is taken to need in memory besides its data. */
    static final int EVENT_BYTES = 200;
    /** So many times the limit a client may send while an answer of it is awaited. */
    static final int MORE_WHILE_ASKED = 4;

    private static final AtomicLongFieldUpdater<Backlog> BYTES = AtomicLongFieldUpdater.newUpdater(Backlog.class, "bytes");

    private volatile long bytes;
    private volatile Pause pause;                   // while reading is stopped, else null; written under the monitor

    /** {@return the bytes above which reading stops} */
    abstract int maxBacklog();

    /** Stops (false) or resumes (true) the reading. Called on the loop, or a listener's thread, under the monitor. */
    abstract void reading(boolean on);

    /** {@return whether an answer of the client is awaited} Called on the loop. */
    abstract boolean isAsked();

    /** Calls an action on a loop when a pause has lasted as long as one without progress may. Called under the monitor. */
    abstract Alarm afterPauseTimeout(Runnable action);

    /** A pause has lasted too long without progress: the client is to be cut off. Called on a loop. */
    abstract void onStuck();

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
        if (mine > maxBacklog() && mine > limit() || all.stops(mine)) {
            stop();
        }
    }

    private long limit() {
        return isAsked() ? (long) MORE_WHILE_ASKED * maxBacklog() : maxBacklog();
    }

    /** A message is held back: reading stops until it may be received. On the loop. */
    void backlogWaits() {
        stop();
    }

    private synchronized void stop() {
        if (pause == null) {
            pause = new Pause();
            reading(false);
            // Meanwhile the listeners may have caught up, or asked something, and seen no pause to end.
            resumeIfAtMost(maxBacklog() / 2);
            asked();
        }
    }

    /** {@return whether reading is stopped} */
    boolean isPaused() {
        return pause != null;
    }

    /** A question has been sent to the client: its answer must get through. On the loop. */
    void asked() {
        if (isPaused() && isAsked()) {
            resumeIfAtMost(limit());
        }
    }

    /** A listener has ended, be it one of several that are counted together. */
    void progress() {
        Pause present = pause;
        if (present != null) {
            present.progress++;                     // of several at once one may be missed: any is enough
        }
    }

    /** Listeners have dealt with something. */
    void backlogShrinks(long count) {
        progress();
        intake().shrinks(count);
        if (BYTES.addAndGet(this, -count) <= maxBacklog() / 2 && isPaused()) {
            resumeIfAtMost(maxBacklog() / 2);
        }
    }

    @Override
    public void mayResume() {
        resumeIfAtMost(maxBacklog() / 2);
    }

    private synchronized void resumeIfAtMost(long most) {
        if (isPaused() && bytes <= most && intake().resumes(this, bytes + heldBack())) {
            endPause();
            reading(true);
        }
    }

    /** The client has gone, or is read again. */
    synchronized void endPause() {
        if (pause != null) {
            pause.alarm.cancel();
            pause = null;
        }
    }

    /** A time in which reading is stopped. */
    private final class Pause {
        private volatile int progress;
        private int seen;                           // of the progress, at the last look
        private Alarm alarm = afterPauseTimeout(this::look);

        private void look() {
            synchronized (Backlog.this) {
                if (pause != this) {
                    return;
                }
                boolean waitsForOthers = bytes <= maxBacklog() / 2;         // too much waits in all: no fault of this client's
                if (progress != seen || waitsForOthers) {
                    seen = progress;
                    alarm = afterPauseTimeout(this::look);
                    return;
                }
            }
            onStuck();
        }
    }
}
