package enchufe.http;

import enchufe.log.LogLimit;
import enchufe.log.Quote;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Says in the log, at INFO, why requests are refused, since their responses do not. At DEBUG: those whose responses do, those for
 * a fault of the server's, which is logged where it happens, and in a flood all but a few. Any thread may use it.
 */
public final class RefusalLog {
    private static final int BURST = 20;
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Logger log;
    private final LogLimit limit = new LogLimit(BURST, INTERVAL);

    /**
     * Makes one.
     *
     * @param log where to
     */
    public RefusalLog(Logger log) {
        this.log = log;
    }

    /**
     * Says why a request is refused.
     *
     * @param request which; what clients have sent must be {@link Quote quoted}
     * @param refusal why
     * @param now the time, as {@link System#nanoTime} counts it
     */
    public void add(String request, HttpException refusal, long now) {
        boolean isSaid = refusal.status() >= 500 || refusal.body().length > 0;
        String more = isSaid ? null : limit.pass(now);
        log.log(more == null ? Level.DEBUG : Level.INFO, () -> request + " is answered with " + refusal.status() + ": "
                + refusal.getMessage() + (more == null ? "" : more));
    }
}
