package enchufe.net;

import enchufe.engine.Alarm;
import enchufe.engine.EngineLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The heartbeat of the plain WebSockets on one loop (RFC 6455 §5.5.2): each is pinged {@code pingInterval} after its last answer,
 * and whatever it sends within {@code pingTimeout} is an answer. All wait equally long, so the first to begin waiting is the
 * first to be due: two lines, one for each wait, and one alarm are enough for any number. Confined to the loop. (Engine.IO
 * sessions have another heartbeat, which their protocol prescribes.)
 */
final class Pulse {
    /** A WebSocket that is pinged. */
    interface Heart {
        void ping();

        /** {@return whether what it sends is read: if not, its silence means nothing} */
        boolean isReading();

        /** It has not answered in time, and is to be cut off. It has left its line. */
        void silent();
    }

    /**
     * A ping may be early by this part of the interval: pings that are due at about the same time go out together, which costs
     * less.
     */
    private static final int GRAINS = 256;

    private final EngineLoop loop;
    private final long interval;
    private final long timeout;
    private final LinkedHashMap<Heart, Long> pings = new LinkedHashMap<>();     // when each is to be pinged
    private final LinkedHashMap<Heart, Long> answers = new LinkedHashMap<>();   // whose answer is awaited until when
    private Alarm alarm;                        // for the first of both lines; null if both are empty
    private long time;                          // when it goes off

    Pulse(EngineLoop loop, Duration pingInterval, Duration pingTimeout) {
        this.loop = loop;
        this.interval = pingInterval.toNanos();
        this.timeout = pingTimeout.toNanos();
    }

    void begin(Heart heart) {
        assert loop.inLoop();
        pings.put(heart, loop.now() + interval);
        setAlarm();
    }

    /** Something has come from it, whatever it is. */
    void heard(Heart heart) {
        if (!answers.isEmpty() && answers.remove(heart) != null) {
            begin(heart);
        }
    }

    void end(Heart heart) {
        assert loop.inLoop();
        pings.remove(heart);
        answers.remove(heart);
    }

    private void setAlarm() {
        Long first = sooner(first(pings), first(answers));
        if (first == null || alarm != null && first - time >= 0) {
            return;
        }
        if (alarm != null) {
            alarm.cancel();
        }
        time = first;
        alarm = loop.schedule(time, this::beat);
    }

    private void beat() {
        long now = loop.now();
        alarm = null;
        try {
            long soon = now + interval / GRAINS;
            for (Heart due = takeDue(pings, soon); due != null; due = takeDue(pings, soon)) {
                ping(due, now);
            }
            for (Heart due = takeDue(answers, now); due != null; due = takeDue(answers, now)) {
                if (due.isReading()) {
                    due.silent();
                } else {
                    ping(due, now);             // it may have answered, unread; if it has gone, TCP notices that by sending
                }
            }
        } finally {                             // an exception in one must not stop the heartbeats of the others
            setAlarm();
        }
    }

    private void ping(Heart heart, long now) {
        answers.put(heart, now + timeout);
        heart.ping();
    }

    private static Heart takeDue(LinkedHashMap<Heart, Long> line, long now) {
        Long first = first(line);
        if (first == null || now - first < 0) {
            return null;
        }
        Heart due = line.keySet().iterator().next();
        line.remove(due);
        return due;
    }

    private static Long first(Map<Heart, Long> line) {
        return line.isEmpty() ? null : line.values().iterator().next();
    }

    private static Long sooner(Long one, Long other) {
        return one == null || other != null && other - one < 0 ? other : one;
    }
}
