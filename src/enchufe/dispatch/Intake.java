package enchufe.dispatch;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * Counts what all clients of this JVM have sent and the server still holds, in bytes on the heap. There are two sums, since they
 * shrink in different ways:
 *
 * <ul>
 * <li>What <em>waits</em> for listeners is gone when they have run. Above the limit, clients with more than a little waiting are
 * not read until the sum has fallen to half of it, unless their answer is expected. Above one and a half times the limit, clients
 * with anything waiting are not read. Clients with nothing waiting are always read. If that does not help for a time, the client
 * with the most waiting is disconnected, and its events are forgotten.
 * <li>What is <em>unfinished</em>, because its client has sent only a part of a message, is gone when that client sends the rest or
 * leaves. Above the limit, which is the same, the client that holds most of it is disconnected. Until it has gone, no long message
 * is decoded, since more would be unfinished then.
 * </ul>
 *
 * Safe from any thread. Nothing that is called for a message takes a lock.
 */
public final class Intake {
    /** One part in this many of the heap may wait for listeners, and another may be unfinished. */
    public static final int SHARE_OF_HEAP = 8;
    /** The sums of this JVM. */
    public static final Intake OF_JVM = new Intake(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

    /** Clients with at most this many bytes waiting are still read above the limit: they must not suffer from those who fill it. */
    static final int LITTLE = 16 * 1024;
    /** Messages of at most this many bytes are decoded even above the limit; decoded, they take about thirty times the bytes. */
    public static final int SHORT_MESSAGE = 1_024;

    /** A client that is not read as long as too much waits. */
    public interface Waiting {
        /** Less waits now, so reading may resume. Called on any thread. */
        void mayResume();
    }

    /** A client with more than a little waiting for its listeners. */
    public interface Backlog {
        /** {@return how many bytes wait} Called on any thread. */
        long waitingBytes();

        /** Disconnects this client, for which most waits, and forgets what waits. Called on any thread. */
        void discard(long limit);
    }

    /** A client that may hold something unfinished. */
    public interface Holder {
        /** {@return how many bytes it holds} Called on any thread. */
        long unfinishedBytes();

        /**
         * Disconnects this client, which holds more than any other, while all hold more than the limit together. That is done once
         * it {@link Intake#unfinished reports} 0 bytes. Called on any thread.
         */
        void evict(long limit);
    }

    private final long limit;
    private int decoders;                                                       // under the monitor
    private volatile long messageLimit;
    private final LongAdder waiting = new LongAdder();
    private final Set<Waiting> untilHalf = ConcurrentHashMap.newKeySet();       // read again at half of the limit
    private final Set<Waiting> untilLimit = ConcurrentHashMap.newKeySet();      // read again at the limit: little, or asked
    private final Map<Backlog, Boolean> backlogs = new ConcurrentHashMap<>();   // those above LITTLE; true: discarded
    private final LongAdder unfinished = new LongAdder();
    private final Map<Holder, Boolean> holders = new ConcurrentHashMap<>();     // true: is being disconnected

    /** Makes sums that are 0, each with this limit in bytes. */
    public Intake(long limit) {
        this.limit = limit;
        this.messageLimit = limit;
    }

    /** {@return the limit of each sum} */
    public long limit() {
        return limit;
    }

    /** One more thread decodes messages from now on, or one less. */
    public synchronized void decoders(int more) {
        decoders += more;
        messageLimit = limit * 2 / Math.max(2, decoders);
    }

    /**
     * {@return what the values of one message may take, in bytes} It is the limit of a sum. With more than two threads it is less:
     * values are counted only when they are complete, and those that all threads make at one time take twice the limit at most.
     */
    public long messageLimit() {
        return messageLimit;
    }

    /** {@return how many bytes wait now} */
    public long waiting() {
        return waiting.sum();
    }

    /** {@return how many bytes are unfinished now} */
    public long unfinished() {
        return unfinished.sum();
    }

    // ---- what waits

    /** Adds bytes that wait. */
    public void grows(long bytes) {
        waiting.add(bytes);
    }

    /** Subtracts bytes that wait. Clients that may be read again because of that are told. */
    public void shrinks(long bytes) {
        waiting.add(-bytes);
        wake();
    }

    private void wake() {
        wake(untilLimit, limit);
        wake(untilHalf, limit / 2);
    }

    private void wake(Set<Waiting> clients, long most) {
        if (!clients.isEmpty() && waiting.sum() <= most && unfinished.sum() <= limit) {
            for (Waiting client : clients) {
                if (clients.remove(client)) {
                    client.mayResume();
                }
            }
        }
    }

    /**
     * {@return whether a client must not be read any more}
     *
     * @param mine how many bytes wait for it
     * @param asked whether its answer is expected: a listener may wait for it, and nothing may end before it comes
     */
    public boolean stops(long mine, boolean asked) {
        long all = waiting.sum();
        return all > limit && mine > LITTLE && !asked || all > limit + limit / 2 && mine > 0;
    }

    /**
     * {@return whether a message must not be decoded yet} Decoded, it may take thirty times as much, and too much is held already.
     *
     * @param length its bytes
     * @param mine how many bytes wait for its client
     */
    public boolean defers(int length, long mine) {
        long all = waiting.sum();
        return length > SHORT_MESSAGE && (all > limit || unfinished.sum() > limit) || all > limit + limit / 2 && mine > 0;
    }

    /**
     * {@return whether a client may be read again} If not, it is told when that may have changed.
     *
     * @param client the client
     * @param mine how many bytes wait for it
     * @param asked whether its answer is expected
     */
    public boolean resumes(Waiting client, long mine, boolean asked) {
        boolean atLimit = asked || mine <= LITTLE / 2;
        if (!hasRoom(mine, atLimit)) {
            (atLimit ? untilLimit : untilHalf).add(client);
            if (!hasRoom(mine, atLimit)) {      // again: the sums may have fallen before the client was added
                return false;
            }
        }
        forget(client);
        return true;
    }

    private boolean hasRoom(long mine, boolean atLimit) {
        return mine == 0 || waiting.sum() <= (atLimit ? limit : limit / 2) && unfinished.sum() <= limit;
    }

    private void forget(Waiting client) {
        if (!untilHalf.isEmpty() || !untilLimit.isEmpty()) {
            untilHalf.remove(client);
            untilLimit.remove(client);
        }
    }

    /** A client has more than {@link #LITTLE} waiting. */
    void add(Backlog client) {
        backlogs.putIfAbsent(client, false);
    }

    /** A client has at most {@link #LITTLE} waiting. */
    void remove(Backlog client) {
        backlogs.remove(client);
        if (client.waitingBytes() > LITTLE) {           // again: it may have been added before it was removed
            add(client);
        }
    }

    /**
     * A client was not read for a long time, since too much waits for others. If that is still so, the one with the most waiting is
     * disconnected. What a listener holds that runs now cannot be freed: nobody else is disconnected for that.
     */
    void discardLargest() {
        Largest<Backlog> found = Largest.of(backlogs, Backlog::waitingBytes);
        Backlog largest = found.client();
        if (largest != null && waiting.sum() - found.leaving() > limit / 2 && backlogs.replace(largest, false, true)) {
            largest.discard(limit);
        }
    }

    /**
     * Who has to go next.
     *
     * @param client the one that has most; null if nobody has anything
     * @param leaving how much those have that have to go already
     */
    private record Largest<T>(T client, long leaving) {
        static <T> Largest<T> of(Map<T, Boolean> clients, ToLongFunction<T> bytesOf) {
            T largest = null;
            long most = 0;
            long leaving = 0;
            for (Map.Entry<T, Boolean> each : clients.entrySet()) {
                long bytes = bytesOf.applyAsLong(each.getKey());
                if (each.getValue()) {
                    leaving += bytes;
                } else if (bytes > most) {
                    largest = each.getKey();
                    most = bytes;
                }
            }
            return new Largest<>(largest, leaving);
        }
    }

    // ---- what is unfinished

    /**
     * A client holds more or less that is unfinished. Calls for one holder do not overlap.
     *
     * @param holder the client
     * @param before how many bytes it held at the last call; 0 at the first
     * @param now how many bytes it holds now; 0 at the latest when it has left
     */
    public void unfinished(Holder holder, long before, long now) {
        if (before == 0) {
            holders.putIfAbsent(holder, false);         // before it counts: who looks for the largest must find it
        }
        unfinished.add(now - before);
        if (now == 0) {
            holders.remove(holder);
        }
        if (now < before) {
            wake();
        }
        while (unfinished.sum() > limit && evictLargest()) {
            // another
        }
    }

    /**
     * Disconnects the client that holds most, unless without those that are being disconnected it is not too much. Called at each
     * change: who was to go may have got rid of it in time. {@return whether there may be still too much}
     */
    private boolean evictLargest() {
        Largest<Holder> found = Largest.of(holders, Holder::unfinishedBytes);
        if (found.client() == null || unfinished.sum() - found.leaving() <= limit) {
            return false;
        }
        if (holders.replace(found.client(), false, true)) {
            found.client().evict(limit);
        }
        return true;
    }
}
