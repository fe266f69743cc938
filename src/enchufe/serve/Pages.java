package enchufe.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import enchufe.dispatch.BlockingPool;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.UrlPath;
import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.log.RareWarnings;
import enchufe.net.HttpListener;
import enchufe.net.HttpTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The HttpServer behind the port: serves pages, and everything else that the application serves with handlers that may block. */
public final class Pages {
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";
    private static final Logger LOG = Log.of("enchufe");

    static {
        // The JVM reads these once, when it makes its first HttpServer. Without the first, a small response waits 40 ms for the
        // peer's TCP ACK. Above the second, idle connections are closed without a message. The third is how long, in seconds, a
        // connection of a bound HttpServer may be idle: as long as one of ours, since proxies keep connections for 60 to 75 s.
        setUnlessSet(NO_DELAY, "true");
        setUnlessSet("sun.net.httpserver.maxIdleConnections", "100000");
        setUnlessSet("sun.net.httpserver.idleInterval", Long.toString(HttpTimeouts.DEFAULT.keepAliveTimeout().toSeconds()));
    }

    private final PageRoutes routes = new PageRoutes();
    private final HttpListener port;
    private final int maxThreads;
    private final String keepAlive;
    private final RareWarnings warnings = new RareWarnings(LOG);
    private HttpServer server;                  // made when there is something to serve
    private BlockingPool pool;                  // null if the server has its own executor
    private boolean listening;

    /**
     * Prepares to serve.
     *
     * @param port the public port; null if the server is bound already and is itself the public one
     * @param server the application's HttpServer; null to make one when there is something to serve
     */
    Pages(HttpListener port, HttpServer server, HostOptions options) {
        this.port = port;
        this.maxThreads = options.maxPageThreads();
        this.keepAlive = options.timeouts().keepAlive();
        this.server = server;
        if (server != null && port != null && !Boolean.getBoolean(NO_DELAY)) {
            LOG.log(Level.WARNING, "small pages may take 40 ms: start java with -D" + NO_DELAY + "=true");
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** {@return a new HttpServer that is not bound yet} */
    public static HttpServer newServer() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw Misuse.atCaller(new UncheckedIOException("no HttpServer could be made: " + e.getMessage(), e));
        }
    }

    /** Serves the files of a folder; throws an {@link IllegalArgumentException} if there is none. */
    public synchronized void files(String path, Path folder) {
        handle(path, new StaticFiles(UrlPath.of(path) + "/", folder));
    }

    /** Serves the files of a folder beside a class; throws an {@link IllegalArgumentException} if there is none. */
    public void files(String path, Class<?> beside, String folder) {
        files(path, ClassPathFolder.of(beside, folder));
    }

    /** Serves requests to a path, and to all paths below it except those with a longer match, with a handler, which may block. */
    public synchronized void handle(String path, HttpHandler handler) {
        String prefix = routes.add(path, Misuse.requireNonNull(handler, "handler"));
        if (server == null) {
            server = newServer();
        }
        String context = prefix.isEmpty() ? "/" : UrlPath.decode(prefix);           // the JDK compares decoded paths
        server.createContext(context, port == null ? routes : exchange -> {
            if (port.peerBehind(exchange.getRemoteAddress()) == null) {
                // Any local process can try that.
                routes.refuse(exchange, new HttpException(403, "the request did not come through the public port"));
            } else {
                announce(exchange.getResponseHeaders());
                routes.handle(exchange);
            }
        });
        if (listening && server.getAddress() == null) {
            try {
                startBehind();
            } catch (IOException e) {
                throw Misuse.atCaller(new UncheckedIOException("the HttpServer for pages cannot start: " + e.getMessage(), e));
            }
        }
    }

    /** Says how long the port keeps the connection, unless the HttpServer's response closes it. */
    private void announce(Headers response) {
        if (!"close".equalsIgnoreCase(response.getFirst("Connection"))) {
            response.set("Keep-Alive", keepAlive);
        }
    }

    /** Reserves a path for what the port itself serves there. */
    void keep(String path) {
        routes.add(path, exchange -> {
            throw new HttpException(404, "the port itself serves this path");
        });
    }

    /**
     * {@return the address of the client that sent a request} Throws an {@link IllegalArgumentException} if it did not come through
     * the public port.
     */
    public InetSocketAddress remoteAddress(HttpExchange exchange) {
        if (port == null) {
            return exchange.getRemoteAddress();
        }
        Peer peer = port.peerBehind(exchange.getRemoteAddress());
        if (peer == null) {
            throw Misuse.argument("the request did not come through the public port");
        }
        return peer.address();
    }

    /** Starts the HttpServer behind the port, now if there is something to serve, or else with the first handler. */
    synchronized void start() throws IOException {
        listening = true;
        if (server != null) {
            startBehind();
        }
    }

    private void startBehind() throws IOException {
        if (server.getExecutor() == null) {
            pool = new BlockingPool("enchufe-pages", maxThreads, this::reportCrowded);
            port.waitingPages(pool::waiting);
            server.setExecutor(pool);
        }
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        port.backEnd(server.getAddress());
    }

    private void reportCrowded() {
        warnings.say("crowded", "pages wait: all maxPageThreads (" + maxThreads + ") are busy; raise it, or let slow handlers"
                + " complete their exchanges later, on their own threads");
    }

    synchronized void stop() {
        if (server != null && server.getAddress() != null) {
            server.stop(0);
        }
        if (pool != null) {
            pool.close();
        }
    }
}
