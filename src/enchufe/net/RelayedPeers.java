package enchufe.net;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which client is behind which relay, by the relay's own address: the HttpServer behind sees that alone. For any thread.
 */
final class RelayedPeers {
    private final Map<InetSocketAddress, Peer> peers = new ConcurrentHashMap<>();
    private final int most;
    private final Warnings warnings;

    RelayedPeers(int most, Warnings warnings) {
        this.most = most;
        this.warnings = warnings;
    }

    /**
     * Looks whether one more relay may be made. There are those of clients that have gone, too, until their handlers begin.
     *
     * @throws HttpException with status 503 if not
     */
    void checkRoom() {
        if (peers.size() >= most) {
            warnings.full(most);
            throw new HttpException(503, "maxConnections requests to pages are unanswered");
        }
    }

    void add(InetSocketAddress relay, Peer peer) {
        peers.put(relay, peer);
    }

    void remove(InetSocketAddress relay) {
        peers.remove(relay);
    }

    /** {@return the client behind a relay, or null if there is no such relay} */
    Peer get(InetSocketAddress relay) {
        return peers.get(relay);
    }
}
