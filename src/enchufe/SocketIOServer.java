package enchufe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import enchufe.dispatch.Intake;
import enchufe.engine.EngineListener;
import enchufe.engine.EngineServer;
import enchufe.engine.EngineSession;
import enchufe.link.PacketReceiver;
import enchufe.log.Log;
import enchufe.log.RareWarnings;
import enchufe.serve.Host;
import enchufe.serve.Pages;
import enchufe.serve.PeerEndpoint;
import enchufe.websocket.WebSocketEndpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A Socket.IO server: long-polling, WebSocket, the client script and pages on one port.
 *
 * <pre>{@code
 * var io = new SocketIOServer();
 * io.files("/", Path.of("web"));
 * io.onConnection(socket -> socket.on("say", text -> io.emit("said", text.get(0))));
 * io.listen(3000);
 * }</pre>
 *
 * <p>What is emitted here goes to the main namespace, {@code /}. Every method may be called from any thread.
 */
public final class SocketIOServer extends Broadcaster {
    private final Options options;
    private final Host host;
    private final Namespaces namespaces;
    private final Namespace main;

    /** Makes a server with the default options. */
    public SocketIOServer() {
        this(null, new Options());
    }

    /**
     * Makes a server.
     *
     * @param options its settings
     */
    public SocketIOServer(Options options) {
        this(null, options);
    }

    /**
     * Makes a server that also serves the contexts of the application's own HttpServer.
     *
     * @param httpServer if it is not bound, it serves behind this server's port, on a loopback address; use {@link #handle} for
     *     what other programs on this machine must not reach there. If it is bound, it keeps its port, and cannot serve WebSockets:
     *     the polling transport and the client script are mounted on it, {@link #listen} must not be called, and its own limits and
     *     timeouts apply to connections, requests and pages
     */
    public SocketIOServer(HttpServer httpServer) {
        this(httpServer, new Options());
    }

    /**
     * Makes a server that also serves the contexts of the application's own HttpServer.
     *
     * @param httpServer see {@link #SocketIOServer(HttpServer)}; null for none
     * @param options its settings
     * @throws IllegalStateException if the HttpServer is bound and the options do not allow polling
     */
    public SocketIOServer(HttpServer httpServer, Options options) {
        this(httpServer, options, Intake.OF_JVM);
    }

    /** Makes a server that counts what its clients send separately from the rest of this JVM: for tests. */
    SocketIOServer(HttpServer httpServer, Options options, Intake intake) {
        this.options = Objects.requireNonNull(options, "options");
        this.host = new Host(httpServer, options.host(), options.cors().rule());
        host.closeOnFailure(this::close);
        var limits = new PacketReceiver.Limits(options.maxInboundBytes(), options.pauseTimeout(), options.maxAttachments(), intake,
                new RareWarnings(Log.of("enchufe")));
        var context = new Context(options, host.dispatcher(), host.loops(), limits);
        this.namespaces = new Namespaces(context);
        this.main = namespaces.of("/");
        EngineServer engine = host.newEngine();
        engine.onConnection(session -> new Client(context, namespaces, session));
        host.mount(options.path(), engine, options.script());
    }

    /**
     * {@return a new HttpServer for {@link #SocketIOServer(HttpServer)}; made in this way, it responds without delay}
     */
    public static HttpServer httpServer() {
        return Pages.newServer();
    }

    // ---- serving

    /**
     * Serves the files of a folder, with {@code index.html} for folders, content types by extension, and ETags.
     *
     * @param path {@code /}, or a path such as {@code /images}
     * @param folder the folder
     * @return this server
     * @throws IllegalArgumentException if there is no such folder
     */
    public SocketIOServer files(String path, Path folder) {
        host.pages().files(Objects.requireNonNull(path, "path"), Objects.requireNonNull(folder, "folder"));
        return this;
    }

    /**
     * Serves requests with a handler. It runs on separate threads and may block.
     *
     * @param path the path; also serves all paths below it, except those with a longer match
     * @param handler responds to the requests
     * @return this server
     */
    public SocketIOServer handle(String path, HttpHandler handler) {
        host.pages().handle(Objects.requireNonNull(path, "path"), Objects.requireNonNull(handler, "handler"));
        return this;
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
        Objects.requireNonNull(protocols, "protocols");
        return webSocket(path, endpoint(path, protocols, listener));
    }

    private WebSocketEndpoint endpoint(String path, List<String> protocols, Consumer<WebSocketPeer> listener) {
        Objects.requireNonNull(listener, "listener");
        var limits = new PeerEndpoint.Limits(options.engine().maxHttpBufferSize(), options.maxInboundBytes(),
                options.pauseTimeout());
        return new PeerEndpoint(path, host, limits, protocols,
                (socket, head) -> WebSocketPeer.listener(socket, head, listener));
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
        host.webSocket(Objects.requireNonNull(path, "path"), Objects.requireNonNull(endpoint, "endpoint"));
        return this;
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
        EngineServer engine = host.newEngine();
        engine.onConnection(Objects.requireNonNull(listener, "listener"));
        host.mount(Objects.requireNonNull(path, "path"), engine, null);
        return this;
    }

