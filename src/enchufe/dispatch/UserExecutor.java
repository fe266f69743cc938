package enchufe.dispatch;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Predicate;

/**
 * Wraps the user's executor, which may be full for a while, broken, or shut down before the server is closed. Tasks that it refuses
 * wait in a line, and no later task overtakes them. A thread of the executor that has run one task goes on with the waiting ones,
 * and they are offered again at each tick of the watch. If the executor will probably never take them, a thread of our own runs
 * them one after the other, so that the closing of sockets does not depend on the executor.
 *
 * <p>The line holds at most one task for each socket, for each answer that has come and for each request that waits for
 * middlewares; all have their own limits.
 */
final class UserExecutor implements HandlerExecutor {
    /** If the executor takes nothing for this long, while none of our tasks runs, it is given up. */
    static final long GIVE_UP_NANOS = 10_000_000_000L;
    /** Refusals that follow each other more quickly are logged once. */
    private static final long EPISODE_NANOS = 10_000_000_000L;
    /** How many tasks run in a row on a thread that the executor gave for one task: others may use the executor too. */
    private static final int MAX_IN_A_ROW = 16;
    /** How many unused scopes are kept for later tasks. */
    static final int MAX_IDLE_SCOPES = 64;

    private static final Logger LOG = Log.of("enchufe.dispatch");
    private static final AtomicReferenceFieldUpdater<Task, Runnable> WORK =
            AtomicReferenceFieldUpdater.newUpdater(Task.class, Runnable.class, "work");

    private final Executor executor;
    private final Executor rest;
    final StallWatch watch = new StallWatch(stalled -> look(System.nanoTime(), stalled));
    private final ConcurrentLinkedDeque<FlushScope> idleScopes = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<Task> waiting = new ConcurrentLinkedDeque<>();
    private volatile boolean hasTaken;          // since the last look
    private boolean refusing;                   // used by the watch only, like the next two
    private long refusingSince;
    private boolean givenUp;
    private volatile boolean closed;
    private long lastRefusal;                   // under the monitor, like the next
    private boolean refusedBefore;

    UserExecutor(Executor executor) {
        this(executor, restExecutor());
    }

    UserExecutor(Executor executor, Executor rest) {
        this.executor = executor;
        this.rest = rest;
    }

    /** Starts the watch. */
    UserExecutor start() {
        watch.start();
        return this;
    }

    private static Executor restExecutor() {
        var one = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(task, "enchufe-handler-rest");
            thread.setDaemon(true);
            return thread;
        });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** A task that runs once, even if an executor that throws is offered it several times. */
    private final class Task implements Runnable {
        private volatile Runnable work;             // null once it has begun

        Task(Runnable work) {
            this.work = work;
        }

        boolean hasBegun() {
            return work == null;
        }

        /** {@return the work, or null if it has already begun} */
        Runnable take() {
            return WORK.getAndSet(this, null);
        }

        @Override
        public void run() {
            Runnable mine = take();
            if (mine != null) {
                runInScope(mine);
            }
        }
    }

    @Override
    public void execute(Runnable work) {
        var task = new Task(work);
        if (waiting.isEmpty() && offer(executor, task)) {
            return;
        }
        waiting.addLast(task);
        if (closed) {
            offerWaiting(rest);
        } else {
            watch.stir();
        }
    }

    private boolean offer(Executor taker, Task task) {
        try {
            taker.execute(task);
            if (taker == executor && !hasTaken) {
                hasTaken = true;
            }
            return true;
        } catch (Throwable refusal) {               // not only RejectedExecutionException: any code may be behind it
            report(refusal);
            return task.hasBegun();
        }
    }

    private void report(Throwable refusal) {
        boolean first;
        synchronized (this) {
            long now = System.nanoTime();
            first = !refusedBefore || now - lastRefusal > EPISODE_NANOS;
            refusedBefore = true;
            lastRefusal = now;
        }
        if (first) {
            LOG.log(Level.WARNING, "Options.executor refuses work, which waits and is offered again; if it is shut down, or takes"
                    + " nothing for " + GIVE_UP_NANOS / 1_000_000_000 + " s, one thread of the server's own does it: give the"
                    + " executor a queue without a limit, and close the server before it", refusal);
        }
    }

    private void runInScope(Runnable work) {
        if (FlushScope.current() != null) {
            FlushScope.runLogged(work);             // on the loop, or within another task
            return;
        }
        FlushScope scope = idleScopes.poll();
        if (scope == null) {
            scope = new FlushScope();
            watch.add(scope);
        }
        scope.enter();
        try {
            scope.run(work, watch);
            runWaiting(scope);
        } finally {
            scope.exit();
            idleScopes.push(scope);
        }
    }

    private void runWaiting(FlushScope scope) {
        for (int i = 1; i < MAX_IN_A_ROW; i++) {
            Task next = waiting.poll();
            if (next == null) {
                return;
            }
            Runnable work = next.take();
            if (work != null) {
                scope.run(work, watch);
            }
        }
    }

    /** Called on the watch's thread, every few milliseconds, as long as a task runs or waits. */
    void look(long now, int stalled) {
        dropIdleScopes();
        offerWaiting(isShutDown() ? rest : executor);
        if (hasTaken) {
            hasTaken = false;
            refusing = false;
            givenUp = false;
        } else if (givenUp) {
            offerWaiting(rest);
        } else if (!refusing || waiting.isEmpty() || stalled > 0) {
            refusing = !waiting.isEmpty();
            refusingSince = now;
        } else if (now - refusingSince >= GIVE_UP_NANOS) {
            givenUp = true;                         // until it takes a task again
            offerWaiting(rest);
        }
        if (closed) {
            offerWaiting(rest);
        } else if (!waiting.isEmpty()) {
            watch.stir();
        }
    }

    private void offerWaiting(Executor taker) {
        for (Task next = waiting.poll(); next != null; next = waiting.poll()) {
            if (!offer(taker, next)) {
                waiting.addFirst(next);
                return;
            }
        }
    }

    /** Otherwise there would be as many scopes for ever as tasks have once run at the same time. */
    private void dropIdleScopes() {
        for (int excess = watch.idle() - MAX_IDLE_SCOPES; excess > 0; excess--) {
            FlushScope coldest = idleScopes.pollLast();
            if (coldest == null) {
                return;
            }
            coldest.retire();
        }
    }

    private boolean isShutDown() {
        return is(ExecutorService::isShutdown);
    }

    @Override
    public boolean isTerminated() {
        return is(ExecutorService::isTerminated);
    }

    private boolean is(Predicate<ExecutorService> ended) {
        try {
            return executor instanceof ExecutorService service && ended.test(service);
        } catch (RuntimeException unknown) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        watch.close();
        offerWaiting(rest);
    }
}
