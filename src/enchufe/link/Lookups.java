package enchufe.link;

import enchufe.dispatch.Delivery;
import enchufe.dispatch.InboundBudget;
import enchufe.dispatch.SerialQueue;
import enchufe.log.Quote;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks up the namespaces that one client wants and that only the application's patterns may match. This is user code, so it runs
 * where handlers run; one lookup at a time, so that a client occupies at most one thread. Confined to the client's loop.
 */
public final class Lookups {
    private final SerialQueue queue;
    private final InboundBudget budget;
    private final Executor loop;
    private final Set<String> pending = new HashSet<>();

    /**
     * Begins with none.
     *
     * @param queue where handlers run
     * @param budget counts what a lookup holds
     * @param loop the client's
     */
    public Lookups(SerialQueue queue, InboundBudget budget, Executor loop) {
        this.queue = queue;
        this.budget = budget;
        this.loop = loop;
    }

    /** {@return whether a name is being looked up} */
    public boolean contains(String name) {
        return pending.contains(name);
    }

    /** {@return the number of names that are being looked up} */
    public int size() {
        return pending.size();
    }

    /**
     * Looks a name up, and counts so many bytes of the heap meanwhile: {@code search} is called where handlers run, {@code found}
     * on the client's loop.
     */
    public <T> void begin(String name, long bytes, Supplier<T> search, Consumer<T> found) {
        pending.add(name);
        var delivery = new Delivery("the namespace " + Quote.of(name), queue, budget);
        delivery.addTask(() -> {
            T result = search.get();
            loop.execute(() -> {
                pending.remove(name);
                found.accept(result);
            });
        }, bytes);
        delivery.handOver();
    }
}
