package enchufe.dispatch;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;

/**
 * Runs user code: never on the loop unless asked to, never under a lock, and whatever a batch of handlers emits is written at
 * its end by the thread that ran it. Makes the {@link SerialQueue queues} in which one socket's handlers wait for their turn.
 */
public final class Dispatcher {
    private final Executor executor;
    private final HandlerPool pool;                 // null if the executor is the user's
    private final StallWatch watch;                 // null if the pool has its own
    private final ConcurrentLinkedDeque<FlushScope> idleScopes = new ConcurrentLinkedDeque<>();

    /**
     * Makes a dispatcher.
     *
     * @param executor runs the handlers; null for a pool of platform threads of the dispatcher's own. {@code Runnable::run}
     *     runs them on the loop
     */
    public Dispatcher(Executor executor) {
        pool = executor == null ? new HandlerPool() : null;
        watch = executor == null ? null : new StallWatch(stalled -> { });
        this.executor = executor == null ? pool : task -> executor.execute(() -> runInScope(task));
        if (watch != null) {
            watch.start();
        }
    }

    /** {@return a queue whose tasks run one at a time, in order} */
    public SerialQueue newQueue() {
        return new SerialQueue(executor);
    }

    /** Runs a task out of any socket's order. */
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Ends the dispatcher's own threads. */
    public void close() {
        if (pool != null) {
            pool.close();
        } else {
            watch.close();
        }
    }

    /** On the user's executor each task has a flush scope around it, unless it runs in one already (on the loop, that is). */
    private void runInScope(Runnable task) {
        if (FlushScope.current() != null) {
            task.run();
            return;
        }
        FlushScope scope = idleScopes.poll();
        if (scope == null) {
            scope = new FlushScope();
            watch.add(scope);                   // for good: there are never more than tasks that ran at once
        }
        scope.enter();
        scope.started();
        watch.stir();                           // after it: a watch that wakes sees the batch
        try {
            task.run();
        } finally {
            scope.exit();
            scope.ended();
            idleScopes.push(scope);
        }
    }
}
