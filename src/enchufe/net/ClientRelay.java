package enchufe.net;

import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.Request;
import java.util.List;

/** The relay that one client has, if it has one: made when a page is asked for, ended when it is idle or in the way. */
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

    /** Passes a request on; its answer goes to the client without further ado. */
    void forward(Request request) {
        if (relay == null) {
            relay = Relay.open(port, this, peer, front, request.head());
        }
        relay.forward(request);
    }

    /** {@return whether a page is still to be answered} */
    boolean isBusy() {
        return relay != null && relay.isBusy();
    }

    /** Ends the relay: nobody waits for what it may still bring, or it is idle. */
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

    /** {@return whether the client has kept the HttpServer waiting for so long that it still does} */
    boolean hasBlocked(long nanos, long now) {
        return relay != null && relay.hasBlocked(nanos, now);
    }

    /** The client has taken what waited for it. */
    void resume() {
        if (relay != null) {
            relay.resume();
        }
    }

    /** All pages that were asked for have been handed to the client. */
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
