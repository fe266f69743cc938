package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What is in front of a server: proxies, and perhaps other servers beside it.
 *
 * @param clients tells the client of a request from who has connected; called on loops
 * @param cookie the name of a cookie that is set to the session's id when a client begins to poll, so that proxies can tell servers
 *     apart by it; null for none
 * @param isOneOfMany whether there are other servers, to which a request may belong
 */
public record Front(BiFunction<RequestHead, Peer, Peer> clients, String cookie, boolean isOneOfMany) {
    /** Nothing. */
    public static final Front NONE = new Front((head, peer) -> peer, null, false);

    /** {@return the headers of the response to a handshake over polling (RFC 6265 §4.1)} */
    Headers cookie(EngineSession session) {
        return cookie == null ? Headers.NONE
                : Headers.of(List.of("Set-Cookie", cookie + '=' + session.id() + "; Path=/; HttpOnly; SameSite=Lax"));
    }
}
