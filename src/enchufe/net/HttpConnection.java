package enchufe.net;

import com.sun.net.httpserver.HttpHandler;
import enchufe.engine.Alarm;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.Request;
import enchufe.http.RequestFramer;
import enchufe.http.RequestHead;
import enchufe.http.ResponseWriter;
import enchufe.websocket.OpeningHandshake;
import enchufe.websocket.WebSocketEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A connection as long as it speaks HTTP. Each complete request goes one of three ways:
 *
 * <pre>
 *                    ┌─ Upgrade: websocket, an endpoint at the path ─▶ WebSocketConnection, for good
 *   request framer ──┼─ a handler on the loop at the path ───────────▶ LoopExchange, one at a time
 *                    └─ anything else ───────────────────────────────▶ Relay to the HttpServer behind
 * </pre>
 *
 * Responses keep the order of the requests: while an exchange is open, later requests wait here; before the first two ways
 * the relay, if there is one, is told to finish, and its end awaited. They wait too for a client that does not read.
 */
final class HttpConnection implements ConnectionHandler {
    private static final Duration LOOK = Duration.ofSeconds(1);                 // how often the deadline is looked at
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Logger LOG = System.getLogger("enchufe.net");

    private final Port port;
    private final Connection connection;
    private final Peer peer;
    private final RequestFramer framer;
    private final RequestDeadline deadline;
    private final EarlyBytes early = new EarlyBytes();
    private Gathering gathering;                // null while nothing is kept
    private LoopExchange upload;                // the request on the loop whose body is still coming, or null
    private LoopExchange exchange;              // the request being answered on the loop, or null
    private Relay relay;                        // null until a page is asked for
    private Runnable waiting;                   // for the relay's end, or the arrival on another loop; or null
    private Alarm look;                         // at the deadline
    private boolean left;                       // this handler has been replaced

    HttpConnection(Port port, Connection connection, Peer peer) {
        this.port = port;
        this.connection = connection;
        this.peer = peer;
        this.framer = new RequestFramer(head -> port.maxBody(head.path()));
        this.deadline = new RequestDeadline(connection.loop().now());
        lookLater();
    }

    private void lookLater() {
        look = connection.loop().after(LOOK, this::look);
    }

    // ---- requests

    @Override
    public void onBytes(ByteBuffer in) {
        serve(in);
        count();
    }

    /** Takes note of what is kept of a request that is not complete, or has to wait. */
    private void count() {
        gathering = Gathering.note(gathering, connection, peer, false, left ? 0 : framer.gatheredBytes() + early.size());
    }

    private boolean isBusy() {
        return isAnswering() && exchange.await() || waiting != null || !connection.isWritable();
    }

    /** Whether a request is being answered. Another thread that answers one does not wake the loop: it is noticed here. */
    private boolean isAnswering() {
        if (exchange != null && exchange.isReleased()) {
            answered();
        }
        return exchange != null;
    }

    private void answered() {
        exchange = null;
        deadline.idle(connection.loop().now());
    }

    private void serve(ByteBuffer in) {
        try {
            while (in.hasRemaining() && !isBusy() && !left) {
                Request request = framer.next(in);
                if (request == null) {
                    awaitMore();
                } else {
                    deadline.idle(connection.loop().now());
                    route(request, in);
                }
            }
            if (in.hasRemaining() && !left) {
                early.keep(in, connection);
            }
        } catch (RuntimeException e) {
            in.position(in.limit());
            afterRelay(() -> refuse(e));                    // the pages asked for before come first
        }
    }

    private void awaitMore() {
        deadline.incomplete(framer, connection.loop().now());
        if (framer.awaitsContinue()) {                      // RFC 9110 §10.1.1
            framer.continued();
            afterRelay(this::goAhead);
        }
        if (framer.isInBody() && upload == null && relay == null) {
            Routes.Route<HttpHandler> route = port.handler(framer.head().path());
            if (route != null) {
                upload = new LoopExchange(this, connection, peer, framer.head());
                upload.handle(route);
            }
        }
    }

    private void goAhead() {
        connection.send(CONTINUE.clone());
        deadline.body(connection.loop().now());
    }

    private void route(Request request, ByteBuffer rest) {
        if (upload != null) {
            exchange = upload;
            upload = null;
            exchange.received(request.body());
            return;
        }
        RequestHead head = request.head();
        if (OpeningHandshake.isUpgrade(head)) {
            Routes.Route<WebSocketEndpoint> route = port.webSockets(head.path());
            if (route != null) {
                if (rest.hasRemaining()) {
                    early.keep(rest, connection);           // the upgrade may have to wait, and the buffer is the loop's
                }
                afterRelay(() -> atHome(head, () -> upgrade(head, route.target())));
                return;
            }
        }
        Routes.Route<HttpHandler> route = port.handler(head.path());
        if (route != null) {
            afterRelay(() -> atHome(head, () -> answer(request, route)));
        } else {
            relay(request);
        }
    }

