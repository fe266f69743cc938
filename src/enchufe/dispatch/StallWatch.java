package enchufe.dispatch;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Looks every few milliseconds for handlers that have been running since its last look. It flushes what they have emitted so
 * far, and reports how many there are, so that the pool can let other threads run. It is one daemon thread, which is parked
 * while there is nothing to watch.
 */
final class StallWatch implements Runnable {
    /** The time between two looks. A batch of handlers counts as stalled after one to two ticks. */
    static final long TICK_NANOS = 10_000_000;
    /** The pause after a look is at least this many times as long as the look, which takes long if very many handlers block. */
    private static final int PAUSE = 20;
    /** After this many ticks without a running handler, the watch goes to sleep. */
    private static final int IDLE_TICKS = 100;

    private static final Logger LOG = Log.of("enchufe.dispatch");

    private final ConcurrentLinkedQueue<FlushScope> newcomers = new ConcurrentLinkedQueue<>();
    private final ArrayList<FlushScope> scopes = new ArrayList<>();     // used by the watch only, like the next; may be long
    private int running;                                                // at the last look
    private final IntConsumer report;
    private final SlowListeners slow = new SlowListeners();
    private final Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;
    private volatile boolean active;

    /** Makes a watch that sleeps until the first batch, and reports the number of stalled batches after each tick. */
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

    /** {@return in how many scopes nothing ran at the last look} Called by the report only. */
    int idle() {
        return scopes.size() - running;
    }

    /** A batch begins, so there is something to watch. Cheap unless the watch sleeps. */
    void stir() {
        if (!active) {
            active = true;
        }
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Ends the watch as soon as no batch runs. */
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
                while (asleep && !active && !closed) {      // active: a batch began between the look and the sleep
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
        } catch (Throwable error) {         // for instance, no thread could be started: the next tick tries again
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
                    scope.pointOut(slow, System.nanoTime());
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
