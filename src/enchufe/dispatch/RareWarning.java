package enchufe.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * A warning about clients, who may come in floods: it is logged at most once in {@link #PAUSE_NANOS}, and the next line says how
 * many were left out. One object for each limit. For any thread.
 */
public final class RareWarning {
    /** The least time between two lines: a minute. */
    static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Logger log;
    private boolean said;                       // under the monitor, like the next two
    private long last;
    private long leftOut;

    /**
     * Makes a warning that has not been given yet.
     *
     * @param log where it goes
     */
    public RareWarning(Logger log) {
        this.log = log;
    }

    /**
     * Logs a line, unless there was one a short time ago.
     *
     * @param text the line
     */
    public void say(String text) {
        String line = line(text, System.nanoTime());
        if (line != null) {
            log.log(Level.WARNING, line);
        }
    }

    /** {@return what is to be logged, or null} */
    synchronized String line(String text, long now) {
        if (said && now - last < PAUSE_NANOS) {
            leftOut++;
            return null;
        }
        String line = leftOut == 0 ? text : text + " (and " + leftOut + " more like this since the last such line)";
        said = true;
        last = now;
        leftOut = 0;
        return line;
    }
}
