package enchufe;

import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.json.JsonBinder;
import java.time.Instant;
import java.util.Map;

/**
 * What a client said when it connected. Immutable.
 *
 * @param headers the headers of the request that opened the connection, names in lower case
 * @param query the parameters of that request's URL
 * @param auth the credentials given to the namespace: {@code io({auth: {…}})} on the client's side; empty if there were none
 * @param address the client's IP address
 * @param time when the socket connected
 * @param url the path and query of the request
 * @param secure whether the connection came over TLS
 * @param xdomain whether the page comes from elsewhere: the request had an {@code Origin} header
 */
public record Handshake(Map<String, String> headers, Map<String, String> query, Map<String, Object> auth, String address,
        Instant time, String url, boolean secure, boolean xdomain) {

    static Handshake of(RequestHead head, Peer peer, Map<String, Object> auth, Instant time) {
        return new Handshake(head.headers().toMap(), head.query(), auth, peer.address().getAddress().getHostAddress(), time,
                head.target(), peer.secure(), head.headers().first("Origin") != null);
    }

    /**
     * {@return the credentials as a record}
     *
     * @param type the record's class
     * @param <T> its type
     * @throws IllegalArgumentException if they do not fit
     */
    public <T> T auth(Class<T> type) {
        return JsonBinder.bind(auth, type, "auth");
    }
}
