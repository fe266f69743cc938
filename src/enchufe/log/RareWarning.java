package enchufe.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * A warning that many clients may cause at once: it is logged at most once a minute, and the next line says how many were left
 * out. There is one object for each limit. Safe from any thread.
 */
public final class RareWarning {
    private final Logger log;
    private final LogLimit limit = new LogLimit(1, Duration.ofMinutes(1));

    /**
     * Makes a warning that has not been logged yet.
     *
     * @param log where it is logged
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
        String leftOut = limit.pass(System.nanoTime());
        if (leftOut != null) {
            log.log(Level.WARNING, text + leftOut);
        }
    }
}
