package enchufe.websocket;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** How loudly to log what many clients may do at once: a warning once a second, for a flood of clients is no flood of lines. */
public final class LineRate {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    private boolean begun;              // under the monitor, like the next
    private long latest;                // when the latest warning was logged

    /** Begins with a warning. */
    public LineRate() {}

    /**
     * {@return the level of the next line: warning, or debug for those that follow within a second}
     *
     * @param now the time in nanoseconds, of any origin
     */
    public synchronized Level level(long now) {
        if (begun && now - latest < NANOS) {
            return Level.DEBUG;
        }
        begun = true;
        latest = now;
        return Level.WARNING;
    }
}
