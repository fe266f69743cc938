package enchufe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The questions of one socket that wait for their answers, by number. Safe from any thread. */
final class Acks {
    /** Takes one answer, or the end of all hope for it. */
    interface Pending {
        /** The answer has come. Called on the loop. {@return what is to be done in the socket's order, or null} */
        Runnable answered(Args answer);

        /** The socket is gone. Called once, on any thread. */
        void disconnected();
    }

    private Map<Long, Pending> pending;         // under the monitor; null while nobody has asked anything
    private boolean closed;

    /**
     * Waits for an answer.
     *
     * @param most how many may wait
     * @return false if the socket is gone already
     * @throws IllegalStateException if too many wait
     */
    synchronized boolean add(long id, Pending question, int most) {
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
    synchronized boolean isEmpty() {
        return pending == null || pending.isEmpty();
    }

    /** {@return the question of that number, which is forgotten; or null} */
    synchronized Pending remove(long id) {
        return pending == null ? null : pending.remove(id);
    }

    /** No answer will come any more. {@return the questions left} */
    synchronized List<Pending> close() {
        closed = true;
        List<Pending> left = pending == null ? List.of() : List.copyOf(pending.values());
        pending = null;
        return left;
    }
}
