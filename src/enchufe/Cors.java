package enchufe;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.engine.RequestFilter;
import enchufe.log.Log;
import enchufe.log.Quote;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which pages may connect: those of the server's own origin, and others that are named here. It holds for both transports,
 * since a browser asks nobody before it opens a WebSocket. Requests without an {@code Origin} come from no page and pass.
 * Immutable.
 */
public final class Cors implements RequestFilter {
    /** Pages of the same origin alone: an {@code Origin} whose host and port are those of {@code Host}. */
    public static final Cors SAME_ORIGIN = new Cors(Set.of(), List.of(), false);
    /** So many refused origins are named in the log, each once: clients may send as many as they like. */
    static final int MOST_REPORTED = 100;
    /** How long a browser may remember the answer to a preflight. */
    private static final String MAX_AGE_SECONDS = "600";
    private static final String ANY = "*";
    private static final Logger LOG = Log.of("enchufe");

    private final Set<String> origins;
    private final List<Pattern> subdomains;
    private final boolean any;
    private final boolean credentials;
    private final Set<String> reported = new HashSet<>();           // the one thing that changes; under its own monitor

    private Cors(Set<String> origins, List<Pattern> subdomains, boolean credentials) {
        this.origins = origins;
        this.subdomains = subdomains;
        this.any = origins.contains(ANY);
        this.credentials = credentials;
    }

    /**
     * {@return a rule that allows pages of other origins besides the same one}
     *
     * @param origins each as browsers send it: scheme, host, and port if it is not the scheme's own, as
     *     {@code https://example.org} or {@code capacitor://localhost}; {@code https://*.example.org} allows all subdomains, but
     *     not {@code example.org} itself; {@code "file://"} and {@code "null"}, pages that were opened as files, and
     *     {@code "null"} those in a sandbox too, whoever has put them there; {@code "*"} any
     * @throws IllegalArgumentException if no browser sends such an origin; the message says what to write
     */
    public static Cors of(String... origins) {
        var names = new HashSet<String>();
        var subdomains = new ArrayList<Pattern>();
        for (String origin : Objects.requireNonNull(origins, "origins")) {
            Objects.requireNonNull(origin, "one of the origins is null");
            String sent = origin.equals(ANY) ? ANY : Origin.asSent(origin);
            int star = sent.indexOf(Origin.SUBDOMAINS);
            if (star < 0) {
                names.add(sent);
            } else {
                subdomains.add(Pattern.compile(Pattern.quote(sent.substring(0, star)) + "[a-z0-9_-]+(\\.[a-z0-9_-]+)*"
                        + Pattern.quote(sent.substring(star + 1))));
            }
        }
        return new Cors(names, subdomains, false);
    }

    /**
     * {@return a rule that also lets other origins' pages send cookies, or not; not by default}
     *
     * @param value whether they may
     * @throws IllegalStateException if any origin, or {@code "null"}, is allowed: every page could then act for the user
     */
    public Cors credentials(boolean value) {
        if (value && (any || origins.contains(Origin.OPAQUE))) {
            throw new IllegalStateException("credentials with " + (any ? "any origin" : "\"null\", which every page can be,")
                    + " would let every page act for the user: name the origins");
        }
        return new Cors(origins, subdomains, value);
    }

    /** {@return the same rule, for one server: it has logged nothing yet} */
    Cors ofOneServer() {
        return new Cors(origins, subdomains, credentials);
    }

    private boolean allows(String origin, RequestHead head) {
        return any || origins.contains(origin) || isSame(origin, head.headers().first("Host")) || isNamed(asSent(origin));
    }

    private boolean isNamed(String sent) {
        return sent != null
                && (origins.contains(sent) || subdomains.stream().anyMatch(pattern -> pattern.matcher(sent).matches()));
    }

    /** {@return the origin of a request as browsers would have sent it; null if they could not} */
    private static String asSent(String origin) {
        try {
            return origin.chars().anyMatch(c -> c == '*' || c >= 0x80) ? null : Origin.asSent(origin);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The scheme is not compared: behind a proxy that ends TLS, the page's is https and this server's is http. */
    private static boolean isSame(String origin, String host) {
        int authority = origin.indexOf("://");
        return host != null && !host.isEmpty() && authority >= 0 && origin.substring(authority + 3).equalsIgnoreCase(host);
    }

    /** {@inheritDoc} Refuses pages of origins that are not allowed, and says in the log what would allow them. */
    @Override
    public Headers admit(RequestHead head, Peer peer) {
        String origin = Objects.requireNonNull(head, "head").headers().first("Origin");
        if (origin == null) {
            return Headers.NONE;
        }
        if (!allows(origin, head)) {
            report(origin);
            throw new HttpException(403, "the origin is not allowed");
        }
        return allowing(origin);
    }

    /** Once for each origin: its pages try again and again. */
    private void report(String origin) {
        String name = Quote.of(origin);
        boolean isLast;
        synchronized (reported) {
            if (reported.size() == MOST_REPORTED || !reported.add(name)) {
                return;
            }
            isLast = reported.size() == MOST_REPORTED;
        }
        LOG.log(Level.WARNING, "refused a page of " + name + ": " + remedy(origin)
                + (isLast ? "; pages of " + MOST_REPORTED + " origins have been refused: others are not named any more" : ""));
    }

    /** What it says works when it is done, or is not said. */
    private String remedy(String origin) {
        String sent = asSent(origin);
        if (sent == null) {
            return "no browser sends that, so that no option allows it alone: let its sender leave Origin out";
        }
        String add = (credentials ? "name it too, Cors.of(" : "start the server with new Options().cors(")
                + (origins.isEmpty() && subdomains.isEmpty() ? "" : "…, ") + '"' + sent + "\")";
        if (!sent.equals(Origin.OPAQUE)) {
            return "to let it connect, " + add;
        }
        String serve = "to let it connect, serve it with io.files(…) instead of opening it as a file";
        return credentials ? serve : serve + ", or " + add;
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
