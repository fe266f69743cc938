package enchufe.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An Engine.IO server, protocol revision 4, and 3 if that is allowed. Its host mounts it twice at one path:
 * {@link #handle(Exchange)} serves long-polling, and as a {@link WebSocketEndpoint} it serves WebSockets. As an
 * {@link HttpHandler}, the JDK's HttpServer can host it too, on its own threads; sessions are confined to their loops either way.
 */
public final class EngineServer implements HttpHandler, WebSocketEndpoint {
    private static final Debug DEBUG = Debug.of("engine");

    private final EngineOptions options;
    private final Supplier<EngineLoop> loops;
    private final Sessions sessions;
    private final Posts posts;
    private final ResponseWriters writers;
    private volatile WebSocketLimits limits;
    private final Refusals refusals = new Refusals();
    private volatile Front front = Front.NONE;
    private volatile RequestFilter filter = (head, peer) -> Headers.NONE;
    private volatile Function<EngineSession, EngineListener> accept = session -> {
        throw new IllegalStateException("nobody takes the sessions: call onConnection before serving");
    };
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean refusing;

    /**
     * Makes a server.
     *
     * @param options its settings
     * @param loops gives the calling thread if it is a loop, else the loop for a new session
     */
    public EngineServer(EngineOptions options, Supplier<EngineLoop> loops) {
        this(options, loops, new OutboundBudget(options.maxOutboundBytes()));
    }

    /**
     * Makes a server that shares an outbound budget with others.
     *
     * @param options its settings
     * @param loops gives the calling thread if it is a loop, else the loop for a new session
     * @param budget what may wait for clients, instead of the options' {@code maxOutboundBytes}
     */
    public EngineServer(EngineOptions options, Supplier<EngineLoop> loops, OutboundBudget budget) {
        this.options = options;
        this.loops = loops;
        this.sessions = new Sessions(options, budget);
        this.posts = new Posts(sessions);
        this.writers = new ResponseWriters(loops.get());
        perMessageDeflate(-1);
    }

    /**
     * Sets the function that is called with each new session.
     *
     * @param function called on the session's loop; returns the session's listener. Messages that it sends follow the open packet
     */
    public void onConnection(Function<EngineSession, EngineListener> function) {
        accept = Objects.requireNonNull(function, "function");
    }

    /**
     * Sets the filter that sees every request first.
     *
     * @param requestFilter admits or refuses, and gives headers for the responses
     */
    public void filter(RequestFilter requestFilter) {
        filter = Objects.requireNonNull(requestFilter, "requestFilter");
    }

    /**
     * Sets what is in front of this server; nothing by default.
     *
     * @param value proxies, and other servers
     */
    public void front(Front value) {
        front = Objects.requireNonNull(value, "front");
    }

    /**
     * Sets how long a client may read nothing of a response, where the JDK's HttpServer hosts this server; 60 s by default. Then
     * the client is cut off.
     *
     * @param value 1 ms to 12 days
     */
    public void sendTimeout(Duration value) {
        writers.sendTimeout(value);
    }

    /**
     * Sets whether messages on WebSockets may be compressed; by default they are not.
     *
     * @param threshold see {@link WebSocketLimits#deflateThreshold()}
     */
    public void perMessageDeflate(int threshold) {
        limits = new WebSocketLimits(options.maxHttpBufferSize(), WebSocketLimits.DEFAULT.maxFragments(), threshold);
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

    /** {@return how many requests were refused, by the reason that clients are told} */
    public Map<String, Long> refusals() {
        return refusals.sums();
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
     * Serves a request of the polling transport that the JDK's HttpServer hosts; it is answered later.
     *
     * @param exchange the request
     */
    @Override
    public void handle(HttpExchange exchange) {
        handle(exchange, this::handle);
    }

    /**
     * Passes on a request that the JDK's HttpServer hosts, for a handler in front of this server.
     *
     * @param exchange the request
     * @param handler passes what it does not answer itself to {@link #handle(Exchange)}; threads of this server write the response.
     *     What it throws is thrown here: then the request is still to be answered
     */
    public void handle(HttpExchange exchange, Consumer<Exchange> handler) {
        var request = new JdkExchange(exchange, writers, sessions.ending());
        try {
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
        try {
            request.addHeaders(filter.admit(withOrigin(request.head()), request.peer()));
            EngineSession session = Verification.ofPolling(request.head(), sessions);
            if (session == null) {
                handshake(request);
            } else if (request.head().method().equals("POST")) {
                posts.begin(request, session);
            } else {
                session.polling().watch(request);
                session.onLoop(() -> session.polling().poll(request));
            }
        } catch (HttpException refusal) {
            request.refuse(refusals.counted(refusal, front));
        }
    }

    private RequestHead withOrigin(RequestHead head) {
        return options.allowEIO3() ? Jsonp.withOrigin(head) : head;
    }

    private static void debug(String what, RequestHead head) {
        if (DEBUG.on()) {
            DEBUG.log(what + head.method() + " http request", head.target());
        }
    }

    private void handshake(Exchange request) {
        checkRoom();
        EngineLoop loop = loops.get();
        Peer client = front.clients().apply(request.head(), request.peer());
        var session = new EngineSession(Transport.POLLING, request.head(), client, loop, sessions);
        request.addHeaders(front.cookie(session));
        session.onLoop(() -> {
            start(session);
            boolean upgradable = options.allowUpgrades() && options.transports().contains(Transport.WEBSOCKET);
            Message opening = EnginePacket.open(session.id(), options, upgradable);
            PollingTransport.payload(request, session.encoding().write(List.of(opening)));
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
        try {
            filter.admit(head, peer);
            EngineSession session = Verification.ofWebSocket(head, sessions);
            if (session != null) {
                return socket -> Upgrade.begin(session, socket, options.upgradeTimeout());
            }
            checkRoom();
        } catch (HttpException refusal) {
            throw refusals.counted(refusal, front);
        }
        return socket -> open(socket, head, peer);
    }

    private WebSocketListener open(WebSocket socket, RequestHead head, Peer peer) {
        RequestHead lasting = OpeningHandshake.strip(head);
        var session = new EngineSession(Transport.WEBSOCKET, lasting, front.clients().apply(head, peer), loops.get(), sessions);
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

    private void checkRoom() {
        if (refusing) {
            throw new HttpException(503, "the server is closed");
        }
        if (sessions.isFull()) {
            sessions.warn("maxSessions", "clients are refused: there are maxSessions (" + options.maxSessions() + ") already");
            throw new HttpException(503, "there are maxSessions already");
        }
    }

    private void start(EngineSession session) {
        if (DEBUG.on()) {
            DEBUG.log("handshaking client " + session.id() + " over " + session.transport());
        }
        sessions.add(session);
        try {
            session.start(Objects.requireNonNull(accept.apply(session), "nobody listens to the session"));
        } catch (RuntimeException | Error e) {
            session.abandon(e);
        }
        if (refusing) {
            session.close(CloseReason.FORCED_CLOSE);        // close() may not have seen it
        }
    }
}
