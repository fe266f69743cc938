package enchufe.http;

import enchufe.log.LogLimit;
import enchufe.log.Quote;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Logs why requests are refused, at INFO, since a bare status does not say it. Some lines are at DEBUG: those of responses
 * with a body, which says it; those of the server's own errors, which are logged where they happen; and all but a few of a
 * flood. Safe for any thread.
 */
public final class RefusalLog {
    private static final int BURST = 20;
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Logger log;
    private final LogLimit limit = new LogLimit(BURST, INTERVAL);

    /**
     * Makes a log of refusals.
     *
     * @param log the log to write to
     */
    public RefusalLog(Logger log) {
        this.log = log;
    }

    /**
     * Logs why a request is refused.
     *
     * @param request the request; what clients have sent must be {@link Quote quoted}
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
