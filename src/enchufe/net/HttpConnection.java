package enchufe.net;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.Request;
import enchufe.http.RequestFramer;
import enchufe.http.RequestHead;
import enchufe.http.ResponseWriter;
import enchufe.log.Log;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A connection while it speaks HTTP. Confined to the connection's loop. A request becomes a {@link WebSocketConnection}, or goes to
 * a handler as a {@link LoopExchange}, or goes to the HttpServer behind through a {@link Relay}, on which several may be under way.
 *
 * <p>Responses are sent in the order of the requests (RFC 9112 §9.3.2). So while a handler answers, later requests are kept as
 * bytes; and a request for a handler or a WebSocket waits until the relay has brought all responses that are due. They also wait
 * for a client that does not read what it was sent.
 *
 * <pre>
 *   state       event                                                    next state
 *   READING     a head for a handler; the body is still to come          UPLOADING
 *   READING     a whole request for a handler                            ANSWERING
 *   READING     a request for a WebSocket, which is admitted             LEFT: the connection is a WebSocketConnection's
 *   READING     one of these three while pages are due, or a decision    WAITING
 *   READING     one of these three that belongs to another loop          MOVING
 *   READING     any other request: it is relayed                         READING
 *   UPLOADING   the rest of the body                                     ANSWERING
 *   UPLOADING   the response, before the body is complete                LEFT: what follows is not a request
 *   ANSWERING   the response                                             READING, or LEFT if the connection does not persist
 *   WAITING     the last page that is due, or the decision               READING, and the event again
 *   MOVING      the connection has arrived on the other loop             READING, and the event again
 *   any         a refusal is sent, a time limit is over, the end         LEFT: the connection is Lingering's, or closed
 * </pre>
 */
final class HttpConnection implements ConnectionHandler {
    private enum State { READING, UPLOADING, ANSWERING, WAITING, MOVING, LEFT }

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
    private State state = State.READING;
    private LoopExchange exchange;              // UPLOADING or ANSWERING: the request that a handler has
    private Runnable next;                      // WAITING or MOVING: what to do afterwards; not null

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

    /** Counts what is kept of requests that are incomplete or have to wait. */
    private void count() {
        gathering = Gathering.note(gathering, connection, peer, false,
                state == State.LEFT ? 0 : framer.gatheredBytes() + early.size());
    }

    /** {@return whether the next request has to wait as bytes} */
    private boolean isBusy() {
        if (isAnswering() && !exchange.await()) {
            answered();                                     // by another thread, just now
        }
        return state != State.READING && state != State.UPLOADING || !connection.isWritable() || relay.isFull();
    }

    /** {@return whether a handler is answering} Another thread that answers does not wake the loop: it is noticed here. */
    private boolean isAnswering() {
        if (state == State.ANSWERING && exchange.isReleased()) {
            answered();
        }
        return state == State.ANSWERING;
    }

    private void answered() {
        state = State.READING;
        exchange = null;
        watch.answered(framer);
    }

    private void serve(ByteBuffer in) {
        try {
            while (in.hasRemaining() && !isBusy()) {
                Request request = framer.next(in);
                if (request == null) {
                    awaitMore();
                } else {
                    watch.answered(framer);
                    route(request, in);
                }
            }
            if (in.hasRemaining() && state != State.LEFT) {
                early.keep(in, connection);
            }
        } catch (RuntimeException | Error e) {
            in.position(in.limit());
            afterRelay(() -> refuse(e));                    // the responses to earlier requests come first
        }
    }

    private void awaitMore() {
        watch.incomplete(framer);
        if (framer.awaitsContinue()) {                      // RFC 9110 §10.1.1
            framer.continued();
            afterRelay(this::goAhead);
        }
        if (framer.isInBody() && state == State.READING && !relay.isBusy()) {
            Routes.Route<Mounts.HandlerMount> handler = port.handler(framer.head().path());
            if (handler != null) {
                state = State.UPLOADING;
                exchange = new LoopExchange(this, connection, peer, framer.head(), port.timeouts());
                exchange.handle(handler);
            }
        }
    }

    private void goAhead() {
        connection.send(CONTINUE.clone());
        watch.goAhead();
    }

    private void route(Request request, ByteBuffer rest) {
        if (state == State.UPLOADING) {
            state = State.ANSWERING;
            exchange.received(request.body());
            return;
        }
        RequestHead head = request.head();
        Mounts.WebSocketMount webSocket = port.webSocket(head);
        Routes.Route<Mounts.HandlerMount> handler = webSocket == null ? port.handler(head.path()) : null;
        if (webSocket != null) {
            if (rest.hasRemaining()) {
                early.keep(rest, connection);               // the upgrade may have to wait, and the buffer is the loop's
            }
            afterRelay(() -> atHome(head, () -> upgrade(new WebSocketRequest(connection, peer, head, webSocket))));
        } else if (handler != null) {
            afterRelay(() -> atHome(head, () -> answer(request, handler)));
        } else {
            relay.forward(request);
        }
    }

