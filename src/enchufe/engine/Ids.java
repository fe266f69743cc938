package enchufe.engine;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Makes ids: 120 random bits each, as 20 characters that need no escape in a query. A session's id is a
 * credential, since whoever knows it can read and write the session, so it must not be guessable from others.
 */
public final class Ids {
    private static final int BYTES = 15;
    private static final int BATCH = 64;                    // ids per call of the generator, since each call is expensive

    private final SecureRandom random = new SecureRandom();
    private final byte[] batch = new byte[BATCH * BYTES];   // guarded by this
    private int used = batch.length;                        // guarded by this

    /** Makes a generator. */
    public Ids() {}

    /** {@return a new id} */
    public synchronized String next() {
        if (used == batch.length) {
            random.nextBytes(batch);
            used = 0;
        }
        byte[] id = Arrays.copyOfRange(batch, used, used += BYTES);
        return Base64.getUrlEncoder().encodeToString(id);
    }
}
