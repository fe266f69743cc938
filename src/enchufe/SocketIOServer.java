package enchufe;

import com.sun.net.httpserver.HttpServer;
import enchufe.dispatch.Intake;
import enchufe.engine.EnginePacket;
import enchufe.engine.EngineServer;
import enchufe.link.Overdue;
import enchufe.link.PacketReceiver;
import enchufe.link.Traffic;
import enchufe.log.Debug;
import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.log.RareWarnings;
import enchufe.serve.Binding;
import enchufe.serve.Host;
import enchufe.serve.Pages;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
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
public final class SocketIOServer extends PageServer {
    private static final Debug DEBUG = Debug.of("socket.io:server");

    final Namespaces namespaces;
    private final Namespace main;
    private final Context context;
    private final Engine engine;

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
     *     timeouts apply to connections, requests and pages. Give it an executor: without one, it serves one request at a time, and
     *     a client that sends slowly holds up all others
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
        this(httpServer, options, Intake.OF_JVM, Overdue.LIMIT);
    }

    /** Makes a server that counts what its clients send separately from the rest of this JVM, or has other patience: for tests. */
    SocketIOServer(HttpServer httpServer, Options options, Intake intake, Duration patience) {
        super(Misuse.requireNonNull(options, "options"),
                new Host(httpServer, options.host(), options.cors().rule(options.proxies())));
        host.closeOnFailure(this::close);
        var limits = new PacketReceiver.Limits(options.maxInboundBytes(), options.pauseTimeout(), options.maxAttachments(),
                options.parser(), intake, new RareWarnings(Log.of("enchufe")), new Traffic());
        this.context = new Context(options, host.dispatcher(), host.loops(), limits, patience);
        this.namespaces = new Namespaces(context, context.cluster());
        this.main = namespaces.of("/");
        EngineServer server = newEngine();
        server.onConnection(session -> {
            if (DEBUG.on()) {
                DEBUG.log("incoming connection with id " + session.id());
            }
            if (options.initialPacket() != null) {
                session.send(EnginePacket.text(options.initialPacket()));
            }
            return new Client(namespaces, session).begin();
        });
        this.engine = new Engine(context, server);
        host.mount(options.path(), server, options.script());
        if (options.metrics() != null) {
            text(options.metrics(), "text/plain; version=0.0.4; charset=utf-8", () -> stats().toPrometheus());
        }
        if (options.inspector() != null) {
            inspect(context, namespaces);
        }
    }

    /**
     * {@return a new HttpServer for {@link #SocketIOServer(HttpServer)}; made in this way, it responds without delay}
     */
    public static HttpServer httpServer() {
        return Pages.newServer();
    }

    // ---- listening

    /**
     * Listens on all addresses, at the port that the environment variable {@code PORT} names, else at 3000.
     *
     * @return this server
     * @throws IllegalArgumentException if {@code PORT} is no port
     * @throws IllegalStateException see {@link #listen(int)}
     */
    public SocketIOServer listen() {
        return listen(Binding.portOf("PORT", System.getenv("PORT")));
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
            this.host.listen(InetAddress.getAllByName(Misuse.requireNonNull(host, "host")), portNumber);
            return this;
        } catch (UnknownHostException e) {
            throw Misuse.argument("the host \"" + host + "\" is unknown: use a name or an address of this"
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
        timers.end();
        host.close(grace, namespaces::end);
        context.close();
    }

    // ---- namespaces

    /**
     * {@return the namespace with that name, made if it is new, and kept from then on; if a pattern matches, it is its child}
     *
     * @param name its name; {@code /} is the main namespace
     */
    public Namespace of(String name) {
        return namespaces.of(Misuse.requireNonNull(name, "name"));
    }

    /**
     * {@return the parent of all namespaces whose names match a pattern; they have its listeners and middlewares}
     *
     * @param names must match the whole name, with its slash; matched on threads of the executor, so that a slow pattern delays
     *     only the client that wants to connect
     */
    public Namespace of(Pattern names) {
        return namespaces.of(Misuse.requireNonNull(names, "names"));
    }

    /**
     * {@return the parent of all namespaces that a function admits; they have its listeners and middlewares}
     *
     * @param names takes the name that a client asks for, with its slash, and the client's credentials; it may take its time, since
     *     it is called on threads of the executor, and delays only the client that wants to connect
     */
    public Namespace of(BiPredicate<String, Map<String, Object>> names) {
        return namespaces.of(Misuse.requireNonNull(names, "names"));
    }

    /**
     * Adds a listener for namespaces that are new: those that {@code of} makes by a name, and the children of patterns and
     * functions, each time that one is made. It may add listeners and middlewares: no socket is admitted before it has ended. A
     * child that {@code of} names by its name is kept for ever: add to the one that is given. Those that exist are not told.
     *
     * @param listener takes the namespace; called on the thread that makes it, and for children on threads of the executor
     * @return this server
     */
    public SocketIOServer onNewNamespace(Consumer<Namespace> listener) {
        namespaces.onNew(Misuse.requireNonNull(listener, "listener"));
        return this;
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

    /**
     * Adds a listener for what other servers of the cluster tell the main namespace of this one.
     *
     * @param event the event's name
     * @param listener see {@link Namespace#onServerSideEmit}
     * @return this server
     */
    public SocketIOServer onServerSideEmit(String event, EventListener listener) {
        main.onServerSideEmit(event, listener);
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

    /** {@return the layer below Socket.IO: its requests, before they are served and when they are refused} */
    public Engine engine() {
        return engine;
    }

    /** {@return the numbers of this server now: clients, sockets, events, what waits} */
    public Stats stats() {
        return Stats.of(namespaces.all(), engine.server(), context.limits());
    }

    @Override
    public String toString() {
        return "SocketIOServer " + host + " with " + Namespace.count(sockets().size());
    }

    // ---- within the server

    @Override
    SocketIOServer self() {
        return this;
    }

    @Override
    BroadcastOperator all() {
        return main.all();
    }

    @Override
    Audience audience() {
        return main.audience();
    }
}
