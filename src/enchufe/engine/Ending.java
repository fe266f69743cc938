package enchufe.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what a server has to wait for when it closes: its sessions, and the responses that threads apart write. Safe for any
 * thread.
 */
final class Ending {
    private final AtomicInteger left = new AtomicInteger(1);        // the first is the server's own, as long as it is open
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    void add() {
        left.incrementAndGet();
    }

    void remove() {
        if (left.decrementAndGet() == 0) {
            done.complete(null);
        }
    }

    /** {@return completed when nothing is left} */
    CompletableFuture<Void> done() {
        return done.copy();
    }
}
