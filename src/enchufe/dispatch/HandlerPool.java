package enchufe.dispatch;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The default executor of handlers: many threads, of which few are awake. As many are awake as the machine has processors; more
 * would only wait for each other. A thread whose handler blocks does not count, so others may run in its place, up to
 * {@link #MAX_THREADS}. Threads above the first few end after {@link #KEEP_ALIVE_NANOS} without work.
 *
 * <p>Handing over a task takes no lock as long as enough threads are awake. No task is forgotten: whoever adds one reads
 * {@link #awake} afterwards, and a thread that goes to sleep lowers it before it looks at the tasks for the last time.
 */
final class HandlerPool implements HandlerExecutor {
    /** How many threads there may be if handlers block. */
    static final int MAX_THREADS = 256;
    private static final long KEEP_ALIVE_NANOS = 10_000_000_000L;
    private static final String ALL_BLOCKED = "all " + MAX_THREADS + " handler threads are blocked, so events wait: let handlers"
            + " block less, or give Options.executor an executor of your own, such as one of virtual threads";
    private static final String NO_THREAD = "the machine has no thread left for handlers, so events wait until it has: see"
            + " ulimit -u, or give Options.executor an executor of your own with fewer threads";
    private static final Logger LOG = Log.of("enchufe.dispatch");

    private final long keepAliveNanos;
    private final int parallelism = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final StallWatch watch = new StallWatch(this::onStalled);
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private volatile int awake;                                 // threads that run or will soon; changed under the monitor
    private volatile int allowed = parallelism;                 // how many may be awake
    private final GiveWay afterTurn = new GiveWay();            // used by the loops
    private final Flushable turnEnd = this::endTurn;
    private volatile boolean closed;

    // Under the monitor:
    private final ArrayDeque<Worker> asleep = new ArrayDeque<>(MAX_THREADS);
    private int threads;
    private int number;
    private final Set<String> reported = new HashSet<>();       // each problem once

    HandlerPool() {
        this(KEEP_ALIVE_NANOS);
    }

    /** Makes a pool with another time after which threads without work end. */
    HandlerPool(long keepAliveNanos) {
        this.keepAliveNanos = keepAliveNanos;
        watch.start();                                          // last: the watch calls this object
    }

    /**
     * {@inheritDoc} If a loop hands over tasks, threads are woken at the end of its turn: waking one for each task would cost more
     * than most handlers.
     */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        FlushScope scope = FlushScope.current();
        if (scope == null || !scope.isTurn()) {
            if (awake < allowed) {
                rouse();                                        // else a thread that is awake takes it after its own task
            }
        } else {
            scope.addOnce(turnEnd);
        }
    }

    /** Called on a loop. */
    private void endTurn() {
        rouseForAll();
        afterTurn.giveWay();
    }

    private void rouseForAll() {
        if (awake < allowed) {
            for (Iterator<Runnable> each = tasks.iterator(); each.hasNext() && awake < allowed && rouse(); ) {
                each.next();
            }
        }
    }

    /** Wakes or starts a thread if one more may be awake. {@return whether it did} */
    private boolean rouse() {
        String trouble = ALL_BLOCKED;
        Throwable cause = null;
        synchronized (this) {
            if (awake >= allowed) {
                return false;
            }
            Worker sleeper = asleep.pollLast();                 // the last that fell asleep: so the others can end
            if (sleeper != null) {
                awake++;
                sleeper.wake();
                return true;
            }
            if (threads < MAX_THREADS) {
                try {
                    new Worker("enchufe-handler-" + ++number).start();
                    threads++;
                    awake++;
                    return true;
                } catch (OutOfMemoryError e) {
                    trouble = NO_THREAD;
                    cause = e;
                    watch.stir();                               // the watch tries again at its next tick
                }
            }
            if (!reported.add(trouble)) {
                return false;
            }
        }
        LOG.log(Level.WARNING, trouble, cause);
        return false;
    }

    private void onStalled(int stalled) {
        // Twice the number of stalled batches: a burst of blocking handlers gets its threads within a few ticks, not one by one.
        allowed = parallelism + 2 * stalled;
        rouseForAll();
    }

    /** {@inheritDoc} Tasks that come later get threads too, which end after them. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Worker sleeper = asleep.poll(); sleeper != null; sleeper = asleep.poll()) {
            awake++;
            sleeper.wake();
        }
        watch.close();
    }

    private final class Worker extends Thread {
        private final GiveWay beforeSleep = new GiveWay();
        private volatile boolean woken;

        Worker(String name) {
            super(name);
            setDaemon(true);                                    // only the loop keeps the JVM running
        }

        @Override
        public void run() {
            var scope = new FlushScope();
            scope.enter();
            watch.add(scope);
            for (boolean more = true; more; ) {
                try {
                    Runnable task = take();
                    more = task != null;
                    if (more) {
                        scope.run(task, watch);
                        Thread.interrupted();                   // an interrupt was meant for the task before
                    }
                } catch (Throwable error) {                     // for instance out of memory: the thread goes on, as it is counted
                    LOG.log(Level.ERROR, "a thread of the handler pool failed; it goes on", error);
                }
            }
            scope.retire();
        }

        /** {@return the next task, or null if this thread must end} */
        private Runnable take() {
            do {
                Runnable task = tasks.poll();
                if (task == null) {
                    beforeSleep.giveWay();                      // a loop may be about to hand over a task
                    task = tasks.poll();
                }
                if (task != null) {
                    return task;
                }
            } while (sleep());
            return null;
        }

        /** Sleeps until there is work. {@return false if this thread must end instead} */
        private boolean sleep() {
            boolean mayEnd;
            synchronized (HandlerPool.this) {
                awake--;
                if (!tasks.isEmpty() && awake < allowed) {
                    awake++;                    // a task came after the last look
                    return true;
                }
                if (closed) {
                    threads--;
                    return false;
                }
                woken = false;
                asleep.addLast(this);
                mayEnd = threads > parallelism;
            }
            long until = System.nanoTime() + keepAliveNanos;
            while (!woken) {
                if (!mayEnd) {
                    LockSupport.park(HandlerPool.this);         // without a timeout: a timer would cost more than the wait
                } else if (System.nanoTime() - until < 0) {
                    LockSupport.parkNanos(HandlerPool.this, until - System.nanoTime());
                } else if (end()) {
                    return false;
                } else {
                    mayEnd = false;                             // others have ended, so this is one of the first few now
                }
                Thread.interrupted();                           // if it is still interrupted, park returns at once
            }
            return true;
        }

        /** {@return whether this thread ends: nobody has woken it, and it is not one of the first few} */
        private boolean end() {
            synchronized (HandlerPool.this) {
                boolean unneeded = threads > parallelism && asleep.remove(this);
                if (unneeded) {
                    threads--;
                }
                return unneeded;
            }
        }

        void wake() {
            woken = true;
            LockSupport.unpark(this);
        }
    }
}
