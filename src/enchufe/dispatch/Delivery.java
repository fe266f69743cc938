package enchufe.dispatch;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;

/**
 * The events for one socket that came with one read, in order. They are handed over to the socket's queue, and counted in the
 * client's {@link InboundBudget}, all at once: locks and counters cost more than most events.
 */
public final class Delivery implements Runnable {
    /** A delivery of this size is handed over before the end of the read: only what is counted can stop the reading. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final Logger LOG = Log.of("enchufe");

    private final Object socket;
    private final SerialQueue queue;
    private final InboundBudget budget;
    private final ArrayList<Runnable> tasks = new ArrayList<>();
    private long bytes;
    private boolean onlyEvents = true;
    private boolean begun;                      // under the monitor
    private volatile boolean discarded;

    /**
     * Makes an empty delivery.
     *
     * @param socket who receives the events; named in the log if something goes wrong
     * @param queue the socket's queue
     * @param budget counts the delivery until all its tasks have run
     */
    public Delivery(Object socket, SerialQueue queue, InboundBudget budget) {
        this.socket = socket;
        this.queue = queue;
        this.budget = budget;
    }

    /** {@return whether it is for that socket} */
    public boolean isFor(Object other) {
        return socket == other;
    }

    /** Adds an event of {@code size} bytes on the heap. */
    public void addEvent(Runnable event, long size) {
        tasks.add(event);
        bytes += size;
    }

    /** Adds another task that must keep its place between the events, and is not {@linkplain #discard discarded}. */
    public void addTask(Runnable task, long size) {
        addEvent(task, size);
        onlyEvents = false;
    }

    /** {@return whether it must be handed over now} */
    public boolean isLarge() {
        return bytes >= MAX_BYTES;
    }

    /** Hands the delivery over to the socket's queue. Called on the loop. */
    public void handOver() {
        budget.grows(bytes);
        queue.execute(this);
    }

    /** Runs the tasks. Called by the socket's queue. */
    @Override
    public void run() {
        if (!begin()) {
            return;
        }
        try {
            for (int i = 0; i < tasks.size() && !discarded; i++) {
                run(tasks.get(i));
                budget.progress();
            }
        } finally {
            budget.shrinks(bytes);
        }
    }

    private synchronized boolean begin() {
        begun = true;
        return !discarded;
    }

    /** Forgets the events that have not run, at once if none runs now. For any thread. */
    void discard() {
        synchronized (this) {
            if (discarded || !onlyEvents) {
                return;
            }
            discarded = true;
            if (begun) {
                return;                         // its memory is free when the event that runs now has ended
            }
            tasks.clear();
        }
        budget.shrinks(bytes);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable error) {
            // Faults of listeners are caught and logged for each listener. This is for the code around them.
            LOG.log(Level.ERROR, "an event could not be delivered to " + socket, error);
        }
    }
}
