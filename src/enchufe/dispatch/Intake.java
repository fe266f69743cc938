package enchufe.dispatch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all clients of this JVM have sent and is still held here, in bytes of the heap. Two sums, since they go in two ways:
 *
 * <ul>
 * <li>What <em>waits</em> for listeners is gone when they have run. Above the limit, clients with more than a little waiting are
 * not read until the sum has fallen to half; above one and a half times the limit, clients with anything waiting are not. Clients
 * with nothing waiting are always read.
 * <li>What is <em>unfinished</em>, because its client has sent a part of it, goes only when its client goes on, or goes. Above the
 * limit, which is as large, the client that holds most of it is disconnected.
 * </ul>
 *
 * Safe for any thread; it has no lock, and calls nobody under one.
 */
public final class Intake {
    /** One part in this many of the heap may wait for listeners, and another may be unfinished. */
    public static final int SHARE_OF_HEAP = 8;
    /** What is held on this JVM's heap. */
    public static final Intake OF_JVM = new Intake(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

    /** Who has no more than this waiting goes on above the limit: the others shall not notice who fills it. */
    static final int LITTLE = 16 * 1024;
    /** A message that is not longer is received above the limit: decoded, it has at most some thirty times the bytes. */
    public static final int SHORT_MESSAGE = 1_024;

    /** A client that is not read while too much waits. */
    public interface Waiting {
        /** Less waits now: reading may go on. Called on any thread. */
        void mayResume();
    }

    /** Somebody of whom something is held that is unfinished. */
    public interface Holder {
        /** {@return how many bytes; for any thread} */
        long unfinishedBytes();

        /**
         * Ends this client, for what it holds is the most of all. Once it {@link Intake#unfinished holds} nothing, it has ended.
         * Called on any thread.
         *
         * @param limit what all clients together may have unfinished
         */
        void evict(long limit);
    }

    private final long limit;
    private final LongAdder waiting = new LongAdder();
    private final Set<Waiting> untilHalf = ConcurrentHashMap.newKeySet();       // not read before half of the limit
    private final Set<Waiting> untilLimit = ConcurrentHashMap.newKeySet();      // not read before the limit: those with little
    private final LongAdder unfinished = new LongAdder();
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Holder> evicted = new AtomicReference<>();    // is being disconnected

    /**
     * Makes sums of nothing.
     *
     * @param limit of each sum, in bytes
     */
    public Intake(long limit) {
        this.limit = limit;
    }

    /** {@return the bytes that wait now} */
    public long waiting() {
        return waiting.sum();
    }

    /** {@return the bytes that are unfinished now} */
    public long unfinished() {
        return unfinished.sum();
    }

    // ---- what waits

    /**
     * Something waits.
     *
     * @param bytes how much
     */
    public void grows(long bytes) {
        waiting.add(bytes);
    }

    /**
     * Something does not wait any more: those who have been waiting for that hear of it.
     *
     * @param bytes how much
     */
    public void shrinks(long bytes) {
        waiting.add(-bytes);
        wake(untilLimit, limit);
        wake(untilHalf, limit / 2);
    }

    private void wake(Set<Waiting> clients, long most) {
        if (!clients.isEmpty() && waiting.sum() <= most) {
            for (Waiting client : clients) {
                if (clients.remove(client)) {
                    client.mayResume();
                }
            }
        }
    }

    /**
     * {@return whether somebody is not to be read any more}
     *
     * @param mine how much waits of theirs
     */
    public boolean stops(long mine) {
        long all = waiting.sum();
        return all > limit && mine > LITTLE || all > limit + limit / 2 && mine > 0;
    }

    /**
     * {@return whether a message is not to be decoded yet} For messages must not become thirty times as large when it is too much
     * already.
     *
     * @param length its bytes
     */
    public boolean defers(int length) {
        long all = waiting.sum();
        return all > limit && length > SHORT_MESSAGE || all > limit + limit / 2;
    }

    /**
     * {@return whether a client that was stopped may be read again} If not, it is told when that may have changed.
     *
     * @param client who
     * @param mine how much waits of theirs
     */
    public boolean resumes(Waiting client, long mine) {
        Set<Waiting> others = mine > LITTLE / 2 ? untilHalf : untilLimit;
        if (!hasRoom(mine)) {
            others.add(client);
            if (!hasRoom(mine)) {               // else the last that waited may have gone before this one was seen
                return false;
            }
        }
        forget(client);
        return true;
    }

    private boolean hasRoom(long mine) {
        long all = waiting.sum();
        return mine == 0 || all <= limit / 2 || all <= limit && mine <= LITTLE / 2;
    }

    private void forget(Waiting client) {
        if (!untilHalf.isEmpty() || !untilLimit.isEmpty()) {
            untilHalf.remove(client);
            untilLimit.remove(client);
        }
    }

    // ---- what is unfinished

    /**
     * Somebody holds more, or less, that is unfinished. Each holder calls it on a thread of its own.
     *
     * @param holder who
     * @param before how many bytes at the last call; 0 if there was none
     * @param now how many bytes now; 0 at its end at the latest
     */
    public void unfinished(Holder holder, long before, long now) {
        unfinished.add(now - before);
        if (now == 0) {
            holders.remove(holder);
            evicted.compareAndSet(holder, null);
            return;
        }
        if (before == 0) {
            holders.add(holder);
        }
        if (now > before && unfinished.sum() > limit && evicted.get() == null) {
            evict();
        }
    }

    private void evict() {
        Holder most = null;
        long mostBytes = 0;
        for (Holder holder : holders) {
            long bytes = holder.unfinishedBytes();
            if (bytes > mostBytes) {
                most = holder;
                mostBytes = bytes;
            }
        }
        if (most != null && evicted.compareAndSet(null, most)) {
            most.evict(limit);
            if (!holders.contains(most)) {
                evicted.compareAndSet(most, null);      // it had gone by itself
            }
        }
    }
}
