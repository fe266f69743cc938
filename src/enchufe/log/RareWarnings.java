package enchufe.log;

import java.lang.System.Logger;
import java.util.concurrent.ConcurrentHashMap;

/** A server's {@link RareWarning} for each of its limits. Safe from any thread. */
public final class RareWarnings {
    private final Logger log;
    private final ConcurrentHashMap<String, RareWarning> byLimit = new ConcurrentHashMap<>();

    /**
     * Makes warnings that have not been logged yet.
     *
     * @param log where they are logged
     */
    public RareWarnings(Logger log) {
        this.log = log;
    }

    /**
     * Logs that a client or a request was ended because of a limit, unless that was logged a short time ago.
     *
     * @param limit the name of the limit; never a client's text, since each name is kept
     * @param text the line, which names the option
     */
    public void say(String limit, String text) {
        byLimit.computeIfAbsent(limit, first -> new RareWarning(log)).say(text);
    }
}
