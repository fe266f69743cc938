package enchufe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import enchufe.engine.EngineListener;
import enchufe.engine.EngineServer;
import enchufe.engine.EngineSession;
import enchufe.engine.Exchange;
import enchufe.engine.Front;
import enchufe.engine.JdkExchange;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.inspect.Inspector;
import enchufe.link.UserTimers;
import enchufe.log.Misuse;
import enchufe.serve.Host;
import enchufe.serve.PeerEndpoint;
import enchufe.websocket.WebSocketEndpoint;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a {@link SocketIOServer} has beside Socket.IO: pages, handlers and plain WebSockets on the same port; timers. */
public abstract class PageServer extends Broadcaster {
    final Options options;
    final Host host;
    final UserTimers timers;

    PageServer(Options options, Host host) {
        this.options = options;
        this.host = host;
        this.timers = new UserTimers(host.loops().first());
    }

    abstract SocketIOServer self();

    // ---- pages, handlers, plain WebSockets

    /**
     * Serves the files of a folder, with {@code index.html} for folders, content types by extension, and ETags.
     *
     * @param path {@code /}, or a path such as {@code /images}
     * @param folder the folder
     * @return this server
     * @throws IllegalArgumentException if there is no such folder
     */
    public SocketIOServer files(String path, Path folder) {
        host.pages().files(Misuse.requireNonNull(path, "path"), Misuse.requireNonNull(folder, "folder"));
        return self();
    }

    /**
     * Serves the files of a folder on the class path, for pages inside of the application's own jar.
     *
     * @param path {@code /}, or a path such as {@code /images}
     * @param beside a class of the application
     * @param folder the name of a folder beside that class, such as {@code web}; with {@code index.html}, if it is in a jar that
     *     lists only files
     * @return this server
     * @throws IllegalArgumentException if there is no such folder
     */
    public SocketIOServer files(String path, Class<?> beside, String folder) {
        host.pages().files(Misuse.requireNonNull(path, "path"), Misuse.requireNonNull(beside, "beside"),
                Misuse.requireNonNull(folder, "folder"));
        return self();
    }

    /**
     * Serves requests with a handler. It runs on separate threads and may block.
     *
     * @param path the path; also serves all paths below it, except those with a longer match
     * @param handler responds to the requests
     * @return this server
     */
    public SocketIOServer handle(String path, HttpHandler handler) {
        host.pages().handle(Misuse.requireNonNull(path, "path"), Misuse.requireNonNull(handler, "handler"));
        return self();
    }

