package enchufe.serve;

import enchufe.engine.RequestFilter;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.log.Hints;
import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which pages may connect to one server: those of its own origin, and of the origins given here. This holds for both transports,
 * since browsers themselves let any page open a WebSocket. Requests without an {@code Origin} come from no page and are admitted.
 */
public final class OriginRule implements RequestFilter {
    /** Allows any origin. */
    public static final String ANY = "*";
    /** How long a browser may cache the response to a preflight. */
    private static final String MAX_AGE_SECONDS = "600";

    private final Set<String> origins;
    private final List<Pattern> subdomains;
    private final boolean any;
    private final boolean credentials;
    private final Proxies proxies;
    // Each origin once, since its pages try again and again.
    private final Hints refused = new Hints(Log.of("enchufe"), "origins that are refused");

    /**
     * Makes a rule.
     *
     * @param allowed as {@link Origin#asSent} gives them, or {@link #ANY}
     * @param credentials whether pages of other origins may send cookies
     * @param proxies what is in front of the server, and knows which host a page has asked for
     */
    public OriginRule(Set<String> allowed, boolean credentials, Proxies proxies) {
        this.proxies = proxies;
        this.origins = new HashSet<>();
        this.subdomains = new ArrayList<>();
        this.any = allowed.contains(ANY);
        this.credentials = credentials;
        for (String origin : allowed) {
            int star = origin.equals(ANY) ? -1 : origin.indexOf(Origin.SUBDOMAINS);
            if (star < 0) {
                origins.add(origin);
            } else {
                subdomains.add(Pattern.compile(Pattern.quote(origin.substring(0, star)) + "[a-z0-9_-]+(\\.[a-z0-9_-]+)*"
                        + Pattern.quote(origin.substring(star + 1))));
            }
        }
    }

    private boolean allows(String origin, String host) {
        return any || origins.contains(origin) || isSame(origin, host) || isNamed(asSent(origin));
    }

    private boolean isNamed(String sent) {
        return sent != null
                && (origins.contains(sent) || subdomains.stream().anyMatch(pattern -> pattern.matcher(sent).matches()));
    }

    /** {@return the origin of a request as a browser would have sent it; null if no browser sends it} */
    private static String asSent(String origin) {
        try {
            return origin.chars().anyMatch(c -> c == '*' || c >= 0x80) ? null : Origin.asSent(origin);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Does not compare the schemes: behind a proxy that terminates TLS, the page has https, and this server http. */
    private static boolean isSame(String origin, String host) {
        int authority = origin.indexOf("://");
        return host != null && !host.isEmpty() && authority >= 0 && origin.substring(authority + 3).equalsIgnoreCase(host);
    }

    /** {@inheritDoc} Refuses pages of origins that are not allowed, and logs which option would allow them. */
    @Override
    public Headers admit(RequestHead head, Peer peer) {
        String origin = Misuse.requireNonNull(head, "head").headers().first("Origin");
        if (origin == null) {
            return Headers.NONE;
        }
        if (!allows(origin, proxies.host(head, peer))) {
            if (refused.isDue(origin)) {
                refused.say("refused a page of " + Quote.of(origin) + ": " + remedy(origin));
            }
            throw new HttpException(403, "the origin is not allowed");
        }
        return allowing(origin);
    }

    /** {@return advice that works if it is followed} */
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
            fields.addAll(List.of("Vary", "Origin"));           // another origin must not get this response from a cache
        }
        if (credentials) {
            fields.addAll(List.of("Access-Control-Allow-Credentials", "true"));
        }
        return Headers.of(fields);
    }

    /**
     * {@return the headers of the response to a preflight request (the Fetch standard, "CORS-preflight request")} Throws an
     * {@link HttpException} if the origin is not allowed.
     */
    public Headers preflight(RequestHead head, Peer peer) {
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
