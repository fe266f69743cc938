package enchufe.net;

import enchufe.dispatch.HeapShare;
import enchufe.engine.EngineLoop;
import enchufe.engine.Exchange;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.log.Log;
import enchufe.tls.Tls;
import enchufe.websocket.WebSocketEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * The public port. It accepts connections and deals them to the loops, where they are served: by WebSocket endpoints, by
 * handlers, or through a relay by an HttpServer behind. Unless a method says otherwise, it may be called from any thread.
 */
public final class HttpListener {
    /** What an idle connection takes on the heap, generously (measured: up to 1,600). */
    static final int CONNECTION_BYTES = 2_000;
    /** Enough connections for a server; or as many as fit the {@linkplain HeapShare share of the heap} for them. */
    public static final int DEFAULT_MAX_CONNECTIONS = HeapShare.count(100_000, CONNECTION_BYTES);
    /** The same for encrypted connections, of which each takes up to 10,000 bytes (measured: 8,500). */
    public static final int DEFAULT_MAX_TLS_CONNECTIONS = HeapShare.count(100_000, 10_000);
    private static final Logger LOG = Log.of("enchufe.net");

    private final Loops loops;
    private final int maxConnections;
    private final int maxRequestBody;
    private final Mounts mounts = new Mounts();
    private final Consumer<Connection> owner = this::gone;      // of the clients' connections
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Acceptor> acceptors = new CopyOnWriteArrayList<>();
    private final Warnings warnings = new Warnings();
    private final BackEnd backEnd;
    private volatile HttpTimeouts timeouts = HttpTimeouts.DEFAULT;
    private volatile TlsPort tls;                               // null for plain HTTP
    private volatile boolean draining;
    private volatile ConnectionObserver observer;               // null for nobody
    private volatile CompletableFuture<Void> emptied;           // set when the port is being closed

    /**
     * Makes a listener that does not listen yet.
     *
     * @param loops serve it; started by the caller
     * @param maxConnections further clients are cut off
     * @param maxRequestBody the most bytes of a body for the HttpServer behind
     */
    public HttpListener(Loops loops, int maxConnections, int maxRequestBody) {
        this.loops = loops;
        this.maxConnections = maxConnections;
        this.maxRequestBody = maxRequestBody;
        this.backEnd = new BackEnd(maxConnections, warnings);
    }

    /** Serves WebSockets at a path and below, for a protocol that has limits and a heartbeat itself. */
    public void webSocket(String path, WebSocketEndpoint endpoint) {
        webSocket(path, endpoint, null);
    }

    /**
     * Serves plain WebSockets at a path and below.
     *
     * @param path the path
     * @param endpoint called on the loop
     * @param plain the rules that they are under; null for none
     */
    public void webSocket(String path, WebSocketEndpoint endpoint, PlainWebSockets plain) {
        mounts.add(path, new Mounts.WebSocketMount(endpoint, plain));
    }

    /**
     * Serves requests at a path and below on the loop.
     *
     * @param path the path
     * @param handler called on the loop: must not block; any thread may answer
     * @param maxBody the most bytes of a request's body
     * @param onRefused called on the loop with requests that are refused before the handler has seen them; null for nobody
     */
    public void handle(String path, Consumer<Exchange> handler, int maxBody, OnRefused onRefused) {
        mounts.add(path, new Mounts.HandlerMount(handler, maxBody, onRefused));
    }

    /**
     * Sets which loop serves the requests at a path and below.
     *
     * @param path the path
     * @param function gives one of the loops, to which the request's connection then moves; or null if any will do
     */
    public void homes(String path, Function<RequestHead, EngineLoop> function) {
        mounts.addHome(path, function);
    }

    /** Sets the loopback address of the HttpServer that serves everything else. */
    public void backEnd(InetSocketAddress address) {
        backEnd.address(address);
    }

    /** Sets how long clients may take, on connections that come from now on; {@link HttpTimeouts#DEFAULT} otherwise. */
    public void timeouts(HttpTimeouts value) {
        timeouts = value;
    }

    /**
     * Sets what gives the number of requests that wait for a thread of the HttpServer behind, on any thread. While any wait,
     * clients that block threads are cut off.
     */
    public void waitingPages(IntSupplier waiting) {
        backEnd.waitingPages(waiting);
    }

    /** Lets the port speak TLS, and nothing else; null for plain HTTP. */
    public void tls(Tls value) {
        tls = value == null ? null : new TlsPort(value);
    }

    /** Sets what sees the bytes of connections that come from now on; null for nobody. */
    public void observer(ConnectionObserver value) {
        observer = value;
    }

    /**
     * Binds an address, or a free port of it for port 0: clients can connect from now on, but they are not served yet. {@return the
     * address taken}
     */
    public InetSocketAddress bind(InetSocketAddress address) throws IOException {
        var acceptor = new Acceptor(address, loops.first(), this::take);
        acceptors.add(acceptor);
        return acceptor.address();
    }

    /** Releases the addresses that are bound. */
    public void unbind() {
        acceptors.forEach(Acceptor::close);
        acceptors.clear();
    }

