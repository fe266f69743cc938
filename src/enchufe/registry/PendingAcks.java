package enchufe.registry;

import enchufe.log.Misuse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The acknowledgements that were requested from one socket and have not arrived yet, by packet id. Safe from any thread.
 *
 * @param <A> the arguments of an acknowledgement
 */
public final class PendingAcks<A> {
    /**
     * Waits for an acknowledgement: is told when it arrives, or that it will not.
     *
     * @param <A> the arguments of the acknowledgement
     */
    public interface Pending<A> {
        /** The acknowledgement has arrived. Called on the loop. {@return what is to be done in the socket's order, or null} */
        Runnable answered(A answer);

        /** The socket has been disconnected. Called once, on any thread. */
        void disconnected();
    }

    private Map<Long, Pending<A>> pending;      // under the monitor; null until the first is added
    private boolean closed;

    /**
     * Adds an acknowledgement to wait for.
     *
     * @param id the packet id
     * @param ack is told when it arrives
     * @param most how many may be pending
     * @return false if the socket has been disconnected
     * @throws IllegalStateException if too many are pending
     */
    public synchronized boolean add(long id, Pending<A> ack, int most) {
        if (closed) {
            return false;
        }
        if (pending == null) {
            pending = new HashMap<>(4);
        }
        if (pending.size() >= most) {
            throw Misuse.state(most + " acknowledgements of this client are pending (maxPendingAcks): use"
                    + " timeout(…), so that those that never arrive are given up");
        }
        pending.put(id, ack);
        return true;
    }

    /** {@return whether none is pending} */
    public synchronized boolean isEmpty() {
        return pending == null || pending.isEmpty();
    }

    /** {@return whether the acknowledgement with that id is pending} */
    public synchronized boolean contains(long id) {
        return pending != null && pending.containsKey(id);
    }

    /** {@return the acknowledgement with that id, which is removed; or null} */
    public synchronized Pending<A> remove(long id) {
        return pending == null ? null : pending.remove(id);
    }

    /** Removes all, and refuses new ones, since none will arrive any more. {@return those that were pending} */
    public synchronized List<Pending<A>> close() {
        closed = true;
        List<Pending<A>> left = pending == null ? List.of() : List.copyOf(pending.values());
        pending = null;
        return left;
    }
}
