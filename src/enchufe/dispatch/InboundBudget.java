package enchufe.dispatch;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Counts what one client has sent and its listeners have not got to yet, in bytes of the heap. Above the limit, reading stops, so
 * that a client that sends faster than its listeners work fills its own buffers and not this server's memory; at half the limit it
 * resumes. The {@link Intake} does the same with the sum of all clients. The class that receives for a client extends this one:
 * there are many clients, and an object for each of them would cost more than the count.
 *
 * <p>A listener may wait for an answer of its own client. That answer comes behind whatever the client has sent before: so while
 * it is awaited, the limit is higher. A pause in which no listener ends is itself limited: while a client is not read, its end
 * cannot be noticed.
 *
 * <pre>{@code
 *                 more than the limit waits
 *     reading ───────────────────────────────▶ paused ── no listener ends for pauseTimeout ──▶ onStuck
 *        ▲                                       │
 *        └── at most half of it waits, and the ──┘
 *            Intake has room for this client
 * }</pre>
 */
public abstract class InboundBudget implements Intake.Waiting {
    /** What an event is taken to need in memory besides its data. */
    public static final int EVENT_BYTES = 200;
    /** So many times the limit a client may send while an answer of it is awaited. */
    public static final int MORE_WHILE_ASKED = 4;

    private static final AtomicLongFieldUpdater<InboundBudget> BYTES =
            AtomicLongFieldUpdater.newUpdater(InboundBudget.class, "bytes");

    private volatile long bytes;
    private volatile Pause pause;                   // while reading is stopped, else null; written under the monitor

    /** Begins with nothing that waits. */
    protected InboundBudget() {}

    /** {@return the bytes above which reading stops} */
    protected abstract int maxInboundBytes();

    /**
     * Stops or resumes the reading. Called on the loop, or a listener's thread, under the monitor.
     *
     * @param on whether to read
     */
    protected abstract void reading(boolean on);

    /** {@return whether an answer of the client is awaited} Called on the loop. */
    protected abstract boolean isAsked();

    /**
     * Calls an action on a loop after {@code pauseTimeout}. Called under the monitor.
     *
     * @param action what to call
     * @return cancels that
     */
    protected abstract Runnable afterPauseTimeout(Runnable action);

    /** A pause has lasted too long without progress: the client is to be cut off. Called on a loop. */
    protected abstract void onStuck();

    /** {@return the sum of all clients that this one is a part of} */
    protected Intake intake() {
        return Intake.OF_JVM;
    }

    /** {@return the bytes of messages that are held back, not decoded, until less waits in all} */
    protected long heldBack() {
        return 0;
    }

    /**
     * Something has come. On the loop.
     *
     * @param count its bytes on the heap
     */
    protected final void grows(long count) {
        Intake all = intake();
        all.grows(count);
        long mine = BYTES.addAndGet(this, count);
        if (mine > maxInboundBytes() && mine > limit() || all.stops(mine)) {
            pause();
        }
    }

    private long limit() {
        return isAsked() ? (long) MORE_WHILE_ASKED * maxInboundBytes() : maxInboundBytes();
    }

    /** Stops the reading, as too much waits, or a message is held back. On the loop. */
    protected final synchronized void pause() {
        if (pause == null) {
            pause = new Pause();
            reading(false);
            // Meanwhile the listeners may have caught up, or asked something, and seen no pause to end.
            resumeIfAtMost(maxInboundBytes() / 2);
            asked();
        }
    }

    /** {@return whether reading is stopped} */
    protected final boolean isPaused() {
        return pause != null;
    }

    /** A question has been sent to the client: its answer must get through. On the loop. */
    protected final void asked() {
        if (isPaused() && isAsked()) {
            resumeIfAtMost(limit());
        }
    }

    /** A listener has ended, be it one of several that are counted together. */
    protected final void progress() {
        Pause present = pause;
        if (present != null) {
            present.progress++;                     // of several at once one may be missed: any is enough
        }
    }

    /**
     * Listeners have dealt with something.
     *
     * @param count its bytes on the heap
     */
    protected final void shrinks(long count) {
        progress();
        intake().shrinks(count);
        if (BYTES.addAndGet(this, -count) <= maxInboundBytes() / 2 && isPaused()) {
            resumeIfAtMost(maxInboundBytes() / 2);
        }
    }

    @Override
    public final void mayResume() {
        resumeIfAtMost(maxInboundBytes() / 2);
    }

    private synchronized void resumeIfAtMost(long most) {
        if (isPaused() && bytes <= most && intake().resumes(this, bytes + heldBack())) {
            endPause();
            reading(true);
        }
    }

    /** The client has gone, or is read again. */
    protected final synchronized void endPause() {
        if (pause != null) {
            pause.cancelAlarm.run();
            pause = null;
        }
    }

    /** A time in which reading is stopped. */
    private final class Pause {
        private volatile int progress;
        private int seen;                           // of the progress, at the last look
        private Runnable cancelAlarm = afterPauseTimeout(this::look);

        private void look() {
            synchronized (InboundBudget.this) {
                if (pause != this) {
                    return;
                }
                boolean waitsForOthers = bytes <= maxInboundBytes() / 2;    // too much waits in all: no fault of this client's
                if (progress != seen || waitsForOthers) {
                    seen = progress;
                    cancelAlarm = afterPauseTimeout(this::look);
                    return;
                }
            }
            onStuck();
        }
    }
}
