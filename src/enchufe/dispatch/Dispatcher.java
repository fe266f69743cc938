package enchufe.dispatch;

import java.util.concurrent.Executor;

/**
 * Runs user code: never under a lock, and never on the loop, unless the executor does. What a batch of handlers emits is written
 * at the end of the batch, by the thread that ran it. Makes the {@link SerialQueue queues} in which a socket's handlers wait.
 */
public final class Dispatcher {
    private final HandlerExecutor handlers;

    /**
     * Makes a dispatcher.
     *
     * @param executor runs the handlers; {@code Runnable::run} runs them on the loop; null means a {@link HandlerPool}. Tasks
     *     that it refuses are offered again. If it is shut down, or takes nothing for ten seconds, the dispatcher runs them on a
     *     thread of its own
     */
    public Dispatcher(Executor executor) {
        handlers = executor == null ? new HandlerPool() : new UserExecutor(executor).start();
    }

    /** {@return a queue whose tasks run one at a time, in order} */
    public SerialQueue newQueue() {
        return new SerialQueue(handlers);
    }

    /** Runs a task, independently of any socket's queue. What it throws is logged. */
    public void execute(Runnable task) {
        handlers.execute(task);
    }

    /** Ends the dispatcher's own threads as soon as they have nothing left to do. Tasks that come later are still run. */
    public void close() {
        handlers.close();
    }
}
