package enchufe;

import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.json.JsonBinder;
import enchufe.json.PlainValues;
import enchufe.json.TextTypes;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a client sent when it connected. Immutable. {@link #headers()} and {@link #query()} make a new map at each call: few
 * applications need them, so only the request is kept.
 */
public final class Handshake {
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> PROXY_HEADERS = Set.of("x-forwarded-for", "forwarded", "via");

    private final RequestHead head;
    private final String address;
    private final boolean loopback;
    private final boolean secure;
    private final Map<String, Object> auth;
    private final long millis;

    Handshake(RequestHead head, Peer peer, Map<String, Object> auth, long millis) {
        this(head, peer.address().getAddress().getHostAddress(), peer.address().getAddress().isLoopbackAddress(), peer.secure(),
                auth, millis);
    }

    private Handshake(RequestHead head, String address, boolean loopback, boolean secure, Map<String, Object> auth, long millis) {
        this.head = head;
        this.address = address;
        this.loopback = loopback;
        this.secure = secure;
        this.auth = auth;
        this.millis = millis;
    }

    /** {@return what another server says, with the names of Node's {@code socket.handshake}; what is missing is empty} */
    static Handshake of(Map<String, Object> said) {
        var fields = new ArrayList<String>();
        PlainValues.map(said.get("headers")).forEach((name, value) -> fields.addAll(List.of(name, String.valueOf(value))));
        var head = new RequestHead("GET", Objects.toString(said.get("url"), "/"), "HTTP/1.1", Headers.of(fields));
        return new Handshake(head, Objects.toString(said.get("address"), ""), false, Boolean.TRUE.equals(said.get("secure")),
                PlainValues.map(said.get("auth")), said.get("issued") instanceof Number millis ? millis.longValue() : 0);
    }

    /** {@return the same in plain values, for another server} */
    Map<String, Object> toMap() {
        var map = new LinkedHashMap<String, Object>();
        map.put("headers", headers());
        map.put("time", TextTypes.write(time()));
        map.put("address", address);
        map.put("xdomain", xdomain());
        map.put("secure", secure);
        map.put("issued", millis);
        map.put("url", url());
        map.put("query", query());
        map.put("auth", auth);
        return map;
    }

    /**
     * {@return the headers of the request that opened the connection: names in lower case, repeated ones joined with ", ", without
     * those that only open a WebSocket, such as {@code Upgrade} and {@code Sec-WebSocket-Key}}
     */
    public Map<String, String> headers() {
        return head.headers().toMap();
    }

    /** {@return the parameters of that request's URL} */
    public Map<String, String> query() {
        return head.query();
    }

    /**
     * {@return the credentials for the namespace, {@code io({auth: {…}})} in the client; empty if there are none} Clients of
     * Socket.IO 1 and 2 have them in the namespace's query, {@code io("/name?token=…")}.
     */
    public Map<String, Object> auth() {
        return auth;
    }

    /**
     * {@return the credentials as a record}
     *
     * @param type the record's class
     * @param <T> its type
     * @throws IllegalArgumentException if they do not fit
     */
    public <T> T auth(Class<T> type) {
        return JsonBinder.bind(auth, Misuse.requireNonNull(type, "type"), "auth");
    }

    /** {@return the client's IP address} */
    public String address() {
        return address;
    }

    /**
     * {@return whether a browser on this machine asks for a page by a local name} Behind a proxy, every peer is local; and a page
     * elsewhere may have a name for this address.
     */
    boolean isLocal() {
        Map<String, String> headers = headers();
        String host = headers.getOrDefault("host", "");
        String origin = headers.get("origin");
        return loopback && LOCAL_HOSTS.contains(host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT))
                && (origin == null || origin.equalsIgnoreCase((secure ? "https://" : "http://") + host))
                && PROXY_HEADERS.stream().noneMatch(headers::containsKey);
    }

    /** {@return when the socket connected} */
    public Instant time() {
        return Instant.ofEpochMilli(millis);
    }

    /** {@return the path and query of the request} */
    public String url() {
        return head.target();
    }

    /** {@return whether the connection came over TLS} */
    public boolean secure() {
        return secure;
    }

    /** {@return whether the request had an {@code Origin} header, as requests from pages of other origins have} */
    public boolean xdomain() {
        return head.headers().first("Origin") != null;
    }

    @Override
    public String toString() {
        return "Handshake of " + address() + " " + Quote.bare(url(), Quote.LONGEST);
    }
}
