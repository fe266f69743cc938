package enchufe;

import enchufe.engine.EngineOptions;
import enchufe.http.UrlPath;
import enchufe.log.Misuse;
import enchufe.packet.CustomParser;
import enchufe.serve.ClientScript;
import enchufe.serve.HostOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Predicate;

/**
 * The settings of a server. Start with {@code new Options()} and set what differs from the defaults. Immutable: each method returns
 * new options, so {@code new Options().cors("*").loops(2)} is a chain, and a call whose result is dropped has no effect. Settings
 * that Node's server has too have the same defaults. A value outside its limits is an {@link IllegalArgumentException}.
 */
public final class Options extends TransportOptions {
    private String path = "/socket.io";
    private Duration connectTimeout = Duration.ofSeconds(45);
    private Cors cors = Cors.SAME_ORIGIN;
    private Executor executor;
    private JsonMapper json;
    private Parser parser;
    private Adapter adapter;
    private Duration recovery;                      // null: off
    private boolean skipMiddlewares;
    private String initialPacket;                   // null: there is none
    private boolean announce = true;
    private boolean serveClient = true;
    private Path clientScript;
    private int maxInboundBytes = 2_000_000;
    private Duration pauseTimeout = Duration.ofMinutes(1);
    private int maxAttachments = 10;
    private int maxNamespacesPerClient = 100;
    private int maxPendingAcks = 10_000;
    private String metrics;                         // null: they are not served
    private String inspector;                       // null: there is none
    private Predicate<Handshake> inspectorGuard = Handshake::isLocal;

    /** Makes options with all defaults. */
    public Options() {}

    /**
     * {@return options with this path for Socket.IO requests; {@code /socket.io} by default}
     *
     * @param value begins with a slash; as typed in a browser, {@code /café} or {@code /my chat}, or percent-encoded
     */
    public Options path(String value) {
        String path = apart("path", value, "/socket.io");
        return change(copy -> copy.path = path);
    }

    /**
     * {@return options with this time for a client to join its first namespace; 45 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options connectTimeout(Duration value) {
        return change(copy -> copy.connectTimeout = EngineOptions.check("connectTimeout", value));
    }

    /**
     * {@return options with this limit for a client's events that wait for their listeners, in bytes of the heap; above it, the
     * client is not read until they have run; 2,000,000 by default. While an acknowledgement of the client is pending, the limit is
     * four times as high, so that it arrives. The events of all clients may take an eighth of the heap: see {@link #pauseTimeout}}
     *
     * @param bytes at least 1
     */
    public Options maxInboundBytes(int bytes) {
        return change(copy -> copy.maxInboundBytes = EngineOptions.check("maxInboundBytes", bytes));
    }

    /**
     * {@return options with this time for which a client may not be read because of {@link #maxInboundBytes} while none of its
     * listeners ends; after it, the client is disconnected with {@code ping timeout}, and its events that wait are dropped; one
     * minute by default} If it is not read because those of all clients take too much, the one with the most waiting is.
     *
     * @param value 1 ms to 12 days
     */
    public Options pauseTimeout(Duration value) {
        return change(copy -> copy.pauseTimeout = EngineOptions.check("pauseTimeout", value));
    }

    /**
     * {@return options that let pages of these origins connect too; by default only those of the same origin}
     *
     * @param origins as browsers send them, {@code https://example.org}; {@code "*"} lets any page connect: see {@link Cors#of}
     */
    public Options cors(String... origins) {
        return cors(Cors.of(origins));
    }

    /**
     * {@return options that let pages of other origins connect too; by default only those of the same origin}
     *
     * @param value which origins, and whether with cookies
     */
    public Options cors(Cors value) {
        return change(copy -> copy.cors = Misuse.requireNonNull(value, "cors"));
    }

