package enchufe.log;

import java.time.Duration;

/**
 * Limits how often a line is logged that clients can provoke. A few lines may come at once, and then one in each interval, which
 * says how many were left out before it. The time is an argument. Safe from any thread.
 */
public final class LogLimit {
    private final int burst;
    private final long intervalNanos;
    private int lines;                  // how many may come now
    private long since;                 // when the last of them was added; nanoseconds
    private long leftOut;
    private boolean begun;

    /**
     * Makes a limit.
     *
     * @param burst how many lines may come at once, at least 1; each interval allows one more again, up to this
     * @param interval the time between two lines if there are too many
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
     * @return null if the line must be left out; otherwise what to add at its end: empty, unless lines before it were left out
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
