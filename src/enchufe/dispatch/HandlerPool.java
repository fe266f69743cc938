package enchufe.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The default executor of handlers: many threads, few awake. As many threads run as the machine has processors, since waking
 * more only makes them wait for each other; a thread whose handler blocks does not count, so another one may run in its
 * place, up to {@link #MAX_THREADS}. Threads above the first few end after {@link #KEEP_ALIVE_SECONDS} without work.
 */
final class HandlerPool implements Executor {
    /** The most threads, when handlers block. */
    static final int MAX_THREADS = 256;
    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final Logger LOG = System.getLogger("enchufe.dispatch");

    private final int parallelism = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final StallWatch watch = new StallWatch(this::onStalled);

    private final ReentrantLock lock = new ReentrantLock();     // guards all below
    private final Condition work = lock.newCondition();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private int threads;
    private int waiting;            // threads in await
    private int signalled;          // of those, how many have been told to get up
    private int allowed = parallelism;
    private int number;
    private boolean rouseNoted;     // a loop will call endTurn
    private boolean closed;
    private boolean warned;

    HandlerPool() {
        watch.start();                                          // last: it calls this object
    }

    /**
     * {@inheritDoc} Tasks handed over after {@link #close} are dropped. What a loop hands over waits for the end of its turn:
     * to wake a thread for each task would cost more than most handlers do.
     */
    @Override
    public void execute(Runnable task) {
        FlushScope scope = FlushScope.current();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            tasks.add(task);
            if (scope == null || !scope.isTurn()) {
                rouse();
            } else if (!rouseNoted) {
                rouseNoted = true;
                scope.add(this::endTurn);
            }
        } finally {
            lock.unlock();
        }
    }

    private void endTurn() {
        lock.lock();
        try {
            rouseNoted = false;
            rouseForAll();
        } finally {
            lock.unlock();
        }
    }

    private void rouseForAll() {
        for (int i = tasks.size(); i > 0 && threads - waiting + signalled < allowed; i--) {
            rouse();
        }
    }

    /** Wakes or starts one thread, if one more may be awake. */
    private void rouse() {
        int awake = threads - waiting + signalled;
        if (awake >= allowed) {
            return;                                             // one of them takes the task when it is done with its own
        }
        if (waiting > signalled) {
            signalled++;
            work.signal();
        } else if (threads < MAX_THREADS) {
            var thread = new Thread(this::runWorker, "enchufe-handler-" + ++number);
            thread.setDaemon(true);                             // the loop keeps the JVM up, not its helpers
            thread.start();
            threads++;                                          // not if the machine has no thread left to give
        } else if (!warned) {
            warned = true;
            LOG.log(Level.WARNING, "all {0} handler threads are blocked, so events wait: let handlers block less, or give"
                    + " Options.executor an executor of your own, such as one of virtual threads", MAX_THREADS);
        }
    }

    private void onStalled(int stalled) {
        lock.lock();
        try {
            // Twice the stalled ones, so that a burst of blocking handlers has its threads after a few ticks, not one by one.
            allowed = parallelism + 2 * stalled;
            rouseForAll();
        } finally {
            lock.unlock();
        }
    }

    private void runWorker() {
        var scope = new FlushScope();
        scope.enter();
        watch.add(scope);
        try {
            for (Runnable task = take(); task != null; task = take()) {
                scope.started();
                watch.stir();                                   // after it: a watch that wakes sees the batch
                try {
                    task.run();
                } catch (Throwable error) {
                    LOG.log(Level.ERROR, "a task of the handler pool failed", error);
                }
                Thread.interrupted();                           // an interrupt ends with the task it was meant for
                scope.flush();
                scope.ended();
            }
        } finally {
            watch.remove(scope);
        }
    }

    /** {@return the next task, or null when this thread is to end} */
    private Runnable take() {
        lock.lock();
        try {
            long left = KEEP_ALIVE_SECONDS * 1_000_000_000;
            while (tasks.isEmpty() && !closed) {
                if (left <= 0 && threads > parallelism) {
                    break;
                }
                waiting++;
                try {
                    left = work.awaitNanos(left <= 0 ? KEEP_ALIVE_SECONDS * 1_000_000_000 : left);
                } catch (InterruptedException ignored) {
                    left = 0;                                   // a handler interrupted its own thread: take the next task
                }
                waiting--;
                if (signalled > 0) {
                    signalled--;
                }
            }
            Runnable task = tasks.poll();
            if (task == null) {
                threads--;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the threads; what they run now ends on its own. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        watch.close();
    }
}