    /**
     * {@return options with this executor for listeners; by default a pool of platform threads that grows when they block}
     *
     * @param value for example virtual threads; {@code Runnable::run} runs listeners on the {@link #loops loops}, where none may
     *     block; null for the default. Rejected tasks are offered again; after its shutdown, a thread of the server runs the rest
     * @throws IllegalArgumentException if it discards tasks without an exception: the end of a socket would be lost
     */
    public Options executor(Executor value) {
        if (value instanceof ThreadPoolExecutor pool && discards(pool.getRejectedExecutionHandler())) {
            String policy = pool.getRejectedExecutionHandler().getClass().getSimpleName();
            throw Misuse.argument("executor: what its " + policy + " discards would be lost, the end of a socket too;"
                    + " with ThreadPoolExecutor.AbortPolicy it is offered again");
        }
        return change(copy -> copy.executor = value);
    }

    private static boolean discards(RejectedExecutionHandler policy) {
        return policy instanceof ThreadPoolExecutor.DiscardPolicy || policy instanceof ThreadPoolExecutor.DiscardOldestPolicy;
    }

    /**
     * {@return options with or without the client script at {@code /socket.io/socket.io.js}; with it by default}
     *
     * @param value whether it is served
     */
    public Options serveClient(boolean value) {
        return change(copy -> copy.serveClient = value);
    }

    /**
     * {@return options with this client script; Enchufe's own by default}
     *
     * @param value a file, served instead of Enchufe's; or a folder such as the official client's, whose files
     *     {@code socket.io.js}, {@code socket.io.esm.js}, minified ones ({@code .min.js}) and maps are served under their names;
     *     null for Enchufe's own
     */
    public Options clientScript(Path value) {
        return change(copy -> copy.clientScript = value);
    }

    /**
     * {@return options with this limit for the binary attachments of an event; 10 by default}
     *
     * @param value at least 1
     */
    public Options maxAttachments(int value) {
        return change(copy -> copy.maxAttachments = EngineOptions.check("maxAttachments", value));
    }

    /**
     * {@return options with this limit for a client's namespaces; 100 by default}
     *
     * @param value at least 1
     */
    public Options maxNamespacesPerClient(int value) {
        return change(copy -> copy.maxNamespacesPerClient = EngineOptions.check("maxNamespacesPerClient", value));
    }

    /**
     * {@return options with this limit for the pending acknowledgements of one socket; 10,000 by default}
     *
     * @param value at least 1
     */
    public Options maxPendingAcks(int value) {
        return change(copy -> copy.maxPendingAcks = EngineOptions.check("maxPendingAcks", value));
    }

    /**
     * {@return options with a mapper for objects of classes that Enchufe does not know; without one by default}
     *
     * @param value for example one that uses Jackson: see {@link JsonMapper}; null for none
     */
    public Options json(JsonMapper value) {
        return change(copy -> copy.json = value);
    }

    /**
     * {@return options with another form of packets beside the usual one, for clients whose first packet has it; without one by
     * default}
     *
     * @param value {@link Parser#messagePack()}, or one of the application's own; null for none
     */
    public Options parser(Parser value) {
        return change(copy -> copy.parser = value);
    }

    /**
     * {@return options with an adapter, which makes several servers one; without one by default}
     *
     * @param value see {@link Adapter}; null for none
     */
    public Options adapter(Adapter value) {
        return change(copy -> copy.adapter = value);
    }

    /**
     * {@return options that let clients come back after a short disconnection as the sockets that they were, with what they have
     * missed, and without passing the middlewares again; off by default}
     *
     * @param maxDisconnectionDuration how long they may be away, 1 ms to 12 days; two minutes in Node's server
     * @see Socket#recovered
     */
    public Options connectionStateRecovery(Duration maxDisconnectionDuration) {
        return connectionStateRecovery(maxDisconnectionDuration, true);
    }

