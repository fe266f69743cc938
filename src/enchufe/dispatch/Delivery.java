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

    /** Adds an event of {@code size} bytes on the heap, or another task that must keep its place between the events. */
    public void add(Runnable task, long size) {
        tasks.add(task);
        bytes += size;
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
        try {
            for (int i = 0; i < tasks.size(); i++) {
                run(tasks.get(i));
                budget.progress();
            }
        } finally {
            budget.shrinks(bytes);
        }
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