    /** Begins to serve clients, as soon as the loops run. */
    public void accept() {
        loops.first().execute(() -> {
            acceptors.forEach(Acceptor::start);
            if (tls != null) {
                tls.start(loops.first());
            }
        });
    }

    private void take(SocketChannel channel) {
        if (connections.get() >= maxConnections) {
            warnings.full(maxConnections);
            Acceptor.closeQuietly(channel);
            return;
        }
        connections.incrementAndGet();
        Loop loop = loops.deal();
        if (loop.inLoop()) {
            serve(channel, loop);
        } else {
            loop.execute(() -> serve(channel, loop));
        }
    }

    private void serve(SocketChannel channel, Loop loop) {
        Connection connection = tls == null ? new Connection(loop, channel) : new TlsConnection(loop, channel);
        ConnectionHandler handler;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);     // else small answers wait for the peer's ACK
            var peer = new Peer((InetSocketAddress) channel.getRemoteAddress(), tls != null);
            connection.tap = Tap.of(observer, peer);
            handler = connection instanceof TlsConnection encrypted ? new TlsGreeting(this, encrypted, peer)
                    : new HttpConnection(this, connection, peer);
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.DEBUG, "a connection could not be served", e);    // the client has gone already, for instance
            Acceptor.closeQuietly(channel);
            gone(connection);
            return;
        }
        try {
            connection.start(handler, owner);
            if (isClosing()) {
                handler.onShutdown();           // it was not there yet when the others were told
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.DEBUG, "a connection could not be served", e);
            connection.close();                 // which counts it out, once
        }
    }

    private void gone(Connection connection) {
        Tap.closed(connection.tap);
        if (connections.decrementAndGet() == 0 && emptied != null) {
            emptied.complete(null);
        }
    }

    /**
     * The first half of closing: WebSockets are closed and no more are opened. Requests are still served, so that clients that
     * poll can fetch what waits for them, perhaps on a new connection.
     */
    public void drain() {
        draining = true;
        for (Loop loop : loops.all()) {
            // Twice: after tasks that the loop has already, which may send close frames with other codes.
            loop.execute(() -> loop.execute(() -> clients(loop).forEach(client -> client.handler().onDrain())));
        }
    }

    /**
     * Accepts no more, ends all connections in order, and after a grace period cuts off those that are left. {@return completed on
     * a loop when no connection is left}
     */
    public CompletableFuture<Void> close(Duration grace) {
        var done = new CompletableFuture<Void>();
        loops.first().execute(() -> {
            acceptors.forEach(Acceptor::close);
            emptied = done;
            if (tls != null) {
                tls.stop();
            }
            for (Loop loop : loops.all()) {
                loop.execute(() -> close(loop, grace));
            }
            if (connections.get() == 0) {
                done.complete(null);
            }
        });
        return done;
    }

    private void close(Loop loop, Duration grace) {
        clients(loop).forEach(client -> client.handler().onShutdown());
        loop.after(grace, () -> clients(loop).forEach(Connection::close));
    }

    private List<Connection> clients(Loop loop) {
        return loop.connections().stream().filter(connection -> connection.owner() == owner).toList();
    }

    // ---- what its connections ask

    boolean isClosing() {
        return emptied != null;
    }

    /** {@return the loop on which a request is to be served, which is the present one if there is no reason to move} */
    Loop home(RequestHead head, Loop present) {
        return loops.all().size() > 1 && mounts.home(head) instanceof Loop home ? home : present;
    }

    /**
     * {@return what serves the WebSocket that a request asks for; null if it asks for none, or for one that nobody serves}
     *
     * @throws HttpException with status 503 if the server is closing
     */
    Mounts.WebSocketMount webSocket(RequestHead head) {
        Mounts.WebSocketMount mount = mounts.webSocket(head);
        if (mount != null && draining) {
            throw new HttpException(503, "the server is closing");
        }
        return mount;
    }

    /** {@return the handler of a path, and where it is mounted; null if there is none} */
    Routes.Route<Mounts.HandlerMount> handler(String path) {
        return mounts.handler(path);
    }

    TlsPort tls() {
        return tls;
    }

    HttpTimeouts timeouts() {
        return timeouts;
    }

    Warnings warnings() {
        return warnings;
    }

    /** A request is refused; its head is null if it is not complete. {@return headers to add to the response} */
    Headers refused(RequestHead head, Peer peer, HttpException refusal, long now) {
        Routes.Route<Mounts.HandlerMount> route = head == null ? null : handler(head.path());
        if (route != null && route.target().onRefused() != null) {
            return route.target().onRefused().refused(head, peer, refusal.status());
        }
        warnings.refused(peer, refusal, maxRequestBody, now);
        return Headers.NONE;
    }

    BackEnd backEnd() {
        return backEnd;
    }

    int maxBody(String path) {
        Routes.Route<Mounts.HandlerMount> route = handler(path);
        return route == null ? maxRequestBody : route.target().maxBody();
    }

    /**
     * {@return the client behind a relay with that address; null if there is none: any local process can reach the HttpServer
     * behind}
     */
    public Peer peerBehind(InetSocketAddress relay) {
        return backEnd.peer(relay);
    }
}
