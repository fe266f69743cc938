package enchufe;

import enchufe.log.Log;
import enchufe.packet.Packet;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;

/**
 * What one read has brought for one socket, in order: its events, and what else is to be done between them. Handed over to the
 * socket's queue, and counted in the client's {@link Backlog}, as one: locks and counters cost more than most events.
 */
final class Delivery implements Runnable {
    /** One that has become so large is handed over before the read ends: what is not counted yet cannot stop the reading. */
    static final int MAX_BYTES = 64 * 1024;

    private static final Logger LOG = Log.of("enchufe");

    private final Socket socket;
    private final ArrayList<Object> items = new ArrayList<>();      // packets, and tasks
    private long bytes;

    Delivery(Socket socket) {
        this.socket = socket;
    }

    Socket socket() {
        return socket;
    }

    /**
     * Adds an event, or a task.
     *
     * @param item a {@link Packet} or a {@link Runnable}
     * @param size what it takes on the heap
     */
    void add(Object item, long size) {
        items.add(item);
        bytes += size;
    }

    boolean isLarge() {
        return bytes >= MAX_BYTES;
    }

    /** On the loop. */
    void handOver() {
        socket.client().backlogGrows(bytes);
        socket.queue().execute(this);
    }

    /** In the socket's order. */
    @Override
    public void run() {
        try {
            for (int i = 0; i < items.size(); i++) {
                run(items.get(i));
                socket.client().progress();
            }
        } finally {
            socket.client().backlogShrinks(bytes);
        }
    }

    private void run(Object item) {
        try {
            if (item instanceof Packet event) {
                socket.onEvent(event);
            } else {
                ((Runnable) item).run();
            }
        } catch (Throwable error) {
            // Listeners are guarded, and logged, one by one: this is for what goes wrong around them.
            LOG.log(Level.ERROR, "an event could not be delivered to " + socket, error);
        }
    }
}
