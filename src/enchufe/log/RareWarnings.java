package enchufe.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Warnings that many clients may cause at once: for each limit a line is logged at most once a minute, and the next one says how
 * many were left out. Safe from any thread.
 */
public final class RareWarnings {
    private final Logger log;
    private final ConcurrentHashMap<String, LogLimit> byLimit = new ConcurrentHashMap<>();

    public RareWarnings(Logger log) {
        this.log = log;
    }

    /**
     * Logs that a client or a request was ended because of a limit, unless that was logged a short time ago. The limit's name is
     * never a client's text, since each name is kept; the line names the option.
     */
    public void say(String limit, String text) {
        String leftOut = byLimit.computeIfAbsent(limit, first -> new LogLimit(1, Duration.ofMinutes(1))).pass(System.nanoTime());
        if (leftOut != null) {
            log.log(Level.WARNING, text + leftOut);
        }
    }
}
