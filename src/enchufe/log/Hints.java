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
    /** The most keys that one instance takes. After that it says nothing more, and says so. */
    public static final int MAX_HINTS = 100;

    private final Logger log;
    private final String about;
    private final Set<String> given = new HashSet<>();          // under its own monitor, like the next
    private boolean silent;

    /** Makes hints that have not been given yet; they will be warnings of this log, about mistakes of one kind, in the plural. */
    public Hints(Logger log, String about) {
        this.log = log;
        this.about = about;
    }

    /**
     * {@return whether a hint is due, for {@link #say(String)}: the first time for each key, which may hold a client's text} For
     * hints that take time to put together.
     */
    public boolean isDue(String key) {
        synchronized (given) {
            if (given.size() < MAX_HINTS) {
                return given.add(Quote.of(key));
            }
            if (silent || given.contains(Quote.of(key))) {
                return false;
            }
            silent = true;
        }
        say("nothing more will be said about " + about + ": there have been " + MAX_HINTS + " of them");
        return false;
    }

    /** Says what happened, and what mends it; what comes from a client must be {@linkplain Quote quoted}. */
    public void say(String text) {
        log.log(Level.WARNING, text);
    }

    /** Says what happened, and what mends it, the first time for each key. */
    public void say(String key, String text) {
        if (isDue(key)) {
            say(text);
        }
    }
}
