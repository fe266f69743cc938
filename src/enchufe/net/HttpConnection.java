package enchufe.net;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.Request;
import enchufe.http.RequestFramer;
import enchufe.http.RequestHead;
import enchufe.http.ResponseWriter;
import enchufe.log.Log;
import enchufe.websocket.OpeningHandshake;
import enchufe.websocket.WebSocketEndpoint;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A connection as long as it speaks HTTP. Each complete request goes one of three ways:
 *
 * <pre>
 *                    ┌─ Upgrade: websocket, an endpoint at the path ─▶ WebSocketConnection, for good
 *   request framer ──┼─ a handler on the loop at the path ───────────▶ LoopExchange, one at a time
 *                    └─ anything else ───────────────────────────────▶ Relay to the HttpServer behind
 * </pre>
 *
 * Responses keep the order of the requests: while an exchange is open, later requests wait here, and what goes one of the first
 * two ways waits until the relay has nothing more to answer. They wait too for a client that does not read.
 */
final class HttpConnection implements ConnectionHandler {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final System.Logger LOG = Log.of("enchufe.net");

    private final HttpListener port;
    private final Connection connection;
    private final Peer peer;
    private final RequestFramer framer;
    private final ClientWatch watch;
    private final ClientRelay relay;
    private final EarlyBytes early = new EarlyBytes();
    private Gathering gathering;                // null while nothing is kept
    private LoopExchange upload;                // the request on the loop whose body is still coming, or null
    private LoopExchange exchange;              // the request being answered on the loop, or null
    private Runnable waiting;                   // for the relay's answers, or the arrival on another loop; or null
    private boolean left;                       // this handler has been replaced

    HttpConnection(HttpListener port, Connection connection, Peer peer) {
        this.port = port;
        this.connection = connection;
        this.peer = peer;
        this.framer = new RequestFramer(head -> port.maxBody(head.path()));
        this.relay = new ClientRelay(port, this, peer, connection);
        this.watch = new ClientWatch(port, connection, peer, this::look);
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
        watch.answered(framer);
    }

    private void serve(ByteBuffer in) {
        try {
            while (in.hasRemaining() && !isBusy() && !left) {
                Request request = framer.next(in);
                if (request == null) {
                    awaitMore();
                } else {
                    watch.answered(framer);
                    route(request, in);
                }
            }
            if (in.hasRemaining() && !left) {
                early.keep(in, connection);
            }
        } catch (RuntimeException | Error e) {
            in.position(in.limit());
            afterRelay(() -> refuse(e));                    // the pages asked for before come first
        }
    }

    private void awaitMore() {
        watch.incomplete(framer);
        if (framer.awaitsContinue()) {                      // RFC 9110 §10.1.1
            framer.continued();
            afterRelay(this::goAhead);
        }
        if (framer.isInBody() && upload == null && !relay.isBusy()) {
            Routes.Route<HandlerMount> route = port.handler(framer.head().path());
            if (route != null) {
                upload = new LoopExchange(this, connection, peer, framer.head());
                upload.handle(route);
            }
        }
    }

    private void goAhead() {
        connection.send(CONTINUE.clone());
        watch.goAhead();
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
            Routes.Route<WebSocketMount> route = port.webSockets(head.path());
            if (route != null) {
                if (rest.hasRemaining()) {
                    early.keep(rest, connection);           // the upgrade may have to wait, and the buffer is the loop's
                }
                afterRelay(() -> atHome(head, () -> upgrade(head, route.target())));
                return;
            }
        }
        Routes.Route<HandlerMount> route = port.handler(head.path());
        if (route != null) {
            afterRelay(() -> atHome(head, () -> answer(request, route)));
        } else {
            relay.forward(request);
        }
    }

    private void afterRelay(Runnable action) {
        if (relay.isBusy()) {
            waiting = action;
        } else {
            relay.drop();                                    // it cannot come along to another loop, or to a WebSocket
            action.run();
        }
    }

    /** Goes on with a request on the loop that it belongs to: a session's requests are served where the session lives. */
    private void atHome(RequestHead head, Runnable action) {
        Loop home = port.home(head, connection.loop());
        if (home == connection.loop()) {
            action.run();
        } else {
            waiting = action;
            watch.cancel();
            connection.moveTo(home, this::arrived);
        }
    }

    private void arrived() {
        if (!left) {
            watch.lookLater();
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
        } catch (RuntimeException | Error e) {
            refuse(e);
        }
        serveEarly();
    }

    private void upgrade(RequestHead head, WebSocketMount mount) {
        OpeningHandshake.check(head);
        WebSocketEndpoint.Opening opening = mount.endpoint().admit(head, peer);
        String protocol = OpeningHandshake.choose(head, mount.endpoint());
        connection.send(OpeningHandshake.response(head, protocol));
        left = true;
        watch.cancel();
        WebSocketConnection.open(connection, peer, protocol, mount, opening, early);
    }

    private void answer(Request request, Routes.Route<HandlerMount> route) {
        exchange = new LoopExchange(this, connection, peer, request.head());
        exchange.received(request.body());
        exchange.handle(route);
    }

    /** {@return what a response says of how long the connection is kept} */
    String keepAlive() {
        return port.timeouts().keepAlive();
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

    /** All pages that were asked for have been handed to the client. */
    void pagesServed(boolean closing) {
        if (closing) {
            leave();
            return;
        }
        watch.answered(framer);
        if (waiting != null) {
            relay.drop();
            goOn();
        } else {
            serveEarly();
        }
        if (!left && !relay.isBusy() && !isAnswering() && (connection.isAtEnd() || port.isClosing())) {
            leave();
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
    void refuse(Throwable fault) {
        if (left) {
            LOG.log(Level.ERROR, "a WebSocket could not be opened; its connection is closed", fault);
            connection.close();
        } else if (fault instanceof HttpException refusal) {
            Headers headers = port.refused(framer.head(), peer, refusal, connection.loop().now());
            connection.send(ResponseWriter.write(refusal, headers));
            leave();
        } else {
            LOG.log(Level.ERROR, "a request could not be served", fault);
            refuse(new HttpException(500, "a fault of the server"));
        }
    }

    void leave() {
        if (!left) {
            abandon();
            Lingering.close(connection, port.timeouts().sendTimeout());
        }
    }

    /** Nobody waits for what is under way. */
    private void abandon() {
        left = true;
        watch.cancel();
        relay.drop();
        count();
        LoopExchange unanswered = upload != null ? upload : exchange;
        upload = null;
        exchange = null;
        if (unanswered != null) {
            unanswered.gone();
        }
    }

    private void look() {
        relay.dropIfStale(connection.loop().now());
        if (watch.isStuck(relay)) {
            connection.reset();
        } else if (isAnswering() || relay.isBusy() || waiting != null || !watch.isLate()) {
            watch.lookLater();                              // an answer may take its time
        } else if (framer.isIdle()) {
            leave();
        } else {
            refuse(new HttpException(408, watch.lateness()));
        }
    }

    @Override
    public void onDrained() {
        relay.resume();
        serveEarly();
    }

    /** The client has closed its end. With a page still to come it may only have closed half; a poll it has abandoned. */
    @Override
    public void onEof() {
        if (isAnswering() || waiting != null) {
            connection.close();
        } else if (!relay.isBusy()) {
            leave();
        }
    }

    @Override
    public void onShutdown() {
        if (!relay.isBusy() && !isAnswering()) {
            leave();                                        // else what is in flight is answered first
        }
    }

    @Override
    public void onClosed() {
        abandon();
    }
}
