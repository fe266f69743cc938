package enchufe.dispatch;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tasks that run one at a time, in order, on an executor that many queues share: an actor's mailbox. The queue is handed to
 * the executor when its first task arrives, and drained in batches; an idle one holds no memory. Safe from any thread.
 */
public final class SerialQueue implements Runnable {
    private static final Logger LOG = Log.of("enchufe.dispatch");
    /** After so many batches in a row the queue lines up again behind the others. */
    private static final int MAX_BATCHES = 16;

    private final Executor executor;
    private ArrayList<Runnable> tasks;          // under this queue's monitor; null when there are none
    private boolean scheduled;                  // under this queue's monitor: handed over, or running
    private volatile Thread runner;

    SerialQueue(Executor executor) {
        this.executor = executor;
    }

    /**
     * Adds a task.
     *
     * @param task runs after all that were added before it
     */
    public void execute(Runnable task) {
        synchronized (this) {
            if (tasks == null) {
                tasks = new ArrayList<>(4);
            }
            tasks.add(task);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        handOver();
    }

    /** {@return whether the calling thread is running a task of this queue right now} */
    public boolean isCurrent() {
        return runner == Thread.currentThread();
    }

    /** Runs the tasks that wait: for the executor alone to call. */
    @Override
    public void run() {
        runner = Thread.currentThread();
        for (int i = 0; i < MAX_BATCHES; i++) {
            ArrayList<Runnable> batch;
            synchronized (this) {
                batch = tasks;
                tasks = null;
                if (batch == null) {
                    scheduled = false;
                    runner = null;
                    return;
                }
            }
            for (int k = 0; k < batch.size(); k++) {
                run(batch.get(k));
            }
        }
        runner = null;
        handOver();
    }

    private void handOver() {
        try {
            executor.execute(this);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                scheduled = false;
            }
            LOG.log(Level.ERROR, "the handlers' executor is full or shut down: events wait until it takes one more", e);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable error) {
            // Tasks of this project catch what user code throws and log it with its event: this is the last net.
            LOG.log(Level.ERROR, "a handler failed", error);
        }
    }
}
