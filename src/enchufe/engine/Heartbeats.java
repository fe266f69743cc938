package enchufe.engine;

import enchufe.log.Debug;
import java.time.Duration;

/**
 * The heartbeats of the sessions on one loop ("Heartbeat"): the server pings {@code pingInterval} after the last pong and waits
 * {@code pingTimeout} for the next. In revision 3 the client pings (its section "Timeouts"), and the server waits for both times
 * together. All sessions wait equally long, so the first to begin waiting is the first to be due: three lines, one for each wait,
 * and one alarm serve any number of sessions. Confined to the loop.
 */
final class Heartbeats {
    /**
     * A ping may be early by this part of the interval: pings that are due at about the same time go out together, which costs
     * less.
     */
    private static final int GRAINS = 256;
    private static final Debug DEBUG = Debug.of("engine:socket");

    private final EngineLoop loop;
    private final long interval;
    private final long timeout;
    private final Heartbeat pings = new Heartbeat();        // sessions that are to be pinged
    private final Heartbeat pongs = new Heartbeat();        // sessions whose pong is awaited
    private final Heartbeat clientPings = new Heartbeat();  // sessions of revision 3
    private Alarm alarm;                                        // for the first of all lines; null if they are empty
    private long time;                                          // when it goes off

    Heartbeats(EngineLoop loop, EngineOptions options) {
        this.loop = loop;
        this.interval = options.pingInterval().toNanos();
        this.timeout = options.pingTimeout().toNanos();
    }

    /** A session has begun, or its pong has come; in revision 3, anything has. */
    void restart(Heartbeat heartbeat) {
        if (heartbeat.session().protocol() == 3) {
            heartbeat.session().silent = true;                  // so that whatever comes next is noted
            heartbeat.enter(clientPings, loop.now() + interval + timeout);
        } else {
            heartbeat.session().silent = false;
            heartbeat.enter(pings, loop.now() + interval);
        }
        setAlarm(heartbeat);
    }

    /** A pong has come. {@return whether it answers a ping; clients may send others} */
    boolean ponged(Heartbeat heartbeat) {
        boolean asked = heartbeat.pinged != Heartbeat.NEVER;
        if (asked) {
            heartbeat.roundTrip = Heartbeat.micros(loop.now()) - heartbeat.pinged;
            heartbeat.pinged = Heartbeat.NEVER;
        }
        restart(heartbeat);
        return asked;
    }

    /**
     * Something else has come while a pong is awaited: the pong may be behind a long upload. As in Node (since engine.io 6.6.11)
     * the timeout starts again, once for each ping.
     */
    void extend(Heartbeat heartbeat) {
        if (heartbeat.session().protocol() == 3) {
            restart(heartbeat);
        } else {
            heartbeat.session().silent = false;
            heartbeat.enter(pongs, loop.now() + timeout);
        }
    }

    private void setAlarm(Heartbeat first) {
        if (first == null || alarm != null && first.deadline - time >= 0) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        time = first.deadline;
        alarm = loop.schedule(time, this::beat);
    }

    private void beat() {
        long now = loop.now();
        alarm = null;
        try {
            sendPings(now);
            endSilent(pongs, now);
            endSilent(clientPings, now);
        } finally {                             // an exception in one session must not stop the heartbeats of the others
            setAlarm(sooner(sooner(pings.first(), pongs.first()), clientPings.first()));
        }
    }

    private void sendPings(long now) {
        long soon = now + interval / GRAINS;
        for (Heartbeat due = firstDue(pings, soon); due != null; due = firstDue(pings, soon)) {
            ping(due, now);
        }
    }

    private void ping(Heartbeat due, long now) {
        due.session().silent = true;
        due.pinged = Heartbeat.micros(now);
        due.enter(pongs, now + timeout);
        if (DEBUG.on()) {
            DEBUG.log("writing ping packet - expecting pong within " + timeout / 1_000_000 + "ms");
        }
        due.session().send(EnginePacket.PING_PACKET);
    }

    private void endSilent(Heartbeat line, long now) {
        for (Heartbeat due = firstDue(line, now); due != null; due = firstDue(line, now)) {
            if (due.session().isReading()) {
                due.leaveLine();
                due.session().end(CloseReason.PING_TIMEOUT);
            } else if (line == pongs) {
                ping(due, now);                                 // the pong may have arrived unread; and the client expects pings
            } else {
                restart(due);                                   // the ping may have
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

    /**
     * The heartbeat of one session: a link of the line in which it stands, or of none. A line is a ring that is closed by a link
     * without a session; so a session leaves without a search, and leaves nothing behind. It is a superclass of the session, and
     * not a field: another object would cost each session 20 bytes.
     */
    static class Heartbeat {
        private static final int NEVER = -1;

        private long deadline;                  // for the next ping, or for the pong
        // In microseconds, to save memory; differences are right up to half an hour.
        private int pinged = NEVER;             // when the ping was sent that has not been answered
        private volatile int roundTrip = NEVER; // from the last ping to its pong
        private Heartbeat before = this;
        private Heartbeat behind = this;

        private EngineSession session() {
            return (EngineSession) this;
        }

        /** {@return from the last ping to its answer; null before the first, and in revision 3} May be called from any thread. */
        public Duration roundTrip() {
            int micros = roundTrip;
            return micros == NEVER ? null : Duration.ofNanos(micros * 1_000L);
        }

        /** {@return a time in microseconds, but never {@link #NEVER}} */
        private static int micros(long nanos) {
            int micros = (int) (nanos / 1_000);
            return micros == NEVER ? 0 : micros;
        }

        /** Goes to the end of a line. */
        private void enter(Heartbeat line, long until) {
            leaveLine();
            deadline = until;
            before = line.before;
            behind = line;
            before.behind = this;
            behind.before = this;
        }

        final void leaveLine() {
            before.behind = behind;
            behind.before = before;
            before = this;
            behind = this;
        }

        /** {@return the first of the line that this link closes, or null} */
        private Heartbeat first() {
            return behind == this ? null : behind;
        }
    }
}
