package enchufe;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.engine.RequestFilter;
import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Which pages may connect: those of the server's own origin, and others that are named here. It holds for both transports,
 * since a browser asks nobody before it opens a WebSocket. Requests without an {@code Origin} come from no page and pass.
 * Immutable.
 */
public final class Cors implements RequestFilter {
    /** Pages of the same origin alone: an {@code Origin} whose host and port are those of {@code Host}. */
    public static final Cors SAME_ORIGIN = new Cors(Set.of(), false, false);
    /** How long a browser may remember the answer to a preflight. */
    private static final String MAX_AGE_SECONDS = "600";
    private static final String ANY = "*";
    private static final Logger LOG = Log.of("enchufe");

    private final Set<String> origins;
    private final boolean any;
    private final boolean credentials;

    private Cors(Set<String> origins, boolean any, boolean credentials) {
        this.origins = origins;
        this.any = any;
        this.credentials = credentials;
    }

    /**
     * {@return a rule that allows pages of other origins besides the same one}
     *
     * @param origins each as browsers send it: scheme, host, and port if it is not the scheme's own, as
     *     {@code https://example.org}; {@code "*"} allows any
     * @throws IllegalArgumentException if one has another form
     */
    public static Cors of(String... origins) {
        var allowed = new HashSet<String>();
        for (String origin : Objects.requireNonNull(origins, "origins")) {
            Objects.requireNonNull(origin, "one of the origins is null");
            if (!origin.equals(ANY) && !origin.matches("[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\s]+")) {
                throw new IllegalArgumentException("\"" + origin + "\" is no origin: write scheme, host and port alone, as in"
                        + " https://example.org or http://localhost:5173, or \"*\" for any");
            }
            allowed.add(asSent(origin));
        }
        return new Cors(allowed, allowed.contains(ANY), false);
    }

    /** Browsers send hosts in lower case, and no port that is the scheme's own (RFC 6454 §6.1). */
    private static String asSent(String origin) {
        return origin.toLowerCase(Locale.ROOT).replaceFirst("^(http://.*):80$|^(https://.*):443$", "$1$2");
    }

    /**
     * {@return a rule that also lets other origins' pages send cookies, or not; not by default}
     *
     * @param value whether they may
     * @throws IllegalStateException if any origin is allowed: every page could then act for the user
     */
    public Cors credentials(boolean value) {
        if (value && any) {
            throw new IllegalStateException("credentials with any origin would let every page act for the user: name the"
                    + " origins");
        }
        return new Cors(origins, any, value);
    }

    private boolean allows(String origin, RequestHead head) {
        return any || origins.contains(origin) || isSame(origin, head.headers().first("Host"));
    }

    /** The scheme is not compared: behind a proxy that ends TLS, the page's is https and this server's is http. */
    private static boolean isSame(String origin, String host) {
        int authority = origin.indexOf("://");
        return host != null && authority >= 0 && origin.substring(authority + 3).equalsIgnoreCase(host);
    }

    /** {@inheritDoc} Refuses pages of origins that are not allowed, and says in the log what would allow them. */
    @Override
    public Headers admit(RequestHead head, Peer peer) {
        String origin = Objects.requireNonNull(head, "head").headers().first("Origin");
        if (origin == null) {
            return Headers.NONE;
        }
        if (!allows(origin, head)) {
            LOG.log(Level.WARNING, "refused a page of " + printable(origin) + ": to let it connect, " + remedy(origin));
            throw new HttpException(403, "the origin is not allowed");
        }
        return allowing(origin);
    }

    private static String remedy(String origin) {
        return origin.equals("null")                // a page that was opened as a file, or is sandboxed
                ? "serve it with io.files(…) instead of opening it as a file, or start the server with new Options().cors(\"*\")"
                : "start the server with new Options().cors(\"" + printable(origin) + "\")";
    }

    /** What comes from a client goes into the log only as plain characters. */
    private static String printable(String origin) {
        String plain = origin.replaceAll("[^\\x21-\\x7E]|[\"\\\\]", "?");
        return plain.length() > 200 ? plain.substring(0, 200) + "…" : plain;
    }

    private Headers allowing(String origin) {
        var fields = new ArrayList<String>(List.of("Access-Control-Allow-Origin", any ? ANY : origin));
        if (!any) {
            fields.addAll(List.of("Vary", "Origin"));           // another origin must not get this answer from a cache
        }
        if (credentials) {
            fields.addAll(List.of("Access-Control-Allow-Credentials", "true"));
        }
        return Headers.of(fields);
    }

    /**
     * {@return the headers of the answer to a preflight request (the Fetch standard, "CORS-preflight request")}
     *
     * @param head the request
     * @param peer who sent it
     */
    Headers preflight(RequestHead head, Peer peer) {
        Headers allowing = admit(head, peer);
        var fields = new ArrayList<String>(
                List.of("Access-Control-Allow-Methods", "GET, POST", "Access-Control-Max-Age", MAX_AGE_SECONDS));
        String wanted = head.headers().first("Access-Control-Request-Headers");
        if (wanted != null && wanted.matches("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,1000}")) {
            fields.addAll(List.of("Access-Control-Allow-Headers", wanted));
        }
        return allowing.and(Headers.of(fields));
    }
}