    /**
     * {@return the address of the client that sent a request to a handler; the exchange's own is this server's, which relayed it}
     *
     * @param exchange the request
     * @throws IllegalArgumentException if the request did not come through this server's port
     */
    public InetSocketAddress remoteAddress(HttpExchange exchange) {
        return host.pages().remoteAddress(Objects.requireNonNull(exchange, "exchange"));
    }

    /**
     * Listens on all addresses, IPv6 too. The JVM keeps running until {@link #close}.
     *
     * @param portNumber the port; 0 for a free one: see {@link #port()}
     * @return this server
     * @throws IllegalStateException if the port is in use or not permitted, or the server already listens or is closed
     */
    public SocketIOServer listen(int portNumber) {
        host.listen(new InetAddress[] {null}, portNumber);      // null: the wildcard, which serves IPv6 too
        return this;
    }

    /**
     * Listens on the addresses of one host: for {@code localhost}, on IPv4 and IPv6. Addresses that this machine does not have are
     * left out if there are others, and so are IPv6 addresses where IPv6 is off.
     *
     * @param host a name or an address of this machine
     * @param portNumber the port; 0 for a free one: see {@link #port()}
     * @return this server
     * @throws IllegalStateException if the port is in use or not permitted at one of the addresses, this machine has none of them,
     *     or the server already listens or is closed
     * @throws IllegalArgumentException if the host is unknown
     */
    public SocketIOServer listen(String host, int portNumber) {
        try {
            this.host.listen(InetAddress.getAllByName(Objects.requireNonNull(host, "host")), portNumber);
            return this;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the host \"" + host + "\" is unknown: use a name or an address of this"
                    + " machine, or listen(port) for all addresses", e);
        }
    }

    /**
     * {@return the port that the server listens on}
     *
     * @throws IllegalStateException if it does not listen yet
     */
    public int port() {
        return host.portNumber();
    }

    /**
     * Closes the server. Sockets are disconnected with {@link DisconnectReason#SERVER_SHUTTING_DOWN}. What was sent before is still
     * delivered if the clients take it within two seconds; until then polling clients are served, and new ones refused with 503.
     * Then all connections are closed. Returns when this is done, the port is free, and the {@link Socket#onDisconnect} listeners
     * have ended, which also have two seconds; on a loop, it returns immediately. Further calls only wait.
     */
    public void close() {
        close(Host.CLOSE_GRACE);
    }

    void close(Duration grace) {
        host.close(grace, this::disconnectSockets);
    }

    private CompletableFuture<Void> disconnectSockets() {
        var ends = new ArrayList<CompletableFuture<Void>>();
        for (Namespace namespace : namespaces.all()) {
            for (Socket socket : namespace.sockets()) {
                socket.failPendingAcks();
                var end = CompletableFuture.runAsync(() -> socket.end(DisconnectReason.SERVER_SHUTTING_DOWN),
                        socket.queue()::execute);
                if (!socket.queue().isCurrent()) {              // else its own listener closes the server, and must end first
                    ends.add(end);
                }
            }
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    // ---- namespaces

    /**
     * {@return the namespace with that name, made if it is new, and kept from then on; if a pattern matches, it is its child}
     *
     * @param name its name; {@code /} is the main namespace
     */
    public Namespace of(String name) {
        return namespaces.of(Objects.requireNonNull(name, "name"));
    }

    /**
     * {@return the parent of all namespaces whose names match a pattern; they have its listeners and middlewares}
     *
     * @param names must match the whole name, with its slash; matched on threads of the executor, so that a slow pattern delays
     *     only the client that wants to connect
     */
    public Namespace of(Pattern names) {
        return namespaces.of(Objects.requireNonNull(names, "names"));
    }

    /**
     * Adds a listener for sockets that connect to the main namespace.
     *
     * @param listener see {@link Namespace#onConnection}
     * @return this server
     */
    public SocketIOServer onConnection(Consumer<Socket> listener) {
        main.onConnection(listener);
        return this;
    }

    /**
     * Adds a middleware to the main namespace.
     *
     * @param middleware see {@link Namespace#use}
     * @return this server
     */
    public SocketIOServer use(Middleware middleware) {
        main.use(middleware);
        return this;
    }

    /** {@return the sockets that are connected to the main namespace now} */
    public Collection<Socket> sockets() {
        return main.sockets();
    }

    /**
     * {@return the connected socket with that id in the main namespace, or null}
     *
     * @param id the socket id
     */
    public Socket socket(String id) {
        return main.socket(id);
    }

    // ---- within the server

    @Override
    BroadcastOperator all() {
        return main.all();
    }

    /** {@return the namespaces: for tests} */
    Namespaces namespaces() {
        return namespaces;
    }
}
