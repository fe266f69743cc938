package enchufe.dispatch;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Looks every few milliseconds, while handlers run, for those that have been running since its last look: it flushes what they
 * have emitted so far, and reports how many there are, so that the pool can let other threads run. One daemon thread,
 * parked while there is nothing to watch.
 */
final class StallWatch implements Runnable {
    /** How long a batch of handlers may run before it counts as stalled: one to two ticks. */
    static final long TICK_NANOS = 10_000_000;
    /** After so many ticks without a running handler the watch goes to sleep. */
    private static final int IDLE_TICKS = 100;

    private static final Logger LOG = Log.of("enchufe.dispatch");

    private final List<FlushScope> scopes = new CopyOnWriteArrayList<>();
    private final IntConsumer report;
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;
    private volatile boolean active;

    /**
     * Makes a watch that sleeps until the first batch.
     *
     * @param report takes the number of stalled batches, after each tick
     */
    StallWatch(IntConsumer report) {
        this.report = report;
        thread = new Thread(this, "enchufe-watch");
        thread.setDaemon(true);
    }

    /** Starts the watch. */
    void start() {
        thread.start();
    }

    void add(FlushScope scope) {
        scopes.add(scope);
    }

    void remove(FlushScope scope) {
        scopes.remove(scope);
    }

    /** A batch begins: there is something to watch. Cheap unless the watch sleeps. */
    void stir() {
        if (!active) {
            active = true;
        }
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        int idleTicks = 0;
        while (!closed) {
            idleTicks = active ? 0 : idleTicks + 1;
            active = false;
            look();
            if (idleTicks < IDLE_TICKS) {
                LockSupport.parkNanos(this, TICK_NANOS);
            } else {
                asleep = true;
                while (asleep && !active && !closed) {      // active: a batch began between the look and the nap
                    LockSupport.park(this);
                }
                asleep = false;
                idleTicks = 0;
            }
        }
    }

    private void look() {
        try {
            report.accept(tick());
        } catch (Throwable error) {         // no thread can be started, say: there may be one at the next tick
            LOG.log(Level.ERROR, "the watch over the handlers failed", error);
        }
    }

    /** Looks once. {@return how many batches are stalled} */
    int tick() {
        int stalled = 0;
        for (FlushScope scope : scopes) {
            if (scope.isStalled()) {
                stalled++;
                active = true;
                scope.flush();
            }
        }
        return stalled;
    }
}
