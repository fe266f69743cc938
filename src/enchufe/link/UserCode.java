package enchufe.link;

import enchufe.dispatch.FlushScope;
import enchufe.json.BindException;
import enchufe.log.Hints;
import enchufe.log.Log;
import enchufe.log.Quote;
import enchufe.log.UserFrames;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Calls the listeners of a socket. */
public final class UserCode {
    private static final Logger LOG = Log.of("enchufe");

    private UserCode() {}

    /**
     * Calls a listener; {@code what} is what it listens to, for the log. If it throws, the exception is logged, and nothing else is
     * affected. {@return whether it ended without an exception}
     */
    public static boolean call(String what, Runnable listener) {
        return call(what, listener, null);
    }

    /**
     * Calls a listener that takes what a client has sent. If that does not fit, the same line is logged only once: clients may send
     * it again and again.
     *
     * @param what what it listens to, for the log
     * @param listener calls it
     * @param misfits log the lines; null to log each time
     * @return whether it ended without an exception
     */
    public static boolean call(String what, Runnable listener, Hints misfits) {
        FlushScope.calling(what);
        try {
            listener.run();
            return true;
        } catch (BindException e) {
            String line = "the listener of " + Quote.of(what) + " could not take what came: " + e.getMessage();
            if (misfits == null) {
                LOG.log(Level.WARNING, line);
            } else {
                misfits.say(line, line);
            }
        } catch (Throwable e) {                     // errors too: an endless recursion must not stop the socket from leaving
            LOG.log(Level.ERROR, "the listener of " + Quote.of(what) + " failed", UserFrames.trim(e));
        }
        return false;
    }
}
