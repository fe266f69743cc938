package enchufe.link;

import java.util.HashMap;
import java.util.Map;

/**
 * What one client makes the server keep beyond what every client does: a long request head, large credentials, namespaces that are
 * looked up. Most clients have none of it, and no such object. Confined to the client's loop.
 */
public final class Kept {
    /** Credentials up to this size, in bytes of the heap, count as a part of their socket. */
    public static final int USUAL_CREDENTIALS = 500;

    private final long headBytes;
    private final Map<String, Long> credentials = new HashMap<>(4);     // their bytes, by namespace
    private Lookups lookups;                    // null until the client asks for a namespace that only a pattern may know

    /**
     * Begins with a request head.
     *
     * @param headBytes its bytes on the heap; 0 if it is a usual one
     */
    public Kept(long headBytes) {
        this.headBytes = headBytes;
    }

    /**
     * Takes note of credentials.
     *
     * @param namespace for which namespace
     * @param bytes their bytes on the heap; 0 once their socket has gone
     */
    public void credentials(String namespace, long bytes) {
        if (bytes > USUAL_CREDENTIALS) {
            credentials.put(namespace, bytes);
        } else {
            credentials.remove(namespace);
        }
    }

    /** {@return the namespaces that are looked up, or null} */
    public Lookups lookups() {
        return lookups;
    }

    /**
     * Sets where namespaces are looked up.
     *
     * @param begun the first lookups of this client
     */
    public void lookups(Lookups begun) {
        lookups = begun;
    }

    /** {@return all of it, in bytes of the heap} */
    public long bytes() {
        long bytes = headBytes + (lookups == null ? 0 : lookups.bytes());
        for (long one : credentials.values()) {
            bytes += one;
        }
        return bytes;
    }
}
