package enchufe.websocket;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What may wait for the clients of one server that read slowly, whatever they speak: so much for each of them, and for all
 * together a share of the heap. Safe for any thread.
 */
public final class OutboundBudget {
    /** Of the heap, so much may wait for clients: one part in this many. */
    private static final int SHARE_OF_HEAP = 4;

    /**
     * Clients of one kind. Called on any thread.
     *
     * @param <C> one of them
     */
    public interface Clients<C> {
        /** {@return those that something may wait for} */
        Collection<C> all();

        /**
         * {@return how many bytes wait for a client}
         *
         * @param client the client
         */
        long queuedBytes(C client);

        /**
         * Cuts a client off, without waiting for that: what is left to do is a task for its {@link #loop}.
         *
         * @param client the client
         * @param how much waits, and what the user could do about it
         */
        void overflow(C client, String how);

        /**
         * {@return what runs the tasks of a client in order}
         *
         * @param client the client
         */
        Executor loop(C client);
    }

    private record Slowest<C>(Clients<C> kind, C client, long queued) {
        static <C> Slowest<C> among(Clients<C> kind) {
            C slowest = null;
            long most = 0;
            for (C client : kind.all()) {
                long queued = kind.queuedBytes(client);
                if (queued > most) {
                    slowest = client;
                    most = queued;
                }
            }
            return new Slowest<>(kind, slowest, most);
        }

        void overflow(String how, Runnable then) {
            kind.overflow(client, how);
            kind.loop(client).execute(then);
        }
    }

    private final int maxOutboundBytes;
    private final long maxInAll;
    private final List<Clients<?>> kinds = new CopyOnWriteArrayList<>();
    private final AtomicBoolean evicting = new AtomicBoolean();

    /**
     * Makes a budget with the usual share of the heap.
     *
     * @param maxOutboundBytes the most bytes that may wait for one client
     */
    public OutboundBudget(int maxOutboundBytes) {
        this(maxOutboundBytes, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /**
     * Makes a budget.
     *
     * @param maxOutboundBytes the most bytes that may wait for one client
     * @param maxInAll the most bytes that may wait for all: see {@link Message#queuedInAll()}
     */
    public OutboundBudget(int maxOutboundBytes, long maxInAll) {
        this.maxOutboundBytes = maxOutboundBytes;
        this.maxInAll = maxInAll;
    }

    /**
     * Adds clients to those among whom the slowest is found.
     *
     * @param kind the clients
     */
    public void add(Clients<?> kind) {
        kinds.add(kind);
    }

    /**
     * Something has been sent to a client: cuts it off if too much waits for it, or the slowest if too much waits in all.
     *
     * @param kind what clients it belongs to
     * @param client the client
     * @param queued how many bytes wait for it
     * @param <C> the kind of client
     */
    public <C> void check(Clients<C> kind, C client, long queued) {
        if (queued > maxOutboundBytes) {
            kind.overflow(client, queued + " bytes wait for it, more than maxOutboundBytes (" + maxOutboundBytes
                    + "): it reads too slowly, or is sent too much at once; wait for its answers in between, or raise the limit");
        } else if (Message.queuedInAll() > maxInAll && evicting.compareAndSet(false, true)) {
            evict();
        }
    }

    private void evict() {
        Slowest<?> slowest = kinds.stream().<Slowest<?>>map(Slowest::among)
                .max(Comparator.comparingLong(Slowest::queued)).orElseThrow();
        if (slowest.client() == null) {
            evicting.set(false);        // what waits belongs to others
            return;
        }
        slowest.overflow(slowest.queued() + " bytes wait for it, the most of all clients, and what waits for all of them exceeds "
                + maxInAll + " bytes: a larger heap (-Xmx) or a smaller maxOutboundBytes would spare it",
                () -> evicting.set(false));     // once its memory is free, and not before, look again
    }
}
