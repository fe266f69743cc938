package enchufe.engine;

import com.sun.net.httpserver.HttpExchange;
import enchufe.dispatch.FlushScope;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.log.Debug;
import enchufe.websocket.Message;
import enchufe.websocket.OpeningHandshake;
import enchufe.websocket.OutboundBudget;
import enchufe.websocket.WebSocket;
import enchufe.websocket.WebSocketEndpoint;
import enchufe.websocket.WebSocketLimits;
import enchufe.websocket.WebSocketListener;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An Engine.IO server, protocol revision 4, and 3 if that is allowed. Its host mounts it twice at one path:
 * {@link #handle(Exchange)} serves long-polling, and as a {@link WebSocketEndpoint} it serves WebSockets. The JDK's HttpServer can
 * host it too, on its own threads; sessions are confined to their loops either way.
 */
public final class EngineServer extends EngineSettings implements WebSocketEndpoint {
    private static final Debug DEBUG = Debug.of("engine");

    private final Supplier<EngineLoop> loops;
    private final Sessions sessions;
    private final Posts posts;
    private final Gate gate = new Gate(this);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean refusing;

    /**
     * Makes a server.
     *
     * @param options its settings
     * @param loops gives the calling thread if it is a loop, else the loop for a new session
     * @param budget what may wait for clients; other servers may share it
     */
    public EngineServer(EngineOptions options, Supplier<EngineLoop> loops, OutboundBudget budget) {
        super(options, new ResponseWriters(loops.get(), budget));
        this.loops = loops;
        this.sessions = new Sessions(options, budget);
        this.posts = new Posts(sessions);
    }

    /** {@return the number of sessions} */
    public int sessions() {
        return sessions.size();
    }

    /**
     * {@return the number of sessions that use a transport now}
     *
     * @param transport the transport
     */
    public int sessions(Transport transport) {
        return (int) sessions.all().stream().filter(session -> session.transport() == transport).count();
    }

    /** Refuses new sessions with 503 from now on. Open sessions go on. */
    public void refuseNew() {
        refusing = true;
    }

    /**
     * Closes all sessions in order, and refuses new ones with 503. A client that polls is served until it has fetched what was
     * sent before, and then the close packet; its session lasts that long, {@code closeTimeout} at most.
     *
     * @return completed, on any thread, when no session is left and all responses are on their way
     */
    public CompletableFuture<Void> close() {
        refuseNew();
        if (!closed.getAndSet(true)) {
            sessions.drain();
            sessions.all().forEach(EngineSession::close);
            sessions.ending().remove();
        }
        return sessions.ending().done();
    }

    /** Ends the sessions that are left after {@link #close}: what waits for their clients is lost. */
    public void abort() {
        for (EngineSession session : sessions.all()) {
            session.close(CloseReason.FORCED_CLOSE);
        }
    }

    /**
     * Finds the loop that a request belongs to: a host with several loops moves the connection there before it calls
     * {@link #admit} or {@link #handle(Exchange)}.
     *
     * @param head the request
     * @return the loop of the session that the request names, or null if it names none
     */
    public EngineLoop loopOf(RequestHead head) {
        EngineSession session = sessions.get(head.query().getOrDefault("sid", ""));
        return session == null ? null : session.loop();
    }

    // Long-polling.

    /**
     * Passes on a request that the JDK's HttpServer hosts.
     *
     * @param exchange the request
     * @param handler {@link #handle(Exchange)}, or what is in front of it; threads of this server write the response.
     *     What it throws is thrown here: then the request is still to be answered
     */
    public void handle(HttpExchange exchange, Consumer<Exchange> handler) {
        var request = new JdkExchange(exchange, writers, sessions.ending());
        try {
            if (check != null) {
                request.readAhead(options.maxHttpBufferSize());
            }
            handler.accept(request);
        } catch (RuntimeException | Error e) {
            request.abandon();
            throw e;
        }
    }

    /**
     * Serves a request of the polling transport; it is answered later.
     *
     * @param request the request
     */
    public void handle(Exchange request) {
        debug("handling ", request.head());
        gate.pass(request, pass -> serve(request, pass));
    }

    private void serve(Exchange request, RequestCheck.Pass pass) {
        try {
            request.addHeaders(pass.headers());
            EngineSession session = Verification.ofPolling(request.head(), sessions);
            if (session == null) {
                handshake(request, pass);
            } else if (request.head().method().equals("POST")) {
                posts.begin(request, session);
            } else {
                session.polling().watch(request);
                session.loop().run(() -> session.polling().poll(request));
            }
        } catch (HttpException refusal) {
            gate.refuse(request, refusal);
        }
    }

    private static void debug(String what, RequestHead head) {
        if (DEBUG.on()) {
            DEBUG.log(what + head.method() + " http request", head.target());
        }
    }

    private void handshake(Exchange request, RequestCheck.Pass pass) {
        checkRoom(pass);
        EngineSession session = newSession(Transport.POLLING, request.head(), client(request.head(), request.peer()), pass);
        session.loop().run(() -> {
            if (!sessions.add(session)) {
                gate.refuse(request, idIsTaken());
                return;
            }
            request.addHeaders(front.cookie(session));
            start(session);
            boolean upgradable = options.allowUpgrades() && options.transports().contains(Transport.WEBSOCKET);
            Message opening = EnginePacket.open(session.id(), options, upgradable);
            Encoding.Body body = PollingTransport.payload(request, session.encoding(), List.of(opening), options.httpCompression());
            request.respond(200, body.headers(), body.bytes());
        });
    }

    /**
     * {@return headers for the response to a request that the host refuses before this server has seen it} Without them, a
     * browser hides the status from a page of another origin, also from one that is allowed.
     *
     * @param head the request
     * @param peer the client
     * @param status the status of the answer
     */
    public Headers refused(RequestHead head, Peer peer, int status) {
        if (status == 413) {
            posts.reportTooLarge(peer);
        }
        try {
            return filter.admit(head, peer);
        } catch (HttpException notAdmitted) {
            return Headers.NONE;
        }
    }

    // WebSocket.

    @Override
    public Opening admit(RequestHead head, Peer peer) {
        debug("upgrading ", head);
        gate.filter(head, peer);
        return admit(head, peer, RequestCheck.Pass.PLAIN);
    }

    @Override
    public CompletionStage<Supplier<Opening>> admitLater(RequestHead head, Peer peer) {
        if (check == null) {
            return null;
        }
        debug("upgrading ", head);
        gate.filter(head, peer);
        return gate.check(head, peer).thenApply(pass -> () -> admit(head, peer, pass));
    }

    private Opening admit(RequestHead head, Peer peer, RequestCheck.Pass pass) {
        try {
            EngineSession session = Verification.ofWebSocket(head, sessions);
            if (session != null) {
                return new Admitted(pass.headers(), socket -> Upgrade.begin(session, socket, options.upgradeTimeout()));
            }
            checkRoom(pass);
            return new Admitted(pass.headers(), socket -> open(socket, head, peer, pass));
        } catch (HttpException refusal) {
            throw gate.refusal(refusal, head, peer);
        }
    }

    /** A client that is let in, with headers for the response. */
    private record Admitted(Headers headers, Function<WebSocket, WebSocketListener> whenOpen) implements Opening {
        @Override
        public WebSocketListener open(WebSocket socket) {
            return whenOpen.apply(socket);
        }
    }

    private WebSocketListener open(WebSocket socket, RequestHead head, Peer peer, RequestCheck.Pass pass) {
        EngineSession session = newSession(Transport.WEBSOCKET, OpeningHandshake.strip(head), client(head, peer), pass);
        if (!sessions.add(session)) {               // two have passed with one id at the same time, on two loops
            gate.refusal(idIsTaken(), head, peer);
            WebSocketListener none = session.openWebSocket(socket);
            session.end(CloseReason.FORCED_CLOSE);
            return none;
        }
        Message opening = EnginePacket.open(session.id(), options, false);
        if (session.protocol() == 3) {
            // The response goes apart, as from Node's server: some old clients miss what comes with it. Newer ones listen before.
            FlushScope.flushCurrent();
        }
        WebSocketTransport.debugSending(opening);
        socket.send(opening);
        WebSocketListener listener = session.openWebSocket(socket);
        start(session);
        return listener;
    }

    @Override
    public WebSocketLimits limits() {
        return limits;
    }

    // Both.

    private void checkRoom(RequestCheck.Pass pass) {
        if (refusing) {
            throw new HttpException(503, "the server is closed");
        }
        if (sessions.isFull()) {
            sessions.warn("maxSessions", "clients are refused: there are maxSessions (" + options.maxSessions() + ") already");
            throw new HttpException(503, "there are maxSessions already");
        }
        if (pass.sessionId() != null && sessions.get(pass.sessionId()) != null) {
            throw idIsTaken();
        }
    }

    private HttpException idIsTaken() {
        sessions.warn("sessionId", "a client is refused: there is a session with the id that the check of its request has chosen;"
                + " an id must be of one session alone");
        return new HttpException(500, "the id of the session is taken");
    }

    private EngineSession newSession(Transport transport, RequestHead head, Peer client, RequestCheck.Pass pass) {
        String id = pass.sessionId() == null ? sessions.newId() : pass.sessionId();
        return new EngineSession(id, transport, head, client, loops.get(), sessions);
    }

    private void start(EngineSession session) {
        if (DEBUG.on()) {
            DEBUG.log("handshaking client " + session.id() + " over " + session.transport());
        }
        try {
            session.start(Objects.requireNonNull(accept.apply(session), "nobody listens to the session"));
        } catch (RuntimeException | Error e) {
            session.abandon("its listener failed", e);
        }
        if (refusing) {
            session.close(CloseReason.FORCED_CLOSE);        // close() may not have seen it
        }
    }
}
