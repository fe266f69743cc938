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
 * The default executor of handlers: many threads, few awake. As many threads run as the machine has processors, since waking
 * more only makes them wait for each other; a thread whose handler blocks does not count, so another one may run in its
 * place, up to {@link #MAX_THREADS}. Threads above the first few end after {@link #KEEP_ALIVE_NANOS} without work.
 *
 * <p>Handing over a task takes no lock as long as enough threads are awake. No task is forgotten: who adds one looks at
 * {@link #awake} afterwards, and a thread that goes to sleep counts itself out there before it looks at the tasks a last time.
 */
final class HandlerPool implements HandlerExecutor {
    /** The most threads, when handlers block. */
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
    private volatile int awake;                                 // threads that run, or are about to; changed under the monitor
    private volatile int allowed = parallelism;                 // how many may be
    private final GiveWay afterTurn = new GiveWay();            // the loops'
    private final Flushable turnEnd = this::endTurn;
    private volatile boolean closed;

    // Under the monitor:
    private final ArrayDeque<Worker> asleep = new ArrayDeque<>(MAX_THREADS);
    private int threads;
    private int number;
    private final Set<String> reported = new HashSet<>();       // each trouble once

    HandlerPool() {
        this(KEEP_ALIVE_NANOS);
    }

    /** Makes a pool whose threads above the first few end after that long without work. */
    HandlerPool(long keepAliveNanos) {
        this.keepAliveNanos = keepAliveNanos;
        watch.start();                                          // last: it calls this object
    }

    /**
     * {@inheritDoc} What a loop hands over waits for the end of its turn: to wake a thread for each task would cost more than
     * most handlers do.
     */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        FlushScope scope = FlushScope.current();
        if (scope == null || !scope.isTurn()) {
            if (awake < allowed) {
                rouse();                                        // else one of them takes it when it is done with its own
            }
        } else {
            scope.addOnce(turnEnd);
        }
    }

    /** On a loop. */
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

    /** Wakes or starts one thread, if one more may be awake. {@return whether it has} */
    private boolean rouse() {
        String trouble = ALL_BLOCKED;
        Throwable cause = null;
        synchronized (this) {
            if (awake >= allowed) {
                return false;
            }
            Worker sleeper = asleep.pollLast();                 // the last to fall asleep: the others may end
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
                    watch.stir();                               // it is tried again at the next tick
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
        // Twice the stalled ones, so that a burst of blocking handlers has its threads after a few ticks, not one by one.
        allowed = parallelism + 2 * stalled;
        rouseForAll();
    }

    /** {@inheritDoc} Tasks that come later have threads too, which end with them. */
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
            setDaemon(true);                                    // the loop keeps the JVM up, not its helpers
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
                        Thread.interrupted();                   // an interrupt ends with the task it was meant for
                    }
                } catch (Throwable error) {                     // out of memory, say: a thread that ends is counted out
                    LOG.log(Level.ERROR, "a thread of the handler pool failed; it goes on", error);
                }
            }
            watch.remove(scope);
        }

        /** {@return the next task, or null when this thread is to end} */
        private Runnable take() {
            do {
                Runnable task = tasks.poll();
                if (task == null) {
                    beforeSleep.giveWay();                      // a loop may be about to hand over the next
                    task = tasks.poll();
                }
                if (task != null) {
                    return task;
                }
            } while (sleep());
            return null;
        }

        /** Sleeps until there is work. {@return false if this thread is to end instead} */
        private boolean sleep() {
            boolean mayEnd;
            synchronized (HandlerPool.this) {
                awake--;
                if (!tasks.isEmpty() && awake < allowed) {
                    awake++;                    // it came after the last look
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
                    LockSupport.park(HandlerPool.this);         // without a timer, which would cost more than the wait
                } else if (System.nanoTime() - until < 0) {
                    LockSupport.parkNanos(HandlerPool.this, until - System.nanoTime());
                } else if (end()) {
                    return false;
                } else {
                    mayEnd = false;                             // others have ended: this is one of the first few now
                }
                Thread.interrupted();                           // a handler may have left it so, and park would not wait
            }
            return true;
        }

        /** {@return whether this thread may end: nobody has woken it, and it is not one of the first few} */
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
