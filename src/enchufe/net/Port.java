package enchufe.net;

import com.sun.net.httpserver.HttpHandler;
import enchufe.engine.EngineLoop;
import enchufe.http.Peer;
import enchufe.websocket.WebSocketEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The public port: accepts connections and serves WebSockets and handlers on the loop, everything else through a relay to
 * an HttpServer behind.
 */
public final class Port implements Loop.Selected {
    private static final int MAX_ACCEPTS = 64;                  // in a row, then the connections have their turn
    private static final int BACKLOG = 1024;
    private static final long ACCEPT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Logger LOG = System.getLogger("enchufe.net");

    private final Loop loop;
    private final int maxConnections;
    private final int maxRequestBody;
    private final Routes routes = new Routes();
    private final Map<Integer, Peer> peersBehindRelays = new ConcurrentHashMap<>();     // by the relay's own port
    private final Set<Connection> connections = new HashSet<>();                        // loop thread
    private volatile InetSocketAddress backEnd;
    private ServerSocketChannel server;                         // set once before the loop uses it
    private SelectionKey key;                                   // loop thread
    private boolean fullReported;                               // loop thread
    private CompletableFuture<Void> emptied;                    // loop thread; set when the port is being closed

    /**
     * Makes a port that does not listen yet.
     *
     * @param loop serves it; started by the caller
     * @param maxConnections further clients are cut off
     * @param maxRequestBody the most bytes of a body for the HttpServer behind
     */
    public Port(Loop loop, int maxConnections, int maxRequestBody) {
        this.loop = loop;
        this.maxConnections = maxConnections;
        this.maxRequestBody = maxRequestBody;
    }

    /**
     * Serves WebSockets at a path and below.
     *
     * @param path the path
     * @param endpoint called on the loop
     */
    public void webSocket(String path, WebSocketEndpoint endpoint) {
        routes.add(path, endpoint, null, 0);
    }

    /**
     * Serves requests at a path and below on the loop.
     *
     * @param path the path
     * @param handler called on the loop: must not block; may complete its exchange later, from any thread
     * @param maxBody the most bytes of a request's body
     */
    public void handle(String path, HttpHandler handler, int maxBody) {
        routes.add(path, null, handler, maxBody);
    }

    /**
     * Sets the HttpServer that serves everything else.
     *
     * @param address its address, a loopback one
     */
    public void backEnd(InetSocketAddress address) {
        backEnd = address;
    }

    /**
     * Listens.
     *
     * @param address where; port 0 takes a free one
     * @return where it listens now
     * @throws IOException if it cannot listen there
     */
    public InetSocketAddress listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            // Without it a restarted server could not take its port while old connections are in TIME_WAIT.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, BACKLOG);
            channel.configureBlocking(false);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        server = channel;
        loop.execute(this::acceptNow);
        return (InetSocketAddress) channel.getLocalAddress();
    }

    private void acceptNow() {
        try {
            key = loop.register(server, SelectionKey.OP_ACCEPT, this);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the port cannot accept connections", e);
        }
    }

    @Override
    public void ready(SelectionKey ready) {
        for (int i = 0; i < MAX_ACCEPTS; i++) {
            try {
                SocketChannel channel = server.accept();
                if (channel == null) {
                    return;
                }
                accept(channel);
            } catch (IOException e) {
                pause(e);
                return;
            }
        }
    }

    private void accept(SocketChannel channel) throws IOException {
        if (connections.size() >= maxConnections) {
            channel.close();
            if (!fullReported) {
                fullReported = true;
                LOG.log(Level.WARNING, "connections are refused: there are maxConnections (" + maxConnections + ") already");
            }
            return;
        }
        fullReported = false;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);     // else small answers wait for the peer's ACK
            var peer = new Peer((InetSocketAddress) channel.getRemoteAddress(), false);
            var connection = new Connection(loop, channel);
            connection.start(new HttpConnection(this, connection, peer), () -> gone(connection));
            connections.add(connection);
        } catch (IOException | RuntimeException e) {
            channel.close();                        // it went before it was there: no reason to stop accepting
            LOG.log(Level.DEBUG, "a connection could not be served", e);
        }
    }

    /** Out of file descriptors, in all likelihood: the others shall be served meanwhile. */
    private void pause(IOException cause) {
        LOG.log(Level.WARNING, "no connection can be accepted (out of file descriptors? see ulimit -n): trying again soon: "
                + cause.getMessage());
        key.interestOps(0);
        loop.schedule(loop.now() + ACCEPT_PAUSE_NANOS, now -> {
            if (key.isValid()) {
                key.interestOps(SelectionKey.OP_ACCEPT);
            }
            return EngineLoop.NEVER;
        });
    }

    private void gone(Connection connection) {
        connections.remove(connection);
        if (emptied != null && connections.isEmpty()) {
            emptied.complete(null);
        }
    }

    /**
     * Accepts no more, ends all connections in order, and after a grace period cuts what is left.
     *
     * @param grace how long the clients have
     * @return completed on the loop when no connection is left
     */
    public CompletableFuture<Void> close(Duration grace) {
        var done = new CompletableFuture<Void>();
        loop.execute(() -> {
            emptied = done;
            closeServer();
            Set.copyOf(connections).forEach(Connection::shutDown);
            if (connections.isEmpty()) {
                done.complete(null);
            }
            loop.schedule(loop.now() + grace.toNanos(), now -> {
                Set.copyOf(connections).forEach(Connection::close);
                return EngineLoop.NEVER;
            });
        });
        return done;
    }

    private void closeServer() {
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the port did not close", e);
        }
    }

    // ---- what its connections ask

    Routes routes() {
        return routes;
    }

    InetSocketAddress backEnd() {
        return backEnd;
    }

    int maxBody(String path) {
        Routes.Route route = routes.http(path);
        return route == null ? maxRequestBody : route.maxBody();
    }

    void introduce(int relayPort, Peer peer) {
        peersBehindRelays.put(relayPort, peer);
    }

    void forget(int relayPort) {
        peersBehindRelays.remove(relayPort);
    }

    /**
     * Finds the client behind a request that the HttpServer behind received.
     *
     * @param relay the address that the HttpServer saw
     * @return the client, or null if the request did not come through this port: any local process can reach the HttpServer
     */
    public Peer peerBehind(InetSocketAddress relay) {
        return peersBehindRelays.get(relay.getPort());
    }
}
