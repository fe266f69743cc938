package enchufe.dispatch;

import java.util.ArrayList;

/**
 * Tasks that run one at a time, in order, on an executor that many queues share: an actor's mailbox. The queue is handed to
 * the executor when its first task arrives, and drained in batches; an idle one holds no memory. Safe from any thread.
 */
public final class SerialQueue implements Runnable {
    /** After so many batches in a row the queue lines up again behind the others. */
    private static final int MAX_BATCHES = 16;

    private final Hands hands;
    private ArrayList<Runnable> tasks;          // under this queue's monitor; null when there are none
    private boolean scheduled;                  // under this queue's monitor: handed over, or running
    private volatile Thread runner;

    SerialQueue(Hands hands) {
        this.hands = hands;
    }

    /**
     * Adds a task.
     *
     * @param task runs after all that were added before it
     */
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
        if (!before || runner == null && hands.areGone()) {     // or else it was handed over in vain
            hands.execute(this);
        }
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
                FlushScope.runLogged(batch.get(k));
            }
        }
        runner = null;
        hands.execute(this);
    }
}
