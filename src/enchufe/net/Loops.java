package enchufe.net;

import enchufe.dispatch.HeapShare;
import enchufe.engine.EngineOptions;
import enchufe.log.Misuse;
import enchufe.websocket.OutboundBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The loops of one server. Connections are dealt to them in turn. A connection stays on its loop, until a request on it belongs
 * to a session on another one: then it moves there. For any thread.
 */
public final class Loops {
    private static final int MOST_BY_DEFAULT = 8;
    /** An eighth of 64 MB: with so much heap for each, any message of 1 MB of JSON may be decoded, which may become 35 MB. */
    private static final int BYTES_BY_DEFAULT = 8_000_000;
    /** What a loop needs of the heap at least: with half as much, attacks with compressed messages fill the heap. */
    private static final int LEAST_BYTES = 15_000_000;

    private final List<Loop> all = new ArrayList<>();
    private final AtomicInteger dealt = new AtomicInteger();

    /** {@return how many loops this JVM has by default: one for two processors, as far as the heap has room} */
    public static int defaultCount() {
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return Math.min(most, HeapShare.count(MOST_BY_DEFAULT, BYTES_BY_DEFAULT));
    }

    /** {@return this number of loops, if it is at least 1 and the heap has room for them} */
    public static int check(int count) {
        return check(count, Runtime.getRuntime().maxMemory());
    }

    static int check(int count, long heap) {
        if (count > 1 && heap / count < LEAST_BYTES) {
            throw Misuse.argument("loops is " + count + ": a heap of " + heap / 1_000_000 + " MB has room for "
                    + Math.max(1, heap / LEAST_BYTES) + ", at " + LEAST_BYTES / 1_000_000 + " MB each; -Xmx sets a larger one");
        }
        return EngineOptions.check("loops", count);
    }

    /** Makes so many loops; the threads of several are numbered. */
    public Loops(String name, int count) {
        for (int i = 1; i <= count; i++) {
            all.add(new Loop(count == 1 ? name : name + '-' + i));
        }
    }

    /**
     * Sets what takes the reason when a loop cannot serve its connections any more; called on that loop, once for each. The loop
     * still runs tasks and timers.
     */
    public void onFailure(Consumer<Throwable> action) {
        all.forEach(loop -> loop.onFailure(action));
    }

    /** Limits what waits to be sent on connections; those that speak HTTP are one kind of its clients. */
    public void outbound(OutboundBudget budget) {
        budget.addPlain(new HttpClients(this));
        all.forEach(loop -> loop.outbound = budget);
    }

    /** Starts the threads. */
    public void start() {
        all.forEach(Loop::start);
    }

    /** Ends each loop after its present turn; close their channels before. */
    public void stop() {
        all.forEach(Loop::stop);
    }

    /** Waits for the threads to end, except for the calling one: until then channels may be open. */
    public void join(Duration longest) throws InterruptedException {
        for (Loop loop : all) {
            loop.join(longest.toMillis());
        }
    }

    List<Loop> all() {
        return all;
    }

    /** {@return the one that accepts connections, and runs what belongs to no connection} */
    public Loop first() {
        return all.get(0);
    }

    /** {@return the next in turn} */
    Loop deal() {
        return all.size() == 1 ? first() : all.get(Math.floorMod(dealt.getAndIncrement(), all.size()));
    }

    /** {@return the calling thread, if it is one of them; else the next in turn} */
    public Loop current() {
        Loop own = own();
        return own == null ? deal() : own;
    }

    /** {@return whether the calling thread is one of them} */
    public boolean inLoop() {
        return own() != null;
    }

    private Loop own() {
        for (Loop loop : all) {
            if (loop.inLoop()) {
                return loop;
            }
        }
        return null;
    }

    /** {@return completed on a loop when all loops have run the tasks that they have now} */
    public CompletableFuture<Void> settled() {
        CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);
        for (Loop loop : all) {
            settled = settled.thenCombine(CompletableFuture.runAsync(() -> { }, loop), (before, now) -> now);
        }
        return settled;
    }
}
