package enchufe.dispatch;

import java.util.ArrayList;
import java.util.List;

/**
 * Tasks that run one at a time, in order, on an executor that many queues share: like the mailbox of an actor. When the first
 * task arrives, the queue is handed to the executor, which drains it in batches. An empty queue has no list. Safe from any thread.
 */
public final class SerialQueue implements Runnable {
    /** After this many batches in a row, the queue goes to the end of the executor's line. */
    private static final int MAX_BATCHES = 16;

    private final HandlerExecutor executor;
    private ArrayList<Runnable> tasks;          // under this queue's monitor; null if there are none
    private volatile Turn turn;                 // null unless a thread runs tasks

    /** A thread that runs tasks of this queue now. */
    private static final class Turn {
        final Thread thread = Thread.currentThread();
        ArrayList<Runnable> batch;              // what it has taken; under the queue's monitor
    }

    SerialQueue(HandlerExecutor executor) {
        this.executor = executor;
    }

    /** Adds a task, which runs after all that were added before it. */
    public void execute(Runnable task) {
        boolean first;
        synchronized (this) {
            first = tasks == null && turn == null;
            if (tasks == null) {
                tasks = new ArrayList<>(4);
            }
            tasks.add(task);
        }
        if (first || turn == null && executor.isTerminated()) {         // the latter: it was handed over in vain
            executor.execute(this);
        }
    }

    /** {@return whether the calling thread is running a task of this queue right now} */
    public boolean isCurrent() {
        Turn now = turn;
        return now != null && now.thread == Thread.currentThread();
    }

    /** Forgets the events that wait in {@linkplain Delivery deliveries}, at once; other tasks keep their place. */
    public void discardEvents() {
        var waiting = new ArrayList<Delivery>();
        synchronized (this) {
            Turn now = turn;
            collect(tasks, waiting);
            collect(now == null ? null : now.batch, waiting);
        }
        waiting.forEach(Delivery::discard);
    }

    private static void collect(List<Runnable> from, List<Delivery> deliveries) {
        for (Runnable task : from == null ? List.<Runnable>of() : from) {
            if (task instanceof Delivery delivery) {
                deliveries.add(delivery);
            }
        }
    }

    /** Runs the waiting tasks. Only the executor calls this. */
    @Override
    public void run() {
        var mine = new Turn();
        turn = mine;
        for (int i = 0; i < MAX_BATCHES; i++) {
            ArrayList<Runnable> batch;
            synchronized (this) {
                batch = tasks;
                tasks = null;
                if (batch == null) {
                    turn = null;
                    return;
                }
                mine.batch = batch;
            }
            for (int k = 0; k < batch.size(); k++) {
                FlushScope.runLogged(batch.get(k));
            }
        }
        synchronized (this) {
            turn = null;
            if (tasks == null) {
                return;
            }
        }
        executor.execute(this);
    }
}
