package enchufe.net;

import java.util.TreeSet;

/**
 * What is to happen later, on one loop. Most timers are deadlines that are kept, so one that is cancelled leaves nothing behind;
 * a deadline that moves later (a request is complete) is left as it is, and set anew when it is over; and those who all wait
 * equally long share one. Time is an argument.
 */
final class Timers {
    private final TreeSet<Timer> line = new TreeSet<>();
    private long order;

    /** Sets a timer, unless it has been cancelled already. */
    void add(Timer timer) {
        if (!timer.isCancelled()) {
            timer.order = ++order;
            line.add(timer);
        }
    }

    /** Takes a timer out, if it is set. */
    void remove(Timer timer) {
        line.remove(timer);
    }

    /** {@return the nanoseconds from now to the next timer, 0 if it is due, or -1 if there is none} */
    long untilNext(long now) {
        return line.isEmpty() ? -1 : Math.max(0, line.first().time - now);
    }

    /** Lets every timer go off that is due, but for those that are set meanwhile: they must not hold the loop. */
    void advance(long now) {
        long last = order;
        while (!line.isEmpty() && line.first().time - now <= 0 && line.first().order <= last) {
            line.pollFirst().goOff();
        }
    }
}
