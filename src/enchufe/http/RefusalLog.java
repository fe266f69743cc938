package enchufe.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Says in the log why requests are refused, since their responses do not: a fault of the client's at INFO, one of the server's at
 * WARNING; in a flood of them, all but a few at DEBUG. Any thread may use it.
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
     * @param request which; what clients have sent must be {@link Quoted}
     * @param refusal why
     * @param now the time, as {@link System#nanoTime} counts it
     */
    public void add(String request, HttpException refusal, long now) {
        String more = limit.pass(now);
        Level level = more == null ? Level.DEBUG : refusal.status() < 500 ? Level.INFO : Level.WARNING;
        log.log(level, () -> request + " is answered with " + refusal.status() + ": " + refusal.getMessage()
                + (more == null ? "" : more));
    }
}