    private void afterRelay(Runnable action) {
        if (relay.isBusy()) {
            state = State.WAITING;
            next = action;
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
            state = State.MOVING;
            next = action;
            watch.cancel();
            connection.moveTo(home, this::arrived);
        }
    }

    private void arrived() {
        if (state == State.MOVING) {
            watch.lookLater();
            goOn();
        }
        if (port.isClosing()) {
            connection.handler().onShutdown();              // it was on its way here when the others were told
        }
    }

    private void goOn() {
        Runnable action = next;
        state = State.READING;
        next = null;
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            refuse(e);
        }
        serveEarly();
    }

    private void upgrade(WebSocketRequest request) {
        if (!request.isDecided()) {
            state = State.WAITING;
            next = () -> atHome(request.head(), () -> upgrade(request));        // its session may have begun meanwhile
            request.whenDecided(() -> {
                if (state == State.WAITING) {               // else the client has gone meanwhile
                    goOn();
                }
            });
        } else {
            request.answer();
            state = State.LEFT;
            watch.cancel();
            request.open(early);
        }
    }

    private void answer(Request request, Routes.Route<Mounts.HandlerMount> handler) {
        state = State.ANSWERING;
        exchange = new LoopExchange(this, connection, peer, request.head(), port.timeouts());
        exchange.received(request.body());
        exchange.handle(handler);
    }

    /** An exchange has sent its response. */
    void completed(LoopExchange completed, boolean close) {
        if (completed != exchange) {
            return;                                         // the client has gone meanwhile
        }
        boolean beforeBody = state == State.UPLOADING;
        answered();
        if (beforeBody || close) {
            leave();
        }
        serveEarly();
    }

    /** All responses that were due from the relay have been queued for the client. */
    void pagesServed(boolean closing) {
        if (closing) {
            leave();
            return;
        }
        watch.answered(framer);
        if (state == State.WAITING) {
            relay.drop();
            goOn();
        } else {
            serveEarly();
        }
        if (state != State.LEFT && !relay.isBusy() && !isAnswering() && (connection.isAtEnd() || port.isClosing())) {
            leave();
        }
    }

    private void serveEarly() {
        if (!early.isEmpty() && !isBusy()) {
            connection.reading(true);
            serve(early.take());
        }
        count();
    }

    // ---- the end

    /** The one place where an exception becomes a status, whoever caused it: the client, an endpoint or this program. */
    void refuse(Throwable fault) {
        if (state == State.LEFT) {
            LOG.log(Level.ERROR, "a WebSocket could not be opened; its connection is closed", fault);
            connection.close();
        } else if (fault instanceof HttpException refusal) {
            Headers headers = port.refused(framer.head(), peer, refusal, connection.loop().now());
            connection.send(ResponseWriter.write(refusal.readable(), headers, framer.isHead()));
            leave();
        } else {
            LOG.log(Level.ERROR, "a request could not be served", fault);
            refuse(new HttpException(500, "a fault of the server"));
        }
    }

    void leave() {
        if (state != State.LEFT) {
            abandon();
            Lingering.close(connection, port.timeouts().sendTimeout());
        }
    }

    /** Gives up what is under way. */
    private void abandon() {
        LoopExchange unanswered = exchange;
        state = State.LEFT;
        exchange = null;
        next = null;
        watch.cancel();
        relay.drop();
        count();
        if (unanswered != null) {
            unanswered.gone();
        }
    }

    private void look() {
        relay.dropIfStale(connection.loop().now());
        if (watch.isStuck(relay)) {
            connection.reset();
        } else if (isAnswering() || relay.isBusy() || next != null || !watch.isLate()) {
            watch.lookLater();                              // responses have no time limit
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

    /** The client has closed its end. If it waits for a page, it may have closed only its sending half; a poll is abandoned. */
    @Override
    public void onEof() {
        if (isAnswering() || next != null) {
            connection.close();
        } else if (!relay.isBusy()) {
            leave();
        }
    }

    @Override
    public void onShutdown() {
        if (!relay.isBusy() && !isAnswering()) {
            leave();                                        // else what is under way is answered first
        }
    }

    @Override
    public void onClosed() {
        abandon();
    }
}
