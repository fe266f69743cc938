package enchufe.engine;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * A timer that goes off once, unless it is cancelled before. The loop keeps a cancelled one until its time, so it lets go of
 * its action: of a session that is over nothing lingers but this.
 */
final class Alarm implements LongUnaryOperator {
    private Runnable action;

    private Alarm(Runnable action) {
        this.action = action;
    }

    static Alarm after(Duration delay, EngineLoop loop, Runnable action) {
        var alarm = new Alarm(action);
        loop.schedule(loop.now() + delay.toNanos(), alarm);
        return alarm;
    }

    void cancel() {
        action = null;
    }

    @Override
    public long applyAsLong(long now) {
        if (action != null) {
            action.run();
        }
        return EngineLoop.NEVER;
    }
}
