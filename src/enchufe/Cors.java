package enchufe;

import enchufe.log.Misuse;
import enchufe.serve.Origin;
import enchufe.serve.OriginRule;
import enchufe.serve.Proxies;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which pages may connect: those of the server's own origin, and of the origins given here. This holds for both transports, since
 * browsers themselves let any page open a WebSocket. Requests without an {@code Origin} come from no page and are admitted.
 * Immutable.
 */
public final class Cors {
    /** Only pages of the same origin: {@code Origin} has the host and port of {@code Host}. */
    public static final Cors SAME_ORIGIN = new Cors(Set.of(), false);

    private final Set<String> origins;
    private final boolean credentials;

    private Cors(Set<String> origins, boolean credentials) {
        this.origins = origins;
        this.credentials = credentials;
    }

    /**
     * {@return a rule that also allows pages of other origins}
     *
     * @param origins as browsers send them: scheme, host, and port if it is not the scheme's default, such as
     *     {@code https://example.org} or {@code capacitor://localhost}; {@code https://*.example.org} allows all subdomains, but
     *     not {@code example.org} itself; {@code "file://"} and {@code "null"} allow pages that were opened as files, and
     *     {@code "null"} also any sandboxed page, whoever made it; {@code "*"} allows any origin
     * @throws IllegalArgumentException if no browser sends such an origin; the message says what to write instead
     */
    public static Cors of(String... origins) {
        var sent = new LinkedHashSet<String>();
        for (String origin : Misuse.requireNonNull(origins, "origins")) {
            Misuse.requireNonNull(origin, "one of the origins is null");
            sent.add(origin.equals(OriginRule.ANY) ? origin : Origin.asSent(origin));
        }
        return new Cors(sent, false);
    }

    /**
     * {@return a rule that says whether pages of other origins may send cookies; by default they may not}
     *
     * @param value whether they may
     * @throws IllegalStateException if {@code "*"} or {@code "null"} is allowed: then every page could act for the user
     */
    public Cors credentials(boolean value) {
        boolean any = origins.contains(OriginRule.ANY);
        if (value && (any || origins.contains(Origin.OPAQUE))) {
            throw Misuse.state("credentials with " + (any ? "any origin" : "\"null\", which every page can be,")
                    + " would let every page act for the user: name the origins");
        }
        return new Cors(origins, value);
    }

    /** {@return the rule for one server; it counts what it has logged, so servers do not share one} */
    OriginRule rule(Proxies proxies) {
        return new OriginRule(origins, credentials, proxies);
    }
}
