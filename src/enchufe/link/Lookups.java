package enchufe.link;

import enchufe.dispatch.SerialQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The namespaces that one client asks for and that only the user's patterns may know. They are looked up where handlers run, for
 * one client one after the other, so that it occupies one thread at most. Confined to the client's loop.
 */
public final class Lookups {
    private final SerialQueue queue;
    private final Executor loop;
    private final Map<String, Long> pending = new HashMap<>();      // by name, what is kept for it, in bytes of the heap

    /**
     * Begins with none.
     *
     * @param queue runs the lookups, one after the other
     * @param loop the client's
     */
    public Lookups(SerialQueue queue, Executor loop) {
        this.queue = queue;
        this.loop = loop;
    }

    /**
     * {@return whether a name is being looked up}
     *
     * @param name the name
     */
    public boolean contains(String name) {
        return pending.containsKey(name);
    }

    /** {@return how many names are being looked up} */
    public int size() {
        return pending.size();
    }

    long bytes() {
        long bytes = 0;
        for (long one : pending.values()) {
            bytes += one;
        }
        return bytes;
    }

    /**
     * Looks a name up.
     *
     * @param <T> what is found
     * @param name the name
     * @param bytes what is kept meanwhile, in bytes of the heap
     * @param search finds it, where handlers run
     * @param found takes what was found, on the client's loop
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
