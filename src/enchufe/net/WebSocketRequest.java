package enchufe.net;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.websocket.OpeningHandshake;
import enchufe.websocket.WebSocketEndpoint;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A request for a WebSocket: its endpoint decides about it, at once or later. Confined to the connection's loop. */
final class WebSocketRequest {
    private final Connection connection;
    private final Peer peer;
    private final RequestHead head;
    private final Mounts.WebSocketMount mount;
    private CompletionStage<Supplier<WebSocketEndpoint.Opening>> later;
    private Supplier<WebSocketEndpoint.Opening> decision;
    private Throwable failure;
    private WebSocketEndpoint.Opening opening;
    private OpeningHandshake.Agreement agreement;

    WebSocketRequest(Connection connection, Peer peer, RequestHead head, Mounts.WebSocketMount mount) {
        this.connection = connection;
        this.peer = peer;
        this.head = head;
        this.mount = mount;
    }

    RequestHead head() {
        return head;
    }

    /**
     * {@return whether the endpoint has decided, or will at once} The first call asks it.
     *
     * @throws HttpException if it refuses
     */
    boolean isDecided() {
        if (later == null && decision == null) {
            OpeningHandshake.check(head);
            later = mount.endpoint().admitLater(head, peer);
            decision = later == null ? () -> mount.endpoint().admit(head, peer) : null;
        }
        return decision != null || failure != null;
    }

    /** Calls an action on the loop when the endpoint has decided, if that comes later. */
    void whenDecided(Runnable action) {
        later.whenComplete((admitted, refused) -> connection.loop().execute(() -> {
            decision = admitted;
            failure = refused;
            action.run();
        }));
    }

    /**
     * Sends the response to a request that is admitted.
     *
     * @throws HttpException if it is refused
     */
    void answer() {
        if (failure != null) {
            throw HttpException.thrown(failure);
        }
        opening = decision.get();
        agreement = OpeningHandshake.agree(head, mount.endpoint());
        connection.send(OpeningHandshake.response(head, agreement, opening.headers()));
    }

    /** Makes the connection a WebSocket. */
    void open(EarlyBytes early) {
        if (mount.plain() != null) {
            Tap.plain(connection.tap, head.path());
        }
        WebSocketConnection.open(connection, peer, agreement, mount, opening, early);
    }
}
