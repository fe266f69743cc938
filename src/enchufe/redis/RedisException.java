package enchufe.redis;

import java.io.IOException;

/** Redis answers with an error. */
final class RedisException extends IOException {
    private static final long serialVersionUID = 1;

    RedisException(String message) {
        super(message);
    }
}
