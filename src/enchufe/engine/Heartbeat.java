package enchufe.engine;

import java.util.function.LongUnaryOperator;

/**
 * The heartbeat of one session ("Heartbeat"): the server pings {@code pingInterval} after the last pong and waits
 * {@code pingTimeout} for the next. One timer serves both; a pong only moves its deadline, which the timer finds when it
 * goes off.
 */
final class Heartbeat implements LongUnaryOperator {
    private EngineSession session;          // null once stopped, since the loop keeps this until the timer's time
    private final long interval;
    private final long timeout;
    private long deadline;                  // for the next ping, or for the pong
    private boolean pinged;                 // and not answered yet

    Heartbeat(EngineSession session, EngineOptions options) {
        this.session = session;
        this.interval = options.pingInterval().toNanos();
        this.timeout = options.pingTimeout().toNanos();
    }

    void start(EngineLoop loop) {
        deadline = loop.now() + interval;
        loop.schedule(deadline, this);
    }

    void onPong(long now) {
        pinged = false;
        deadline = now + interval;
    }

    void stop() {
        session = null;
    }

    @Override
    public long applyAsLong(long now) {
        if (session != null && now - deadline >= 0) {
            if (pinged && session.isReading()) {
                session.end(CloseReason.PING_TIMEOUT);
            } else if (pinged) {
                deadline = now + timeout;           // the pong may be there, unread
            } else {
                pinged = true;
                deadline = now + timeout;
                session.send(EnginePacket.PING_PACKET);
            }
        }
        if (session == null) {
            return EngineLoop.NEVER;
        }
        // A pong may come at any time and ask for the next ping an interval later: never sleep longer than that.
        return now + Math.min(deadline - now, interval);
    }
}
