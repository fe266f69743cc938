package enchufe.websocket;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits the bytes that wait for clients that read slowly, whatever protocol they use: there is a limit for each client, and a
 * limit for all clients of a server together, which is a share of the heap. Safe for any thread.
 */
public final class OutboundBudget {
    /** The part of the heap that may hold what waits for clients: one in this many. */
    private static final int SHARE_OF_HEAP = 4;
    private static final int MOST_LOOKS = 1_000;            // one in a millisecond
    private static final LongAdder PLAIN = new LongAdder();

    /**
     * The clients of one kind. Every method may be called on any thread.
     *
     * @param <C> the type of a client
     */
    public interface Clients<C> {
        /** {@return all clients of this kind} */
        Collection<C> all();

        /**
         * {@return how many bytes wait for a client}
         *
         * @param client the client
         */
        long queuedBytes(C client);

        /**
         * Cuts a client off. What waits for it is forgotten when this returns; the rest may be done later.
         *
         * @param client the client
         * @param how how much waits, and what the user can do about it
         */
        void overflow(C client, String how);
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

        void overflow(String how) {
            kind.overflow(client, how);
        }
    }

    private final int maxOutboundBytes;
    private final long maxInAll;
    private final List<Clients<?>> kinds = new CopyOnWriteArrayList<>();
    private final List<Clients<?>> plainKinds = new CopyOnWriteArrayList<>();
    private final ReentrantLock evicting = new ReentrantLock();

    /**
     * Makes a budget with a quarter of the heap for all clients.
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
     * @param maxInAll the most bytes that may wait for all clients, as {@link #queuedInAll()} counts them
     */
    public OutboundBudget(int maxOutboundBytes, long maxInAll) {
        this.maxOutboundBytes = maxOutboundBytes;
        this.maxInAll = maxInAll;
    }

    /**
     * Counts what waits and is no message: the response to a poll, for instance, or a part of a page.
     *
     * @param bytes how many bytes of the heap it takes; negative if it waits no longer
     */
    public static void queued(long bytes) {
        PLAIN.add(bytes);
    }

    /** {@return the bytes of the heap that everything takes that waits in this JVM} */
    public static long queuedInAll() {
        return Message.queuedInAll() + PLAIN.sum();
    }

    /**
     * Adds a kind of clients for whom messages wait, which others may wait for too.
     *
     * @param kind the clients
     */
    public void add(Clients<?> kind) {
        kinds.add(kind);
    }

    /**
     * Adds a kind of clients for whom no messages wait, but bytes of their own.
     *
     * @param kind the clients
     */
    public void addPlain(Clients<?> kind) {
        plainKinds.add(kind);
    }

    /**
     * Call this after something was sent to a client. If too much waits for the client, it is cut off; if too much waits for all
     * clients, the slowest is.
     *
     * @param kind the kind of clients that it belongs to
     * @param client the client
     * @param queued how many bytes wait for it
     * @param <C> the type of the client
     */
    public <C> void check(Clients<C> kind, C client, long queued) {
        if (queued > maxOutboundBytes) {
            kind.overflow(client, queued + " bytes wait for it, more than maxOutboundBytes (" + maxOutboundBytes
                    + "): it reads too slowly, or is sent too much at once; wait for its answers in between, or raise the limit");
        } else {
            checkAll();
        }
    }

    /**
     * Call this after something was sent to a client that has a limit of its own. If too much waits for all clients, the slowest
     * is cut off. The caller must not hold what the slowest client needs to be cut off.
     */
    public void checkAll() {
        if (queuedInAll() > maxInAll && mayEvict()) {
            try {
                if (queuedInAll() > maxInAll) {
                    evict();
                }
            } finally {
                evicting.unlock();
            }
        }
    }

    /**
     * One thread at a time may cut off. Others wait: if they went on sending, more and more would wait meanwhile. They do not wait
     * for long, since a log handler of the application may run here, and need what they hold. Cutting a client off may send
     * something, which must not lead here again.
     */
    private boolean mayEvict() {
        for (int looks = 0; looks < MOST_LOOKS && !evicting.isHeldByCurrentThread(); looks++) {
            if (evicting.tryLock()) {
                return true;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return false;
    }

    /**
     * Cuts off the client for whom most waits, and no other: the end of an innocent would not free what others in this JVM hold.
     * If bytes that are no messages take more, it is one for whom such bytes wait: its end frees them, while a message may wait for
     * others too.
     */
    private void evict() {
        boolean isPlain = PLAIN.sum() > Message.queuedInAll();
        List<Clients<?>> heavy = isPlain ? plainKinds : kinds;
        heavy.stream().<Slowest<?>>map(Slowest::among)
                .filter(slowest -> slowest.client() != null)        // else it waits for the clients of another server in this JVM
                .max(Comparator.comparingLong(Slowest::queued))
                .ifPresent(slowest -> slowest.overflow(slowest.queued() + " bytes wait for it, the most of all clients, and what"
                        + " waits for all of them exceeds " + maxInAll + " bytes: a larger heap (-Xmx)"
                        + (isPlain ? "" : " or a smaller maxOutboundBytes") + " would spare it"));
    }
}
