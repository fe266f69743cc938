package enchufe;

import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.json.JsonBinder;
import enchufe.log.Quote;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What a client sent when it connected. Immutable. {@link #headers()} and {@link #query()} make a new map at each call: few
 * applications need them, so only the request is kept.
 */
public final class Handshake {
    private final RequestHead head;
    private final Peer peer;
    private final Map<String, Object> auth;
    private final long millis;

    Handshake(RequestHead head, Peer peer, Map<String, Object> auth, long millis) {
        this.head = head;
        this.peer = peer;
        this.auth = auth;
        this.millis = millis;
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
        return JsonBinder.bind(auth, Objects.requireNonNull(type, "type"), "auth");
    }

    /** {@return the client's IP address} */
    public String address() {
        return peer.address().getAddress().getHostAddress();
    }

    /** {@return whether the client is on this machine, or a proxy is} */
    boolean isLoopback() {
        return peer.address().getAddress().isLoopbackAddress();
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
        return peer.secure();
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
