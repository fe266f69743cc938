package enchufe.link;

import enchufe.dispatch.Intake;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What a client has sent to join a namespace. Large credentials are counted in the {@link Intake} until their socket has ended: a
 * middleware or a listener may still hold them when the client has left. For any thread.
 */
public final class Credentials implements Intake.Holder {
    /** Credentials up to this size, in bytes of the heap, count as a part of their socket. */
    static final int USUAL = 500;

    private static final Credentials NONE = new Credentials(Map.of(), null, 0);
    private static final AtomicLongFieldUpdater<Credentials> BYTES =
            AtomicLongFieldUpdater.newUpdater(Credentials.class, "bytes");

    private volatile Map<String, Object> values;
    private volatile PacketReceiver client;         // null when it has left, or if nothing is counted
    private volatile long bytes;                    // that are counted
    private final Intake intake;

    private Credentials(Map<String, Object> values, PacketReceiver client, long bytes) {
        this.values = values;
        this.client = client;
        this.intake = client == null ? null : client.intake();
        this.bytes = bytes;
    }

    /**
     * {@return credentials, counted if they are large}
     *
     * @param values what the client has sent
     * @param bytes what they take on the heap
     * @param client the client
     */
    public static Credentials of(Map<String, Object> values, long bytes, PacketReceiver client) {
        if (bytes <= USUAL) {
            return values.isEmpty() ? NONE : new Credentials(values, null, 0);
        }
        var large = new Credentials(values, client, bytes);
        large.intake.unfinished(large, 0, bytes);
        return large;
    }

    /** {@return the values; empty once they had to be forgotten, for want of memory} */
    public Map<String, Object> values() {
        return values;
    }

    /** The client has left; its socket has not ended yet. */
    public void clientHasLeft() {
        client = null;
    }

    /** The socket has ended, or there will be none. */
    public void release() {
        client = null;
        uncount();
    }

    private void uncount() {
        long counted = BYTES.getAndSet(this, 0);
        if (counted > 0) {
            intake.unfinished(this, counted, 0);
        }
    }

    @Override
    public long unfinishedBytes() {
        return bytes;
    }

    @Override
    public void evict(long limit) {
        PacketReceiver present = client;
        if (present != null) {
            present.cut("its credentials take " + bytes + " bytes", limit);
        }
        values = Map.of();
        uncount();
    }
}
