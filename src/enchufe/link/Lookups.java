package enchufe.link;

import enchufe.dispatch.SerialQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks up the namespaces that one client wants and that only the application's patterns may match. This is user code, so it runs
 * where handlers run; one lookup at a time, so that a client occupies at most one thread. Confined to the client's loop.
 */
public final class Lookups {
    private final SerialQueue queue;
    private final Executor loop;
    private final Map<String, Long> pending = new HashMap<>();      // by name, the bytes kept for it on the heap

    /** Begins with none. */
    public Lookups(SerialQueue queue, Executor loop) {
        this.queue = queue;
        this.loop = loop;
    }

    /** {@return whether a name is being looked up} */
    public boolean contains(String name) {
        return pending.containsKey(name);
    }

    /** {@return the number of names that are being looked up} */
    public int size() {
        return pending.size();
    }

    long bytes() {
        return Kept.sum(pending);
    }

    /**
     * Looks a name up, and counts so many bytes of the heap meanwhile: {@code search} is called where handlers run, {@code found}
     * on the client's loop.
     */
    public <T> void begin(String name, long bytes, Supplier<T> search, Consumer<T> found) {
        pending.put(name, bytes);
        queue.execute(() -> {
            T result = search.get();
            loop.execute(() -> {
                pending.remove(name);
                found.accept(result);
            });
        });
    }
}
