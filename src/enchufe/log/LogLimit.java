package enchufe.log;

import java.time.Duration;

/**
 * How often one thing may be said in the log: what clients can provoke at will would fill it. A few lines may come at once, and
 * then one in each interval, which says how many were left out before it. Time is an argument; any thread may ask.
 */
public final class LogLimit {
    private final int burst;
    private final long intervalNanos;
    private int lines;                  // that may come at once
    private long since;                 // when the last of them was added
    private long leftOut;
    private boolean begun;

    /**
     * Makes a limit.
     *
     * @param burst how many lines may come at once, at least 1; after each interval without a line there is one more again
     * @param interval the time between two lines of a flood
     */
    public LogLimit(int burst, Duration interval) {
        this.burst = burst;
        this.intervalNanos = interval.toNanos();
        this.lines = burst;
    }

    /**
     * Asks whether a line may be written now.
     *
     * @param now the time, as {@link System#nanoTime} counts it
     * @return null if it is to be left out; otherwise what to add at its end, which is empty unless lines before it were left out
     */
    public synchronized String pass(long now) {
        since = begun ? since : now;
        begun = true;
        long intervals = (now - since) / intervalNanos;
        if (intervals > 0) {
            lines = (int) Math.min(burst, lines + intervals);
            since += intervals * intervalNanos;
        }
        if (lines == 0) {
            leftOut++;
            return null;
        }
        lines--;
        String more = leftOut == 0 ? "" : " (and " + leftOut + " more since the last such line)";
        leftOut = 0;
        return more;
    }
}