    /** Serves a text that is made anew for each request. */
    void text(String path, String contentType, Supplier<String> text) {
        handle(path, exchange -> {
            byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    /**
     * Serves plain WebSockets at a path, for clients that do not speak Socket.IO. Of the subprotocols that a client offers, the
     * first is chosen.
     *
     * @param path the path; also serves all paths below it
     * @param listener takes each connection
     * @return this server
     */
    public SocketIOServer webSocket(String path, Consumer<WebSocketPeer> listener) {
        return webSocket(path, endpoint(path, null, listener));
    }

    /**
     * Serves plain WebSockets that speak certain subprotocols, for example {@code mqtt}. Of those that a client offers, the first
     * that is among them is chosen: see {@link WebSocketPeer#protocol()}. A client that offers only others is served without one;
     * browsers then close the connection. A client that offers none is served too.
     *
     * @param path the path; also serves all paths below it
     * @param protocols the subprotocols' names (RFC 6455 §11.5)
     * @param listener takes each connection
     * @return this server
     * @throws IllegalArgumentException if a name is not a token (RFC 9110 §5.6.2), so that no client could offer it
     */
    public SocketIOServer webSocket(String path, List<String> protocols, Consumer<WebSocketPeer> listener) {
        Misuse.requireNonNull(protocols, "protocols");
        return webSocket(path, endpoint(path, protocols, listener));
    }

    private WebSocketEndpoint endpoint(String path, List<String> protocols, Consumer<WebSocketPeer> listener) {
        Misuse.requireNonNull(listener, "listener");
        var limits = new PeerEndpoint.Limits(options.engine().maxHttpBufferSize(), options.maxInboundBytes(),
                options.pauseTimeout(), options.deflateThreshold);
        return new PeerEndpoint(path, host, limits, protocols,
                (socket, head) -> WebSocketPeer.listener(socket, head, client(head, socket.peer()), listener));
    }

    /**
     * Serves plain WebSockets at a path, at a low level: the endpoint and its listeners run on the loops and must not block.
     * Heartbeat and {@code maxOutboundBytes} apply as to a {@link WebSocketPeer}; the endpoint has to limit what arrives.
     *
     * @param path the path; also serves all paths below it
     * @param endpoint admits connections
     * @return this server
     */
    public SocketIOServer webSocket(String path, WebSocketEndpoint endpoint) {
        host.webSocket(Misuse.requireNonNull(path, "path"), Misuse.requireNonNull(endpoint, "endpoint"));
        return self();
    }

    /**
     * Serves only Engine.IO at a path, the layer below Socket.IO: messages, heartbeat and both transports, but no events. The
     * listeners run on their sessions' loops and must not block.
     *
     * @param path the path
     * @param listener called when a session opens; returns its listener
     * @return this server
     */
    public SocketIOServer engine(String path, Function<EngineSession, EngineListener> listener) {
        EngineServer engine = newEngine();
        engine.onConnection(Misuse.requireNonNull(listener, "listener"));
        host.mount(Misuse.requireNonNull(path, "path"), engine, null);
        return self();
    }

    EngineServer newEngine() {
        EngineServer engine = host.newEngine();
        engine.front(new Front(options.proxies()::client, options.cookie(), options.adapter() != null));
        return engine;
    }

    /** Serves the inspector. Its pages are clients too, but of namespaces that only they see. */
    void inspect(Context context, Namespaces watched) {
        var own = new Namespaces(context, null);
        Namespace pages = own.of("/");
        var inspector = new Inspector(options.inspector(), host, timers, new Inspector.Server() {
            @Override
            public boolean admits(Exchange request) {
                return options.inspectorGuard().test(
                        new Handshake(request.head(), request.peer(), Map.of(), System.currentTimeMillis()));
            }

            @Override
            public List<EngineSession> watchers() {
                return pages.sockets().stream().map(Socket::conn).toList();
            }

            @Override
            public void emit(String event, Object... arguments) {
                pages.emit(event, arguments);
            }

            @Override
            public Map<String, Object> state(int most) {
                return watched.describe(most);
            }

            @Override
            public Map<Peer, String> clientsAt(Set<Peer> peers) {
                return watched.clientsAt(peers);
            }
        });
        pages.use((socket, next) -> {
            if (options.inspectorGuard().test(socket.handshake())) {
                next.pass();
            } else {
                next.refuse(Inspector.REFUSAL);
            }
        });
        pages.onConnection(socket -> {
            inspector.update();
            socket.onDisconnect(reason -> inspector.update());
        });
        EngineServer engine = host.newEngine();
        engine.onConnection(session -> new Client(own, session).begin());
        inspector.open(engine);
    }

    private InetSocketAddress client(RequestHead head, Peer peer) {
        return options.proxies().client(head, peer).address();
    }

    /**
     * {@return the address of the client that sent a request to a handler; the exchange's own is this server's, which relayed it.
     * Behind a proxy, see {@link Options#trustedProxies}}
     *
     * @param exchange the request
     * @throws IllegalArgumentException if the request did not come through this server's port
     */
    public InetSocketAddress remoteAddress(HttpExchange exchange) {
        InetSocketAddress peer = host.pages().remoteAddress(Misuse.requireNonNull(exchange, "exchange"));
        return client(JdkExchange.headOf(exchange), new Peer(peer, false));
    }

    // ---- timers

    /**
     * Runs a task once, when the server has listened that long.
     *
     * @param delay from now, 1 ms to 12 days
     * @param task runs on a thread of the server's executor; what it throws is logged
     * @return for cancelling it; completes when the task has run. It is cancelled when the server closes
     * @throws IllegalStateException if 1,000 timers of the server are running
     */
    public Future<?> after(Duration delay, Runnable task) {
        return timers.after(delay, host.dispatcher().newQueue(), task);
    }

    /**
     * Runs a task again and again, for the first time after one period. If it takes longer than the period, the times that it
     * misses are left out.
     *
     * @param period from one time to the next, 1 ms to 12 days
     * @param task runs on a thread of the server's executor; if it throws, this is logged, and it will run again
     * @return for cancelling it. It is cancelled when the server closes
     * @throws IllegalStateException if 1,000 timers of the server are running
     */
    public Future<?> every(Duration period, Runnable task) {
        return timers.every(period, host.dispatcher().newQueue(), task);
    }
}
