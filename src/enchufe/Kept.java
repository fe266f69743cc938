package enchufe;

import java.util.HashMap;
import java.util.Map;

/**
 * What one client makes the server keep beyond what every client does: a long request head, large credentials, names that are
 * looked up. Most clients have none of it, and no such object. Confined to the client's loop.
 */
final class Kept {
    /** Credentials up to this size, in bytes of the heap, count as a part of their socket. */
    static final int USUAL_CREDENTIALS = 500;

    private final long headBytes;
    private final Map<String, Long> credentials = new HashMap<>(4);     // their bytes, by namespace
    private Lookups lookups;                    // null until the client wants to enter a namespace that only a pattern may know

    Kept(long headBytes) {
        this.headBytes = headBytes;
    }

    /** The credentials of a namespace, or of a socket that has gone. */
    void credentials(String namespace, long bytes) {
        if (bytes > USUAL_CREDENTIALS) {
            credentials.put(namespace, bytes);
        } else {
            credentials.remove(namespace);
        }
    }

    /** {@return the names that are looked up, or null} */
    Lookups lookups() {
        return lookups;
    }

    void lookups(Lookups begun) {
        lookups = begun;
    }

    /** {@return all of it, in bytes of the heap} */
    long bytes() {
        long bytes = headBytes + (lookups == null ? 0 : lookups.bytes());
        for (long one : credentials.values()) {
            bytes += one;
        }
        return bytes;
    }
}
