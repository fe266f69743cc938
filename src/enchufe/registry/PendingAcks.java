package enchufe.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The questions to one socket that wait for their answers, by number. Safe from any thread.
 *
 * @param <A> an answer
 */
public final class PendingAcks<A> {
    /**
     * A question that waits: it gets an answer, or is told that none will come.
     *
     * @param <A> the answer
     */
    public interface Pending<A> {
        /**
         * The answer has come. Called on the loop.
         *
         * @param answer what came
         * @return what is to be done in the socket's order, or null
         */
        Runnable answered(A answer);

        /** The socket is gone. Called once, on any thread. */
        void disconnected();
    }

    private Map<Long, Pending<A>> pending;      // under the monitor; null while nobody has asked anything
    private boolean closed;

    /** Begins with none. */
    public PendingAcks() {}

    /**
     * Waits for an answer.
     *
     * @param id the question's number
     * @param question what takes the answer
     * @param most how many may wait
     * @return false if the socket is gone already
     * @throws IllegalStateException if too many wait
     */
    public synchronized boolean add(long id, Pending<A> question, int most) {
        if (closed) {
            return false;
        }
        if (pending == null) {
            pending = new HashMap<>(4);
        }
        if (pending.size() >= most) {
            throw new IllegalStateException(most + " questions to this client wait for an answer already (maxPendingAcks): "
                    + "ask with timeout(…), so that those it never answers are forgotten");
        }
        pending.put(id, question);
        return true;
    }

    /** {@return whether no question waits} */
    public synchronized boolean isEmpty() {
        return pending == null || pending.isEmpty();
    }

    /**
     * {@return the question of that number, which is forgotten; or null}
     *
     * @param id its number
     */
    public synchronized Pending<A> remove(long id) {
        return pending == null ? null : pending.remove(id);
    }

    /** No answer will come any more. {@return the questions left} */
    public synchronized List<Pending<A>> close() {
        closed = true;
        List<Pending<A>> left = pending == null ? List.of() : List.copyOf(pending.values());
        pending = null;
        return left;
    }
}
