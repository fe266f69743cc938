package enchufe.dispatch;

import enchufe.log.Hints;
import enchufe.log.Log;
import enchufe.log.Quote;
import enchufe.log.UserFrames;
import java.time.Duration;

/** Points out listeners that have been running for a long time, once for each line of the application in which they wait. */
final class SlowListeners {
    /** How long a listener may run before it is pointed out. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private final Hints hints = new Hints(Log.of("enchufe.dispatch"), "listeners that take long");

    /** A listener, of {@code what}, has been running for that long on a thread with that trace. */
    void pointOut(String what, StackTraceElement[] trace) {
        String where = UserFrames.innermost(trace);
        hints.say(what + " " + where, "the listener of " + Quote.of(what) + " has been running for " + LIMIT.toSeconds() + " s"
                + (where == null ? "" : ", at " + where) + ": until it ends, the other events of its socket wait");
    }
}
