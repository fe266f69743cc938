package enchufe;

import enchufe.engine.EngineOptions;
import enchufe.engine.Transport;
import enchufe.http.UrlPath;
import enchufe.net.HttpTimeouts;
import enchufe.net.HttpListener;
import enchufe.serve.ClientScript;
import enchufe.serve.HostOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The settings of a server. Begin with {@code new Options()} and change what differs; each method returns new options and
 * leaves these alone. Where Node's server has the setting too, the default is the same.
 */
public final class Options implements Cloneable {
    private String path = "/socket.io";
    private EngineOptions engine = EngineOptions.DEFAULT;
    private Duration connectTimeout = Duration.ofSeconds(45);
    private Cors cors = Cors.SAME_ORIGIN;
    private Executor executor;
    private int loops = Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors() / 2));
    private boolean serveClient = true;
    private Path clientScript;
    private int maxConnections = HttpListener.DEFAULT_MAX_CONNECTIONS;
    private int maxRequestBody = 1_000_000;
    private int maxPageThreads = 256;
    private HttpTimeouts timeouts = HttpTimeouts.DEFAULT;
    private int maxInboundBytes = 2_000_000;
    private Duration pauseTimeout = Duration.ofMinutes(1);
    private int maxAttachments = 10;
    private int maxNamespacesPerClient = 100;
    private int maxPendingAcks = 10_000;

    /** Makes options that are all at their defaults. */
    public Options() {}

    private Options change(Consumer<Options> setting) {
        try {
            var copy = (Options) clone();
            setting.accept(copy);
            return copy;
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Options with(EngineOptions changed) {
        return change(copy -> copy.engine = changed);
    }

    private Options with(HttpTimeouts changed) {
        return change(copy -> copy.timeouts = changed);
    }

    /**
     * {@return options with another path of the Socket.IO requests; {@code /socket.io} by default}
     *
     * @param value begins with a slash; as one would type it in a browser: {@code /café}, {@code /my chat}, or escaped
     */
    public Options path(String value) {
        String path = UrlPath.of(Objects.requireNonNull(value, "path"));
        if (path.isEmpty()) {
            throw new IllegalArgumentException("path is \"/\", where the pages are: name one, such as \"/socket.io\"");
        }
        return change(copy -> copy.path = path);
    }

    /**
     * {@return options with another time between two pings; 25 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options pingInterval(Duration value) {
        return with(engine.withPingInterval(value));
    }

    /**
     * {@return options with another time for a client to answer a ping; 20 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options pingTimeout(Duration value) {
        return with(engine.withPingTimeout(value));
    }

    /**
     * {@return options with another time for a client to complete the upgrade to WebSocket; 10 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options upgradeTimeout(Duration value) {
        return with(engine.withUpgradeTimeout(value));
    }

    /**
     * {@return options with another time for a client to join its first namespace; 45 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options connectTimeout(Duration value) {
        return change(copy -> copy.connectTimeout = EngineOptions.check("connectTimeout", value));
    }

    /**
     * {@return options with another limit of a message, on either transport; 1,000,000 bytes by default}
     *
     * @param bytes at least 1
     */
    public Options maxHttpBufferSize(int bytes) {
        return with(engine.withMaxHttpBufferSize(bytes));
    }

    /**
     * {@return options with another limit of what waits to be sent to a client; above it, the client is closed with
     * {@code transport error}, a plain WebSocket with 1006; 16,000,000 bytes by default, and a quarter of the heap for all}
     *
     * @param bytes at least 1
     */
    public Options maxOutboundBytes(int bytes) {
        return with(engine.withMaxOutboundBytes(bytes));
    }

    /**
     * {@return options with another limit of a client's events that wait for their listeners, in bytes of the heap; above it, the
     * client is not read until they have run; 2,000,000 by default. While an acknowledgement of the client is awaited, four times
     * as much may wait, so that it arrives. All clients together may have an eighth of the heap waiting}
     *
     * @param bytes at least 1
     */
    public Options maxInboundBytes(int bytes) {
        return change(copy -> copy.maxInboundBytes = EngineOptions.check("maxInboundBytes", bytes));
    }

    /**
     * {@return options with another time that a client may go unread because of {@link #maxInboundBytes} while none of its
     * listeners ends; after it, the client is closed with {@code ping timeout}; one minute by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options pauseTimeout(Duration value) {
        return change(copy -> copy.pauseTimeout = EngineOptions.check("pauseTimeout", value));
    }

    /**
     * {@return options with other transports; both by default}
     *
     * @param first one
     * @param more perhaps the other
     */
    public Options transports(Transport first, Transport... more) {
        var transports = new HashSet<>(Arrays.asList(Objects.requireNonNull(more, "transports")));
        transports.add(first);
        return with(engine.withTransports(transports));
    }

    /**
     * {@return options with or without upgrades from polling to WebSocket; with them by default}
     *
     * @param value whether to allow them
     */
    public Options allowUpgrades(boolean value) {
        return with(engine.withAllowUpgrades(value));
    }

    /**
     * {@return options that let pages of other origins connect; the same origin alone by default}
     *
     * @param origins each as browsers send it, {@code https://example.org}; {@code "*"} lets any page connect
     */
    public Options cors(String... origins) {
        return cors(Cors.of(origins));
    }

    /**
     * {@return options that let pages of other origins connect; the same origin alone by default}
     *
     * @param value which, and with what
     */
    public Options cors(Cors value) {
        return change(copy -> copy.cors = Objects.requireNonNull(value, "cors"));
    }

    /**
     * {@return options with another executor of the handlers; by default a pool of platform threads that grows when handlers
     * block}
     *
     * @param value for example virtual threads; {@code Runnable::run} runs handlers on the {@link #loops loops}, where none may
     *     block; null for the default. What it rejects is offered again; once it is shut down, a thread of the server does the rest
     */
    public Options executor(Executor value) {
        return change(copy -> copy.executor = value);
    }

    /**
     * {@return options with another number of loops, the threads that read from the network; by default one for every two
     * processors, at most 8}
     *
     * @param value at least 1; with {@code Runnable::run} and one loop, handlers run one at a time
     */
    public Options loops(int value) {
        return change(copy -> copy.loops = EngineOptions.check("loops", value));
    }

    /**
     * {@return options with or without the client script at {@code /socket.io/socket.io.js}; with it by default}
     *
     * @param value whether to serve it
     */
    public Options serveClient(boolean value) {
        return change(copy -> copy.serveClient = value);
    }

    /**
     * {@return options with another client script; our own by default}
     *
     * @param value a file, which then takes the place of ours; or a folder such as the official client's, whose files
     *     {@code socket.io.js}, {@code socket.io.esm.js}, minified ones ({@code .min.js}) and maps are then served by their names;
     *     null for our own
     */
    public Options clientScript(Path value) {
        return change(copy -> copy.clientScript = value);
    }

    /**
     * {@return options with another limit of connections; above it, new ones are closed; 100,000 by default, or as many as an
     * eighth of the heap holds at 2,000 bytes each}
     *
     * @param value at least 1
     */
    public Options maxConnections(int value) {
        return change(copy -> copy.maxConnections = EngineOptions.check("maxConnections", value));
    }

    /**
     * {@return options with another limit of sessions; above it, handshakes are answered with 503; 1,000,000 by default, or as
     * many as an eighth of the heap holds at 2,000 bytes each}
     *
     * @param value at least 1
     */
    public Options maxSessions(int value) {
        return with(engine.withMaxSessions(value));
    }

    /**
     * {@return options with another limit of a request's body to a page; above it, the answer is 413; 1,000,000 bytes by default}
     *
     * @param bytes at least 1
     */
    public Options maxRequestBody(int bytes) {
        return change(copy -> copy.maxRequestBody = EngineOptions.check("maxRequestBody", bytes));
    }

    /**
     * {@return options with another limit of the threads that serve pages; when all are busy, requests wait, and clients that read
     * their pages slowly are disconnected; 256 by default}
     *
     * @param value at least 1; without effect on an {@code HttpServer} with an executor of its own
     */
    public Options maxPageThreads(int value) {
        return change(copy -> copy.maxPageThreads = EngineOptions.check("maxPageThreads", value));
    }

    /**
     * {@return options with another time for the head of an HTTP request, from its first byte or from the start of the connection;
     * then it is answered with 408; 60 s by default. This and the next three are checked once a second. On an {@code HttpServer}
     * that was bound before, only {@code sendTimeout} counts, for polls}
     *
     * @param value 1 ms to 12 days
     */
    public Options headersTimeout(Duration value) {
        return with(new HttpTimeouts(value, timeouts.requestTimeout(), timeouts.keepAliveTimeout(), timeouts.sendTimeout()));
    }

    /**
     * {@return options with another time for a whole HTTP request, from its first byte; then the answer is 408; 300 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options requestTimeout(Duration value) {
        return with(new HttpTimeouts(timeouts.headersTimeout(), value, timeouts.keepAliveTimeout(), timeouts.sendTimeout()));
    }

    /**
     * {@return options with another time from a response to the next request, after which the connection is closed; 80 s by
     * default, longer than proxies keep idle connections, so that the proxy closes first}
     *
     * @param value 1 ms to 12 days
     */
    public Options keepAliveTimeout(Duration value) {
        return with(new HttpTimeouts(timeouts.headersTimeout(), timeouts.requestTimeout(), value, timeouts.sendTimeout()));
    }

    /**
     * {@return options with another time for which a client may read nothing of an HTTP response; then it is disconnected; 60 s by
     * default}
     *
     * @param value 1 ms to 12 days
     */
    public Options sendTimeout(Duration value) {
        return with(new HttpTimeouts(timeouts.headersTimeout(), timeouts.requestTimeout(), timeouts.keepAliveTimeout(), value));
    }

    /**
     * {@return options with another limit of the binary parts of an event; 10 by default}
     *
     * @param value at least 1
     */
    public Options maxAttachments(int value) {
        return change(copy -> copy.maxAttachments = EngineOptions.check("maxAttachments", value));
    }

    /**
     * {@return options with another limit of a client's namespaces; 100 by default}
     *
     * @param value at least 1
     */
    public Options maxNamespacesPerClient(int value) {
        return change(copy -> copy.maxNamespacesPerClient = EngineOptions.check("maxNamespacesPerClient", value));
    }

    /**
     * {@return options with another limit of the acknowledgements that one socket may owe; 10,000 by default}
     *
     * @param value at least 1
     */
    public Options maxPendingAcks(int value) {
        return change(copy -> copy.maxPendingAcks = EngineOptions.check("maxPendingAcks", value));
    }

    String path() { return path; }
    EngineOptions engine() { return engine; }
    HostOptions host() {
        return new HostOptions(loops, executor, maxConnections, maxRequestBody, maxPageThreads, timeouts, engine);
    }
    Duration connectTimeout() { return connectTimeout; }
    Cors cors() { return cors; }
    ClientScript script() { return serveClient ? new ClientScript(path, clientScript) : null; }
    int maxInboundBytes() { return maxInboundBytes; }
    Duration pauseTimeout() { return pauseTimeout; }
    int maxAttachments() { return maxAttachments; }
    int maxNamespacesPerClient() { return maxNamespacesPerClient; }
    int maxPendingAcks() { return maxPendingAcks; }
}
