package enchufe.net;

import enchufe.engine.Alarm;
import java.util.TreeSet;

/**
 * The timers of one loop, in order of their times. Most timers are deadlines that are met, so a cancelled one is removed at once.
 * Confined to the loop; time is an argument.
 */
final class Timers {
    private final TreeSet<Timer> line = new TreeSet<>();
    private long order;

    /** Sets a timer, unless it has been cancelled already. */
    void add(Timer timer) {
        if (timer.action != null) {
            timer.order = ++order;
            line.add(timer);
        }
    }

    /** Removes a timer, if it is set. */
    void remove(Timer timer) {
        line.remove(timer);
    }

    /** {@return the nanoseconds from now to the next timer, 0 if it is due, or -1 if there is none} */
    long untilNext(long now) {
        return line.isEmpty() ? -1 : Math.max(0, line.first().time - now);
    }

    /** Runs every timer that is due, except those that are set meanwhile: they must not keep the loop busy. */
    void advance(long now) {
        long last = order;
        while (!line.isEmpty() && line.first().time - now <= 0 && line.first().order <= last) {
            line.pollFirst().goOff();
        }
    }

    /** A timer of a loop: its place in the line, and its action. */
    static final class Timer implements Alarm, Comparable<Timer> {
        private final Loop loop;
        private final long time;
        private long order;                         // among those of the same time; 0 until it stands in the line
        private volatile Runnable action;           // null once it has gone off or is cancelled

        Timer(Loop loop, long time, Runnable action) {
            this.loop = loop;
            this.time = time;
            this.action = action;
        }

        @Override
        public int compareTo(Timer other) {
            return Long.signum(time != other.time ? time - other.time : order - other.order);
        }

        @Override
        public void cancel() {
            action = null;
            loop.unset(this);
        }

        private void goOff() {
            Runnable due = action;
            if (due != null) {
                action = null;
                due.run();
            }
        }
    }
}
