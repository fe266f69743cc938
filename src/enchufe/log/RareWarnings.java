package enchufe.log;

import java.lang.System.Logger;
import java.util.concurrent.ConcurrentHashMap;

/** The {@link RareWarning} of each limit that a server has. For any thread. */
public final class RareWarnings {
    private final Logger log;
    private final ConcurrentHashMap<String, RareWarning> byLimit = new ConcurrentHashMap<>();

    /**
     * Makes warnings that have not been given yet.
     *
     * @param log where they go
     */
    public RareWarnings(Logger log) {
        this.log = log;
    }

    /**
     * Logs that a limit has ended a client or a request, unless that was said a short time ago.
     *
     * @param limit its name in this program: there are only so many
     * @param text the line; it names the option
     */
    public void say(String limit, String text) {
        byLimit.computeIfAbsent(limit, first -> new RareWarning(log)).say(text);
    }
}
