package enchufe.net;

import enchufe.engine.Alarm;

/** An alarm of a {@link Loop}: where it stands in the line of its {@link Timers}, and what it does. */
final class Timer implements Alarm, Comparable<Timer> {
    final long time;
    long order;                                 // among those of the same time; 0 until it stands in line
    private final Loop loop;
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

    boolean isCancelled() {
        return action == null;
    }

    void goOff() {
        Runnable due = action;
        if (due != null) {
            action = null;
            due.run();
        }
    }
}
