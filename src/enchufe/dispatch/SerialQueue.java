package enchufe.dispatch;

import java.util.ArrayList;

/**
 * Tasks that run one at a time, in order, on an executor that many queues share: like the mailbox of an actor. When the first
 * task arrives, the queue is handed to the executor, which drains it in batches. An empty queue has no list. Safe from any thread.
 */
public final class SerialQueue implements Runnable {
    /** After this many batches in a row, the queue goes to the end of the executor's line. */
    private static final int MAX_BATCHES = 16;

    private final HandlerExecutor executor;
    private ArrayList<Runnable> tasks;          // under this queue's monitor; null if there are none
    private boolean scheduled;                  // under this queue's monitor: handed over or running
    private volatile Thread runner;

    SerialQueue(HandlerExecutor executor) {
        this.executor = executor;
    }

    /** Adds a task, which runs after all that were added before it. */
    public void execute(Runnable task) {
        boolean before;
        synchronized (this) {
            if (tasks == null) {
                tasks = new ArrayList<>(4);
            }
            tasks.add(task);
            before = scheduled;
            scheduled = true;
        }
        if (!before || runner == null && executor.isTerminated()) {     // the latter: it was handed over in vain
            executor.execute(this);
        }
    }

    /** {@return whether the calling thread is running a task of this queue right now} */
    public boolean isCurrent() {
        return runner == Thread.currentThread();
    }

    /** Runs the waiting tasks. Only the executor calls this. */
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
                FlushScope.runLogged(batch.get(k));
            }
        }
        runner = null;
        executor.execute(this);
    }
}
