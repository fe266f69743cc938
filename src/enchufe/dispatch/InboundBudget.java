package enchufe.dispatch;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Counts what waits for one client's listeners, in bytes on the heap. Above the limit, reading stops: a client that sends faster
 * than its listeners work fills its own buffers and not this server's memory. At half the limit, reading resumes. {@link Intake}
 * does the same with the sum of all clients. The class that receives for a client extends this one: there are many clients, and
 * one more object for each would cost more than the counter.
 *
 * <p>A listener may wait for an answer of its own client. That answer comes after everything that the client has sent before, so
 * the limit is higher as long as an answer is expected. A pause in which no listener ends is limited too: while a client is not
 * read, the server does not notice that it has left. A pause that others cause ends at their expense.
 *
 * <pre>{@code
 *                 more than the limit waits
 *     reading ───────────────────────────────▶ paused ── no listener ends for pauseTimeout ──▶ onStuck
 *        ▲                                      │  │
 *        └── at most half of it waits, and the ─┘  └──── no room for pauseTimeout ──▶ Intake.discardLargest
 *            Intake has room for this client
 * }</pre>
 */
public abstract class InboundBudget implements Intake.Waiting, Intake.Backlog {
    /** What an event is assumed to take on the heap besides its data. */
    public static final int EVENT_BYTES = 200;
    /** The limit is this many times higher as long as an answer of the client is expected. */
    public static final int MORE_WHILE_ACK_PENDING = 4;

    private static final AtomicLongFieldUpdater<InboundBudget> BYTES =
            AtomicLongFieldUpdater.newUpdater(InboundBudget.class, "bytes");

    private volatile long bytes;
    private volatile Pause pause;                   // null if the client is read; written under the monitor

    /** Makes a budget with nothing waiting. */
    protected InboundBudget() {}

    /** {@return the bytes above which reading stops} */
    protected abstract int maxInboundBytes();

    /** Stops or resumes reading. Called on the loop or on a listener's thread, under the monitor. */
    protected abstract void reading(boolean on);

    /** {@return whether an acknowledgement of the client is pending} Called on the loop. */
    protected abstract boolean isAckPending();

    /** Calls an action on a loop after {@code pauseTimeout}. Called under the monitor. {@return cancels the call} */
    protected abstract Runnable afterPauseTimeout(Runnable action);

    /** A pause has lasted too long without progress: the client must be disconnected, its events forgotten. Called on a loop. */
    protected abstract void onStuck();

    /** {@return the sum of all clients, which this one is a part of} */
    protected Intake intake() {
        return Intake.OF_JVM;
    }

    /** {@return the bytes of messages that are not decoded until less waits in all} */
    protected long heldBack() {
        return 0;
    }

    /** Events of {@code count} bytes on the heap have come. Called on the loop. */
    protected final void grows(long count) {
        Intake all = intake();
        all.grows(count);
        long mine = BYTES.addAndGet(this, count);
        if (mine > Intake.LITTLE && mine - count <= Intake.LITTLE) {
            all.add(this);
        }
        if (mine > maxInboundBytes() || all.stops(mine, false)) {
            boolean asked = isAckPending();         // only then: it takes a look at each socket
            if (mine > limit(asked) || all.stops(mine, asked)) {
                pause();
            }
        }
    }

    private long limit(boolean asked) {
        return asked ? (long) MORE_WHILE_ACK_PENDING * maxInboundBytes() : maxInboundBytes();
    }

    /** Stops reading: too much waits, or a message is held back. Called on the loop. */
    protected final synchronized void pause() {
        if (pause == null) {
            pause = new Pause();
            reading(false);
            // Before the pause was set, listeners may have caught up, or requested an acknowledgement, and could not end it.
            ackRequested();
            mayResume();
        }
    }

    /** {@return whether reading is stopped} */
    protected final boolean isPaused() {
        return pause != null;
    }

    /** An acknowledgement has been requested from the client: it must be read. Called on the loop. */
    protected final void ackRequested() {
        Pause present = pause;
        if (present != null && isAckPending()) {
            present.asked = true;
            mayResume();
        }
    }

    /** A listener has ended, perhaps one of several whose events are counted together. */
    protected final void progress() {
        Pause present = pause;
        if (present != null) {
            present.progress++;                     // not atomic: concurrent increments may be lost, but not all of them
        }
    }

    /** Listeners have dealt with events of {@code count} bytes on the heap. */
    protected final void shrinks(long count) {
        progress();
        Intake all = intake();
        all.shrinks(count);
        long mine = BYTES.addAndGet(this, -count);
        if (mine <= Intake.LITTLE && mine + count > Intake.LITTLE) {
            all.remove(this);
        }
        if (mine <= maxInboundBytes() / 2 && isPaused()) {
            mayResume();
        }
    }

    @Override
    public final long waitingBytes() {
        return bytes;
    }

    @Override
    public final synchronized void mayResume() {
        if (pause != null && bytes <= pause.most() && intake().resumes(this, bytes + heldBack(), pause.asked)) {
            endPause();
            reading(true);
        }
    }

    /** The client has left, or is read again. */
    protected final synchronized void endPause() {
        if (pause != null) {
            pause.cancelAlarm.run();
            pause = null;
        }
    }

    /** A time in which the client is not read. */
    private final class Pause {
        private volatile int progress;
        private int seen;                           // the progress at the last look
        private volatile boolean asked;             // an acknowledgement was pending meanwhile
        private Runnable cancelAlarm = afterPauseTimeout(this::look);

        /** {@return the bytes up to which reading resumes} */
        private long most() {
            return asked ? limit(true) : maxInboundBytes() / 2;
        }

        private void look() {
            boolean waitsForOthers;
            boolean stuck;
            synchronized (InboundBudget.this) {
                if (pause != this) {
                    return;
                }
                waitsForOthers = bytes <= most();   // too much waits in all: not this client's fault
                stuck = progress == seen && !waitsForOthers;
                if (!stuck) {
                    seen = progress;
                    cancelAlarm = afterPauseTimeout(this::look);
                }
            }
            if (stuck) {
                onStuck();
            } else if (waitsForOthers) {
                intake().discardLargest();
            }
        }
    }
}
