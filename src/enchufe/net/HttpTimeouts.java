package enchufe.net;

import enchufe.engine.EngineOptions;
import java.time.Duration;

/**
 * The time limits for a client on a connection that speaks HTTP; checked once a second. The names are those of the options that
 * set them.
 *
 * @param headersTimeout for the head of a request, from its first byte, or from the beginning of the connection
 * @param requestTimeout for a whole request, from its first byte
 * @param keepAliveTimeout from a response to the next request
 * @param sendTimeout during which the client reads nothing of a response
 */
public record HttpTimeouts(Duration headersTimeout, Duration requestTimeout, Duration keepAliveTimeout, Duration sendTimeout) {
    /** Node's, except the last two: proxies keep connections for 60 to 75 s, and Node has no limit for slow readers. */
    public static final HttpTimeouts DEFAULT = new HttpTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(300),
            Duration.ofSeconds(80), Duration.ofSeconds(60));

    /**
     * Checks the bounds: each is 1 ms to 12 days.
     *
     * @throws IllegalArgumentException if one is not
     */
    public HttpTimeouts {
        EngineOptions.check("headersTimeout", headersTimeout);
        EngineOptions.check("requestTimeout", requestTimeout);
        EngineOptions.check("keepAliveTimeout", keepAliveTimeout);
        EngineOptions.check("sendTimeout", sendTimeout);
    }

    /** {@return an option as log lines name it} */
    static String named(String name, Duration value) {
        return name + " (" + (value.toSeconds() > 0 ? value.toSeconds() + " s)" : value.toMillis() + " ms)");
    }

    /** {@return what goes into the {@code Keep-Alive} field: as Node, which announces it in whole seconds} */
    public String keepAlive() {
        return "timeout=" + keepAliveTimeout.toSeconds();
    }
}
