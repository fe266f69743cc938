package enchufe.link;

import enchufe.dispatch.FlushScope;
import enchufe.json.BindException;
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
     * Calls a listener. If it throws, the exception is logged, and nothing else is affected.
     *
     * @param what what it listens to, for the log
     * @param listener calls it
     * @return whether it ended without an exception
     */
    public static boolean call(String what, Runnable listener) {
        FlushScope.calling(what);
        try {
            listener.run();
            return true;
        } catch (BindException e) {
            LOG.log(Level.WARNING, "the listener of " + Quote.of(what) + " could not take what came: " + e.getMessage());
        } catch (Throwable e) {                     // errors too: an endless recursion must not stop the socket from leaving
            LOG.log(Level.ERROR, "the listener of " + Quote.of(what) + " failed", UserFrames.trim(e));
        }
        return false;
    }
}
