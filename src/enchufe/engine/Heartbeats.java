package enchufe.engine;

import java.util.function.LongUnaryOperator;

/**
 * The heartbeats of the sessions on one loop ("Heartbeat"): the server pings {@code pingInterval} after the last pong and waits
 * {@code pingTimeout} for the next. All sessions wait equally long, so who came first is due first: two lines, one for each
 * wait, and one timer serve however many there are.
 */
final class Heartbeats implements LongUnaryOperator {
    /** A ping may go out early by this part of the interval: those that are due about now go out together, which costs less. */
    private static final int GRAINS = 256;

    private final EngineLoop loop;
    private final long interval;
    private final long timeout;
    private final Heartbeat pings = new Heartbeat(null);        // the line of those to be pinged
    private final Heartbeat pongs = new Heartbeat(null);        // the line of those whose pong is awaited
    private boolean set;                                        // the timer
    private long time;                                          // when it goes off

    Heartbeats(EngineLoop loop, EngineOptions options) {
        this.loop = loop;
        this.interval = options.pingInterval().toNanos();
        this.timeout = options.pingTimeout().toNanos();
    }

    /** A session has begun, or its pong has come. */
    void restart(Heartbeat heartbeat) {
        heartbeat.enter(pings, loop.now() + interval);
        setTimer(heartbeat);
    }

    private void setTimer(Heartbeat first) {
        if (first != null && (!set || first.deadline - time < 0)) {
            set = true;
            time = first.deadline;
            loop.schedule(time, this);
        }
    }

    @Override
    public long applyAsLong(long now) {
        if (set && now - time >= 0) {           // else a timer that was set later, to go off sooner, has taken over
            set = false;
            try {
                sendPings(now);
                endSilent(now);
            } finally {                         // one session's fault must not stop the hearts of the others
                setTimer(sooner(pings.first(), pongs.first()));
            }
        }
        return EngineLoop.NEVER;
    }

    private void sendPings(long now) {
        long soon = now + interval / GRAINS;
        for (Heartbeat due = firstDue(pings, soon); due != null; due = firstDue(pings, soon)) {
            due.enter(pongs, now + timeout);
            due.session.send(EnginePacket.PING_PACKET);
        }
    }

    private void endSilent(long now) {
        for (Heartbeat due = firstDue(pongs, now); due != null; due = firstDue(pongs, now)) {
            if (due.session.isReading()) {
                due.leave();
                due.session.end(CloseReason.PING_TIMEOUT);
            } else {
                due.enter(pongs, now + timeout);                // the pong may be there, unread
            }
        }
    }

    private static Heartbeat sooner(Heartbeat one, Heartbeat other) {
        return one == null || other != null && other.deadline - one.deadline < 0 ? other : one;
    }

    private static Heartbeat firstDue(Heartbeat line, long now) {
        Heartbeat first = line.first();
        return first != null && now - first.deadline >= 0 ? first : null;
    }
}
