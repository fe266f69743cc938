package enchufe.engine;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * A timer that goes off once, unless it is cancelled before. The loop keeps a cancelled one until its time, so it lets go of
 * its action: of what is over nothing lingers but this.
 */
public final class Alarm implements LongUnaryOperator {
    private volatile Runnable action;

    private Alarm(Runnable action) {
        this.action = action;
    }

    /**
     * Sets an alarm. May be called from any thread.
     *
     * @param delay from now
     * @param loop where it goes off
     * @param action what it does
     * @return the alarm
     */
    public static Alarm after(Duration delay, EngineLoop loop, Runnable action) {
        var alarm = new Alarm(action);
        long time = loop.now() + delay.toNanos();
        if (loop.inLoop()) {
            loop.schedule(time, alarm);
        } else {
            loop.execute(() -> loop.schedule(time, alarm));
        }
        return alarm;
    }

    /** It will not go off any more. On another thread than the loop, it may be going off just now. */
    public void cancel() {
        action = null;
    }

    /** The loop calls this when it is time. */
    @Override
    public long applyAsLong(long now) {
        Runnable due = action;
        if (due != null) {
            action = null;
            due.run();
        }
        return EngineLoop.NEVER;
    }
}