    private void afterRelay(Runnable action) {
        if (relay == null) {
            action.run();
        } else {
            waiting = action;
            relay.finish();
        }
    }

    /** Goes on with a request on the loop that it belongs to: a session's requests are served where the session lives. */
    private void atHome(RequestHead head, Runnable action) {
        Loop home = port.home(head, connection.loop());
        if (home == connection.loop()) {
            action.run();
        } else {
            waiting = action;
            look.cancel();
            connection.moveTo(home, this::arrived);
        }
    }

    private void arrived() {
        if (!left) {
            lookLater();
            goOn();
        }
        if (port.isClosing()) {
            connection.shutDown();                          // it was on its way here when the others were
        }
    }

    private void goOn() {
        Runnable action = waiting;
        waiting = null;
        try {
            action.run();
        } catch (RuntimeException e) {
            refuse(e);
        }
        serveEarly();
    }

    private void upgrade(RequestHead head, WebSocketEndpoint endpoint) {
        OpeningHandshake.check(head);
        WebSocketEndpoint.Opening opening = endpoint.admit(head, peer);
        connection.send(OpeningHandshake.response(head, Headers.NONE));
        left = true;
        look.cancel();
        WebSocketConnection.open(connection, peer, endpoint.limits(), opening, early);
    }

    private void answer(Request request, Routes.Route<HttpHandler> route) {
        exchange = new LoopExchange(this, connection, peer, request.head());
        exchange.received(request.body());
        exchange.handle(route);
    }

    /** An exchange has sent its response. */
    void completed(LoopExchange completed, boolean close) {
        if (left) {
            return;
        }
        if (upload == completed) {                          // refused before its body has come
            upload = null;
            leave();
            return;
        }
        answered();
        if (close) {
            leave();
        }
        serveEarly();
    }

    private void relay(Request request) {
        if (relay == null) {
            relay = Relay.open(port, this, peer, connection);
        }
        relay.forward(request);
    }

    /**
     * The HttpServer behind has closed its end: because it was told to, or because it wants the connection closed.
     *
     * @param answered whether it has ever answered anything
     */
    void relayEnded(boolean answered) {
        relay = null;
        connection.reading(true);
        if (!answered) {
            refuse(new HttpException(502, "the HttpServer behind has not answered"));
        } else if (waiting == null) {
            leave();
        } else {
            goOn();
        }
    }

    private void serveEarly() {
        if (!early.isEmpty() && !left && !isBusy()) {
            connection.reading(true);
            serve(early.take());
        }
        count();
    }

    // ---- the end

    /** The one place where a fault becomes a status: the client's, or one of an endpoint or of this program. */
    private void refuse(RuntimeException fault) {
        if (left) {
            LOG.log(Level.ERROR, "a WebSocket could not be opened; its connection is closed", fault);
            connection.close();
        } else if (fault instanceof HttpException refusal) {
            LOG.log(Level.DEBUG, () -> "refused " + peer.address() + ": " + refusal.status() + ", " + fault.getMessage());
            connection.send(ResponseWriter.write(refusal, port.refused(framer.head(), peer, refusal)));
            leave();
        } else {
            LOG.log(Level.ERROR, "a request could not be served", fault);
            refuse(new HttpException(500, "a fault of the server"));
        }
    }

    private void leave() {
        if (!left) {
            abandon();
            Lingering.close(connection);
        }
    }

    /** Nobody waits for what is under way. */
    private void abandon() {
        left = true;
        look.cancel();
        if (relay != null) {
            relay.abandon();
            relay = null;
        }
        count();
        LoopExchange unanswered = upload != null ? upload : exchange;
        upload = null;
        exchange = null;
        if (unanswered != null) {
            unanswered.gone();
        }
    }

    private void look() {
        // An answer may take its time, and the HttpServer behind has an idle limit of its own.
        if (isAnswering() || relay != null || !deadline.isOver(connection.loop().now())) {
            lookLater();
        } else if (framer.isIdle()) {
            leave();
        } else {
            refuse(new HttpException(408, "the request took too long"));
        }
    }

    @Override
    public void onDrained() {
        if (relay != null) {
            relay.resume();
        }
        serveEarly();
    }

    /** The client has closed its end. With a page still to come it may only have closed half; a poll it has abandoned. */
    @Override
    public void onEof() {
        if (relay != null && !isAnswering() && waiting == null) {
            relay.finish();
        } else {
            connection.close();
        }
    }

    @Override
    public void onShutdown() {
        if (relay != null) {
            relay.finish();                                 // what is in flight is answered, then the relay ends, and we with it
        } else if (!isAnswering()) {
            leave();
        }
    }

    @Override
    public void onClosed() {
        abandon();
    }
}
