package enchufe.dispatch;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    /** For so many times as long as a look has taken there is no other: where very many handlers block it takes its time. */
    private static final int PAUSE = 20;
    /** After so many ticks without a running handler the watch goes to sleep. */
    private static final int IDLE_TICKS = 100;

    private static final Logger LOG = Log.of("enchufe.dispatch");

    private final ConcurrentLinkedQueue<FlushScope> newcomers = new ConcurrentLinkedQueue<>();
    private final ArrayList<FlushScope> scopes = new ArrayList<>();     // the watch's own, like the next; there may be very many
    private int running;                                                // at the last look
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

    /** Watches a scope from the next look on. */
    void add(FlushScope scope) {
        if (!closed) {
            newcomers.add(scope);
        }
    }

    /** Forgets a scope at the next look. */
    void remove(FlushScope scope) {
        scope.retire();
    }

    /** {@return how many scopes were watched at the last look although nothing ran in them; for the report alone} */
    int idle() {
        return scopes.size() - running;
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

    /** Ends the watch, as soon as nothing runs any more. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        int idleTicks = 0;
        while (!closed || running > 0) {
            idleTicks = active ? 0 : idleTicks + 1;
            active = false;
            long start = System.nanoTime();
            look();
            if (idleTicks < IDLE_TICKS) {
                LockSupport.parkNanos(this, Math.max(TICK_NANOS, PAUSE * (System.nanoTime() - start)));
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
        for (FlushScope scope = newcomers.poll(); scope != null; scope = newcomers.poll()) {
            scopes.add(scope);
        }
        int stalled = 0;
        int kept = 0;
        running = 0;
        for (int i = 0; i < scopes.size(); i++) {
            FlushScope scope = scopes.get(i);
            if (scope.isRetired()) {
                continue;
            }
            if (kept < i) {
                scopes.set(kept, scope);
            }
            kept++;
            if (scope.isRunning()) {
                running++;
                if (scope.isStalled()) {
                    stalled++;
                    active = true;
                    scope.flush();
                }
            }
        }
        dropFrom(kept);
        return stalled;
    }

    private void dropFrom(int kept) {
        int gone = scopes.size() - kept;
        scopes.subList(kept, scopes.size()).clear();
        if (gone > kept) {
            scopes.trimToSize();
        }
    }
}
