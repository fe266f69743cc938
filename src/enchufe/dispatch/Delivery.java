package enchufe.dispatch;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;

/**
 * What one read has brought for one socket, in order. It is handed over to the socket's queue, and counted in the client's
 * {@link InboundBudget}, as one: locks and counters cost more than most events.
 */
public final class Delivery implements Runnable {
    /** A delivery of this size is handed over before the read ends: what is not counted yet cannot stop the reading. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final Logger LOG = Log.of("enchufe");

    private final Object socket;
    private final SerialQueue queue;
    private final InboundBudget budget;
    private final ArrayList<Runnable> tasks = new ArrayList<>();
    private long bytes;

    /**
     * Begins with nothing.
     *
     * @param socket for whom it is: named in the log if something goes wrong
     * @param queue its queue
     * @param budget counts the delivery until it is done
     */
    public Delivery(Object socket, SerialQueue queue, InboundBudget budget) {
        this.socket = socket;
        this.queue = queue;
        this.budget = budget;
    }

    /**
     * {@return whether it is for a socket}
     *
     * @param other the socket
     */
    public boolean isFor(Object other) {
        return socket == other;
    }

    /**
     * Adds an event, or something else to be done in its place.
     *
     * @param task what to do
     * @param size what it takes on the heap, in bytes
     */
    public void add(Runnable task, long size) {
        tasks.add(task);
        bytes += size;
    }

    /** {@return whether it is to be handed over now} */
    public boolean isLarge() {
        return bytes >= MAX_BYTES;
    }

    /** Hands it over to the socket's queue. On the loop. */
    public void handOver() {
        budget.grows(bytes);
        queue.execute(this);
    }

    /** {@inheritDoc} In the socket's order. */
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
            // Listeners are guarded, and logged, one by one: this is for what goes wrong around them.
            LOG.log(Level.ERROR, "an event could not be delivered to " + socket, error);
        }
    }
}
