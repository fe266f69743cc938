package enchufe.net;

import enchufe.engine.EngineLoop;
import java.util.PriorityQueue;
import java.util.function.LongUnaryOperator;

/**
 * What is to happen later, on one loop. Few timers are set: those who all wait equally long share one, and a deadline that moves
 * later (a pong came, a request is complete) costs nothing until the timer fires, looks at it, and returns the new one. Nothing
 * is taken out before its time, so what may be over sooner has an {@link enchufe.engine.Alarm}, which lets go of it. Time is an
 * argument.
 */
final class Timers {
    private static final class Entry implements Comparable<Entry> {
        final long time;
        final long order;
        final LongUnaryOperator timer;

        Entry(long time, long order, LongUnaryOperator timer) {
            this.time = time;
            this.order = order;
            this.timer = timer;
        }

        @Override
        public int compareTo(Entry other) {
            return Long.signum(time != other.time ? time - other.time : order - other.order);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long order;

    /** Calls a timer at a time, and again at each time it returns, until it returns {@link EngineLoop#NEVER}. */
    void schedule(long time, LongUnaryOperator timer) {
        entries.add(new Entry(time, order++, timer));
    }

    /** {@return the nanoseconds from now to the next timer, 0 if it is due, or -1 if there is none} */
    long untilNext(long now) {
        Entry next = entries.peek();
        return next == null ? -1 : Math.max(0, next.time - now);
    }

    /** Calls every timer that is due. */
    void advance(long now) {
        for (Entry next = entries.peek(); next != null && next.time - now <= 0; next = entries.peek()) {
            entries.poll();
            long again = next.timer.applyAsLong(now);
            if (again != EngineLoop.NEVER) {
                // Never the same instant again: a timer that returns the present would hold the loop.
                entries.add(new Entry(again - now <= 0 ? now + 1 : again, order++, next.timer));
            }
        }
    }
}
