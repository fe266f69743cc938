package enchufe.link;

import enchufe.json.BindException;
import enchufe.log.Log;
import enchufe.log.Quote;
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
     */
    public static void call(String what, Runnable listener) {
        try {
            listener.run();
        } catch (BindException e) {
            LOG.log(Level.WARNING, "the listener of " + Quote.of(what) + " could not take what came: " + e.getMessage());
        } catch (Throwable e) {                     // errors too: an endless recursion must not stop the socket from leaving
            LOG.log(Level.ERROR, "the listener of " + Quote.of(what) + " failed", e);
        }
    }
}
