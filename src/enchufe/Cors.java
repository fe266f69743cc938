package enchufe;

import enchufe.serve.Origin;
import enchufe.serve.OriginRule;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Which pages may connect: those of the server's own origin, and others that are named here. It holds for both transports,
 * since a browser asks nobody before it opens a WebSocket. Requests without an {@code Origin} come from no page and pass.
 * Immutable.
 */
public final class Cors {
    /** Pages of the same origin alone: an {@code Origin} whose host and port are those of {@code Host}. */
    public static final Cors SAME_ORIGIN = new Cors(Set.of(), false);

    private final Set<String> origins;
    private final boolean credentials;

    private Cors(Set<String> origins, boolean credentials) {
        this.origins = origins;
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
        var sent = new LinkedHashSet<String>();
        for (String origin : Objects.requireNonNull(origins, "origins")) {
            Objects.requireNonNull(origin, "one of the origins is null");
            sent.add(origin.equals(OriginRule.ANY) ? origin : Origin.asSent(origin));
        }
        return new Cors(sent, false);
    }

    /**
     * {@return a rule that also lets other origins' pages send cookies, or not; not by default}
     *
     * @param value whether they may
     * @throws IllegalStateException if any origin, or {@code "null"}, is allowed: every page could then act for the user
     */
    public Cors credentials(boolean value) {
        boolean any = origins.contains(OriginRule.ANY);
        if (value && (any || origins.contains(Origin.OPAQUE))) {
            throw new IllegalStateException("credentials with " + (any ? "any origin" : "\"null\", which every page can be,")
                    + " would let every page act for the user: name the origins");
        }
        return new Cors(origins, value);
    }

    /** {@return the rule of one server, which has logged nothing yet} */
    OriginRule rule() {
        return new OriginRule(origins, credentials);
    }
}
