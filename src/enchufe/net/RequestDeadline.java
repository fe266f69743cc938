package enchufe.net;

import enchufe.http.RequestFramer;
import java.time.Duration;

/**
 * How long a client may take for a request. There are two deadlines, for the head and for the whole request. No byte moves them,
 * so a request cannot be drawn out byte by byte. Time is an argument.
 */
final class RequestDeadline {
    private enum Limit { HEADERS, REQUEST, KEEP_ALIVE }

    private final HttpTimeouts timeouts;
    private Limit limit;                        // the one that runs
    private long begun;                         // when the request's first byte came
    private long deadline;

    RequestDeadline(HttpTimeouts timeouts, long now) {
        this.timeouts = timeouts;
        begin(now);                             // a new connection has the time of a head to send its first byte
    }

    private void begin(long now) {
        begun = now;
        boolean shorter = timeouts.headersTimeout().compareTo(timeouts.requestTimeout()) < 0;
        run(shorter ? Limit.HEADERS : Limit.REQUEST, now);
    }

    private void run(Limit which, long from) {
        limit = which;
        deadline = from + duration().toNanos();
    }

    private Duration duration() {
        return switch (limit) {
            case HEADERS -> timeouts.headersTimeout();
            case REQUEST -> timeouts.requestTimeout();
            case KEEP_ALIVE -> timeouts.keepAliveTimeout();
        };
    }

    /** Bytes have come that do not complete a request. */
    void incomplete(RequestFramer framer, long now) {
        if (limit == Limit.KEEP_ALIVE && !framer.isIdle()) {
            begin(now);
        }
        if (limit == Limit.HEADERS && framer.isInBody()) {
            run(Limit.REQUEST, begun);
        }
    }

    /** The client has been told only now to send the body: 100 (Continue). */
    void goAhead(long now) {
        run(Limit.REQUEST, now);
    }

    /** All requests so far have been received, or answered: the time until the next one begins, unless it has begun already. */
    void answered(RequestFramer framer, long now) {
        run(Limit.KEEP_ALIVE, now);
        incomplete(framer, now);
    }

    boolean isOver(long now) {
        return now - deadline >= 0;
    }

    /** {@return the option that sets the present deadline, and its value} */
    String option() {
        String name = limit == Limit.HEADERS ? "headersTimeout" : limit == Limit.REQUEST ? "requestTimeout" : "keepAliveTimeout";
        return HttpTimeouts.named(name, duration());
    }
}
