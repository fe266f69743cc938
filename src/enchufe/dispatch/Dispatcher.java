package enchufe.dispatch;

import java.util.concurrent.Executor;

/**
 * Runs user code: never on the loop unless asked to, never under a lock, and whatever a batch of handlers emits is written at
 * its end by the thread that ran it. Makes the {@link SerialQueue queues} in which one socket's handlers wait for their turn.
 */
public final class Dispatcher {
    private final Hands hands;

    /**
     * Makes a dispatcher.
     *
     * @param executor runs the handlers; null for a pool of platform threads of the dispatcher's own. {@code Runnable::run}
     *     runs them on the loop. What it refuses is offered again, and if it is shut down, or takes nothing for ten seconds, run
     *     by a thread of the dispatcher's own
     */
    public Dispatcher(Executor executor) {
        hands = executor == null ? new HandlerPool() : new UserExecutor(executor).start();
    }

    /** {@return a queue whose tasks run one at a time, in order} */
    public SerialQueue newQueue() {
        return new SerialQueue(hands);
    }

    /**
     * Runs a task out of any socket's order.
     *
     * @param task what it throws is logged
     */
    public void execute(Runnable task) {
        hands.execute(task);
    }

    /** Ends the dispatcher's own threads as soon as they have nothing to do; what is handed over later is still run. */
    public void close() {
        hands.close();
    }
}
