package enchufe.link;

import java.util.HashMap;
import java.util.Map;

/**
 * What is kept for one client beyond the usual: a long request head, large credentials, namespaces that are being looked up. Most
 * clients have none of these, and no such object. Confined to the client's loop.
 */
public final class Kept {
    /** Credentials up to this size, in bytes of the heap, count as a part of their socket. */
    public static final int USUAL_CREDENTIALS = 500;

    private final long headBytes;
    private final Map<String, Long> credentials = new HashMap<>(4);     // their bytes, by namespace
    private Lookups lookups;                    // null until the client wants a namespace that only a pattern may match

    /** Begins with the bytes of a request head on the heap; 0 if it has a usual size. */
    public Kept(long headBytes) {
        this.headBytes = headBytes;
    }

    /** Sets how many bytes on the heap the credentials for a namespace take; 0 once their socket has left. */
    public void credentials(String namespace, long bytes) {
        if (bytes > USUAL_CREDENTIALS) {
            credentials.put(namespace, bytes);
        } else {
            credentials.remove(namespace);
        }
    }

    /** {@return the namespaces that are being looked up, or null} */
    public Lookups lookups() {
        return lookups;
    }

    /** Sets what looks up namespaces. */
    public void lookups(Lookups begun) {
        lookups = begun;
    }

    static long sum(Map<String, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return the sum, in bytes of the heap} */
    public long bytes() {
        return headBytes + (lookups == null ? 0 : lookups.bytes()) + sum(credentials);
    }
}
