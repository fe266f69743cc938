package enchufe.engine;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Makes session ids: 120 random bits each, as 20 characters that need no escape in a query. An id is a credential, since
 * whoever knows it can read and write the session, so it must not be guessable from others.
 */
final class Ids {
    private static final int BYTES = 15;
    private static final int BATCH = 64;                    // ids per call of the generator, whose calls are dear

    private final SecureRandom random = new SecureRandom();
    private final byte[] batch = new byte[BATCH * BYTES];   // guarded by this
    private int used = batch.length;                        // guarded by this

    /** {@return a new id} */
    synchronized String next() {
        if (used == batch.length) {
            random.nextBytes(batch);
            used = 0;
        }
        byte[] id = Arrays.copyOfRange(batch, used, used += BYTES);
        return Base64.getUrlEncoder().encodeToString(id);
    }
}
