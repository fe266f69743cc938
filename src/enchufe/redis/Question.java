package enchufe.redis;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A request to the other servers that waits for their answers. Safe from any thread. */
final class Question {
    private final Consumer<Map<String, Object>> each;
    private final int servers;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int missing;                    // under the monitor, like the next
    private int came;

    /**
     * Asks.
     *
     * @param servers how many others there are
     * @param each takes an answer; one at a time
     */
    Question(int servers, Consumer<Map<String, Object>> each) {
        this.servers = servers;
        this.each = each;
        this.missing = servers;
        if (servers <= 0) {
            done.complete(null);
        }
    }

    /** {@return completes when nothing is missing} */
    CompletableFuture<Void> done() {
        return done;
    }

    /**
     * An answer has come.
     *
     * @param announced how many more answers it announces
     */
    void take(Map<String, Object> answer, int announced) {
        if (isLast(answer, announced)) {
            done.complete(null);                // not under the monitor: whoever waits for it goes on
        }
    }

    private synchronized boolean isLast(Map<String, Object> answer, int announced) {
        if (done.isDone() || missing == 0) {
            return false;
        }
        each.accept(answer);
        came++;
        missing += announced - 1;
        return missing == 0;
    }

    /** No more answers will come. */
    void fail(RuntimeException why) {
        done.completeExceptionally(why);
    }

    /** {@return how far it has got, for an error} */
    synchronized String progress() {
        return came + " of " + servers + " other servers have answered";
    }
}
