package enchufe.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;

/**
 * Hints for the application's author: what looks like a mistake is said once, with the line that mends it. Their number is limited.
 * Those whose keys clients choose need an instance of their own: else a client could use up the others. Safe from any thread.
 */
public final class Hints {
    /** The most hints that one instance gives; the last of them says that there will be no more. */
    public static final int MAX_HINTS = 100;

    private final Logger log;
    private final Set<String> given = new HashSet<>();          // under its own monitor

    /** Makes hints that have not been given yet; they will be warnings of this log. */
    public Hints(Logger log) {
        this.log = log;
    }

    /**
     * {@return whether a hint is due, for {@link #say(String)}: the first time for each key, which may hold a client's text} For
     * hints that take time to put together.
     */
    public boolean isDue(String key) {
        synchronized (given) {
            return given.size() < MAX_HINTS && given.add(Quote.of(key));
        }
    }

    /** Says what happened, and what mends it; what comes from a client must be {@linkplain Quote quoted}. */
    public void say(String text) {
        boolean isLast;
        synchronized (given) {
            isLast = given.size() == MAX_HINTS;
        }
        log.log(Level.WARNING, isLast ? text + " (there have been " + MAX_HINTS + " hints: this is the last)" : text);
    }

    /** Says what happened, and what mends it, the first time for each key. */
    public void say(String key, String text) {
        if (isDue(key)) {
            say(text);
        }
    }
}
