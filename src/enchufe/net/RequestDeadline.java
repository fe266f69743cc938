package enchufe.net;

import enchufe.http.RequestFramer;
import java.util.concurrent.TimeUnit;

/**
 * How long a client may take for a request. The deadlines are absolute, one for the head and one for the body, so that a request
 * cannot be drawn out byte by byte. Time is an argument.
 */
final class RequestDeadline {
    static final long HEAD_NANOS = TimeUnit.SECONDS.toNanos(10);        // to the whole head
    static final long BODY_NANOS = TimeUnit.SECONDS.toNanos(15);        // from there to the whole body
    static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);        // from a response to the next request's first byte

    private long limit;                         // which of the three runs
    private long deadline;

    RequestDeadline(long now) {
        begin(HEAD_NANOS, now);                 // a new connection has the time of a head to send its first byte
    }

    private void begin(long nanos, long now) {
        limit = nanos;
        deadline = now + nanos;
    }

    /** Bytes have come that do not complete a request. */
    void incomplete(RequestFramer framer, long now) {
        if (framer.isInBody() && limit != BODY_NANOS) {
            body(now);
        } else if (!framer.isInBody() && !framer.isIdle() && limit == IDLE_NANOS) {
            begin(HEAD_NANOS, now);
        }
    }

    /** The body is to come from now on. */
    void body(long now) {
        begin(BODY_NANOS, now);
    }

    /** A request is complete, or has been answered: the time until the next one begins. */
    void idle(long now) {
        begin(IDLE_NANOS, now);
    }

    boolean isOver(long now) {
        return now - deadline >= 0;
    }
}