    /**
     * {@return options that let clients come back after a short disconnection as the sockets that they were, with what they have
     * missed; off by default}
     *
     * @param maxDisconnectionDuration how long they may be away, 1 ms to 12 days; two minutes in Node's server
     * @param skipMiddlewares false: the middlewares are asked again, since a user may have been blocked meanwhile
     * @see Socket#recovered
     */
    public Options connectionStateRecovery(Duration maxDisconnectionDuration, boolean skipMiddlewares) {
        Duration most = EngineOptions.check("maxDisconnectionDuration", maxDisconnectionDuration);
        return change(copy -> {
            copy.recovery = most;
            copy.skipMiddlewares = skipMiddlewares;
        });
    }

    /**
     * {@return options with a packet that each client gets first, before it has joined a namespace; without one by default}
     *
     * @param value a packet of Socket.IO as it is on the wire, such as {@code 2["hello"]}: the client keeps the event until it has
     *     joined the main namespace; null for none
     */
    public Options initialPacket(String value) {
        return change(copy -> copy.initialPacket = value);
    }

    /**
     * {@return options with or without the line in the log that says where the server listens; with it by default}
     *
     * @param value whether {@link SocketIOServer#listen} logs its URL, at INFO
     */
    public Options announce(boolean value) {
        return change(copy -> copy.announce = value);
    }

    /**
     * {@return options with the numbers of {@link SocketIOServer#stats} at a path, as Prometheus reads them; without it by default.
     * Whoever reaches the port can read them, unless a proxy refuses this path}
     *
     * @param path such as {@code /metrics}
     */
    public Options metrics(String path) {
        String at = apart("metrics", path, "/metrics");
        return change(copy -> copy.metrics = at);
    }

    /**
     * {@return options with a page that shows live what the server's connections send and receive, layer by layer; without it by
     * default. Only browsers on this machine see it, at {@code localhost} and not through a proxy}
     *
     * @param path the page's path, such as {@code /inspect}
     */
    public Options inspector(String path) {
        return inspector(path, Handshake::isLocal);
    }

    /**
     * {@return options with a page that shows live what the server's connections send and receive, for those whom a guard admits}
     *
     * @param path the page's path, such as {@code /inspect}
     * @param guard admits requests, in the place of the rule of {@link #inspector(String)}; called on threads of the executor.
     *     Whoever is admitted sees all data of all clients
     */
    public Options inspector(String path, Predicate<Handshake> guard) {
        String at = apart("inspector", path, "/inspect");
        Predicate<Handshake> checked = Misuse.requireNonNull(guard, "guard");
        return change(copy -> {
            copy.inspector = at;
            copy.inspectorGuard = checked;
        });
    }

    private static String apart(String what, String value, String example) {
        String path = UrlPath.of(Misuse.requireNonNull(value, "path"));
        if (path.isEmpty()) {
            throw Misuse.argument(what + " is \"/\", where the pages are: name a path, such as \"" + example + '"');
        }
        return path;
    }

    String metrics() { return metrics; }
    String inspector() { return inspector; }
    Predicate<Handshake> inspectorGuard() { return inspectorGuard; }
    String path() { return path; }
    EngineOptions engine() { return engine; }
    HostOptions host() {
        return new HostOptions(loops, executor, maxConnections(), maxRequestBody, maxPageThreads, timeouts, engine,
                deflateThreshold, announce, tls);
    }
    JsonMapper json() { return json; }
    CustomParser parser() { return parser == null ? null : new CustomParser(parser::encode, parser::decode); }
    Duration recovery() { return recovery; }
    boolean skipMiddlewares() { return skipMiddlewares; }
    Adapter adapter() { return adapter; }
    String initialPacket() { return initialPacket; }
    Duration connectTimeout() { return connectTimeout; }
    Cors cors() { return cors; }
    ClientScript script() { return serveClient ? new ClientScript(path, clientScript, parser != null) : null; }
    int maxInboundBytes() { return maxInboundBytes; }
    Duration pauseTimeout() { return pauseTimeout; }
    int maxAttachments() { return maxAttachments; }
    int maxNamespacesPerClient() { return maxNamespacesPerClient; }
    int maxPendingAcks() { return maxPendingAcks; }
}
