package enchufe.net;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.Request;
import java.util.List;

/**
 * The relay of one client, if it has one: opened when the client asks for a page, closed when it is idle or not needed any more.
 * Confined to the client's loop.
 */
final class ClientRelay {
    private final HttpListener port;
    private final HttpConnection http;
    private final Peer peer;
    private final Connection front;
    private Relay relay;                        // null until a page is asked for

    ClientRelay(HttpListener port, HttpConnection http, Peer peer, Connection front) {
        this.port = port;
        this.http = http;
        this.peer = peer;
        this.front = front;
    }

    /** Forwards a request; the response goes to the client without passing here. */
    void forward(Request request) {
        port.warnings().ifStray(request.head());
        if (relay == null) {
            relay = Relay.open(port, this, peer, front, request.head());
        }
        relay.forward(request);
    }

    /** {@return whether a response is still to come} */
    boolean isBusy() {
        return relay != null && relay.isBusy();
    }

    /** {@return whether further requests have to wait until all responses have come} */
    boolean isFull() {
        return relay != null && relay.isFull();
    }

    /** Closes the relay: it is idle, or nobody waits for its responses. */
    void drop() {
        if (relay != null) {
            relay.abandon();
            relay = null;
        }
    }

    void dropIfStale(long now) {
        if (relay != null && relay.isStale(now)) {
            drop();
        }
    }

    /** {@return whether the client has blocked the HttpServer for this long, and still does} */
    boolean hasBlocked(long nanos, long now) {
        return relay != null && relay.hasBlocked(nanos, now);
    }

    /** The client's socket has taken what was queued. */
    void resume() {
        if (relay != null) {
            relay.resume();
        }
    }

    /** All responses that were due have been queued for the client. */
    void served(boolean closing) {
        http.pagesServed(closing);
    }

    /** The HttpServer behind has closed the connection. */
    void ended() {
        Relay ended = relay;
        relay = null;
        front.reading(true);
        List<Request> again = ended.repeatable();
        if (ended.brokeOff()) {
            http.leave();
        } else if (again == null) {
            http.refuse(new HttpException(502, "the HttpServer behind has not answered"));
        } else {
            repeat(again);
        }
    }

    private void repeat(List<Request> again) {
        try {
            again.forEach(this::forward);
        } catch (HttpException refusal) {
            http.refuse(refusal);
        }
    }
}
