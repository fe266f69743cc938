package enchufe.websocket;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the memory that waits for slow clients. A broadcast puts one message into a thousand queues, but it takes memory once.
 * So each message counts the queues that hold it, and the total counts a message from its first queue to its last:
 *
 * <pre>
 *  references   0 ── retain() ──▶ 1 ── retain() ──▶ 2 ── release() ──▶ 1 ── release() ──▶ 0
 *  total        + its bytes                                            − its bytes
 * </pre>
 *
 * <p>This is a superclass and not a field of {@link Message}: the count costs 4 bytes in each message, and no further object.
 * Safe for any thread.
 */
abstract class ReferenceCounted {
    private static final LongAdder QUEUED = new LongAdder();
    private static final AtomicIntegerFieldUpdater<ReferenceCounted> REFERENCES =
            AtomicIntegerFieldUpdater.newUpdater(ReferenceCounted.class, "references");

    private volatile int references;            // how many queues hold this now; changed by REFERENCES alone

    /** {@return how many bytes of the heap this counts for; always the same} */
    abstract long heapBytes();

    /** Notes that a queue has taken this message. From the first one on, it counts in {@link #queuedInAll()}. */
    public void retain() {
        if (REFERENCES.getAndIncrement(this) == 0) {
            QUEUED.add(heapBytes());
        }
    }

    /** Notes that a queue holds this message no longer. After the last one, it does not count in {@link #queuedInAll()}. */
    public void release() {
        if (REFERENCES.getAndDecrement(this) == 1) {
            QUEUED.add(-heapBytes());
        }
    }

    /** {@return the bytes of the heap that all waiting messages of this JVM take; each counts once, however many queues hold it} */
    public static long queuedInAll() {
        return QUEUED.sum();
    }
}
