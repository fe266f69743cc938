package enchufe;

import enchufe.engine.EngineOptions;
import enchufe.engine.Transport;
import enchufe.http.UrlPath;
import enchufe.net.HttpListener;
import enchufe.net.HttpTimeouts;
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
 * The settings of a server. Start with {@code new Options()} and set what differs from the defaults. Immutable: each method returns
 * new options. Settings that Node's server has too have the same defaults. A value outside its limits is an
 * {@link IllegalArgumentException}.
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

    /** Makes options with all defaults. */
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
     * {@return options with this path for Socket.IO requests; {@code /socket.io} by default}
     *
     * @param value begins with a slash; as typed in a browser, {@code /café} or {@code /my chat}, or percent-encoded
     */
    public Options path(String value) {
        String path = UrlPath.of(Objects.requireNonNull(value, "path"));
        if (path.isEmpty()) {
            throw new IllegalArgumentException("path is \"/\", where the pages are: name one, such as \"/socket.io\"");
        }
        return change(copy -> copy.path = path);
    }

    /**
     * {@return options with this time between two pings; 25 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options pingInterval(Duration value) {
        return with(engine.withPingInterval(value));
    }

    /**
     * {@return options with this time for a client to answer a ping; 20 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options pingTimeout(Duration value) {
        return with(engine.withPingTimeout(value));
    }

    /**
     * {@return options with this time for a client to complete the upgrade to WebSocket; 10 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options upgradeTimeout(Duration value) {
        return with(engine.withUpgradeTimeout(value));
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
     * {@return options with this limit for a message, on both transports; 1,000,000 bytes by default}
     *
     * @param bytes at least 1
     */
    public Options maxHttpBufferSize(int bytes) {
        return with(engine.withMaxHttpBufferSize(bytes));
    }

    /**
     * {@return options with this limit for what waits to be sent to a client; above it, the client is disconnected with
     * {@code transport error}, a plain WebSocket with 1006; 16,000,000 bytes by default, and a quarter of the heap for all}
     *
     * @param bytes at least 1
     */
    public Options maxOutboundBytes(int bytes) {
        return with(engine.withMaxOutboundBytes(bytes));
    }

    /**
     * {@return options with this limit for a client's events that wait for their listeners, in bytes of the heap; above it, the
     * client is not read until they have run; 2,000,000 by default. While an acknowledgement of the client is pending, the limit is
     * four times as high, so that it arrives. The events of all clients may take an eighth of the heap}
     *
     * @param bytes at least 1
     */
    public Options maxInboundBytes(int bytes) {
        return change(copy -> copy.maxInboundBytes = EngineOptions.check("maxInboundBytes", bytes));
    }

    /**
     * {@return options with this time for which a client may not be read because of {@link #maxInboundBytes} while none of its
     * listeners ends; after it, the client is disconnected with {@code ping timeout}; one minute by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options pauseTimeout(Duration value) {
        return change(copy -> copy.pauseTimeout = EngineOptions.check("pauseTimeout", value));
    }

    /**
     * {@return options with these transports; both by default}
     *
     * @param first one transport
     * @param more the other one, if wanted
     */
    public Options transports(Transport first, Transport... more) {
        var transports = new HashSet<>(Arrays.asList(Objects.requireNonNull(more, "transports")));
        transports.add(first);
        return with(engine.withTransports(transports));
    }

    /**
     * {@return options with or without upgrades from polling to WebSocket; with them by default}
     *
     * @param value whether upgrades are allowed
     */
    public Options allowUpgrades(boolean value) {
        return with(engine.withAllowUpgrades(value));
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
        return change(copy -> copy.cors = Objects.requireNonNull(value, "cors"));
    }

    /**
     * {@return options with this executor for listeners; by default a pool of platform threads that grows when they block}
     *
     * @param value for example virtual threads; {@code Runnable::run} runs listeners on the {@link #loops loops}, where none may
     *     block; null for the default. Rejected tasks are offered again; after its shutdown, a thread of the server runs the rest
     */
    public Options executor(Executor value) {
        return change(copy -> copy.executor = value);
    }

    /**
     * {@return options with this number of loops, the threads that read from the network; by default one for two processors, at
     * most 8}
     *
     * @param value at least 1; with the executor {@code Runnable::run} and one loop, all listeners run one at a time
     */
    public Options loops(int value) {
        return change(copy -> copy.loops = EngineOptions.check("loops", value));
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
     * {@return options with this limit for connections; above it, new ones are closed; 100,000 by default, or as many as fit in an
     * eighth of the heap at 2,000 bytes each}
     *
     * @param value at least 1
     */
    public Options maxConnections(int value) {
        return change(copy -> copy.maxConnections = EngineOptions.check("maxConnections", value));
    }

    /**
     * {@return options with this limit for sessions; above it, handshakes are answered with 503; 1,000,000 by default, or as many
     * as fit in an eighth of the heap at 2,000 bytes each}
     *
     * @param value at least 1
     */
    public Options maxSessions(int value) {
        return with(engine.withMaxSessions(value));
    }

    /**
     * {@return options with this limit for a request's body to a page; above it, the response is 413; 1,000,000 bytes by default}
     *
     * @param bytes at least 1
     */
    public Options maxRequestBody(int bytes) {
        return change(copy -> copy.maxRequestBody = EngineOptions.check("maxRequestBody", bytes));
    }

    /**
     * {@return options with this limit for the threads that serve pages; when all are busy, requests wait, and clients that read
     * their pages slowly are disconnected; 256 by default}
     *
     * @param value at least 1; no effect on an {@code HttpServer} that has its own executor
     */
    public Options maxPageThreads(int value) {
        return change(copy -> copy.maxPageThreads = EngineOptions.check("maxPageThreads", value));
    }

    /**
     * {@return options with this time for the head of an HTTP request, from its first byte or from the start of the connection;
     * after it, the response is 408; 60 s by default. This and the next three are checked once a second. On an {@code HttpServer}
     * that was bound before, only {@code sendTimeout} applies, to polls}
     *
     * @param value 1 ms to 12 days
     */
    public Options headersTimeout(Duration value) {
        return with(new HttpTimeouts(value, timeouts.requestTimeout(), timeouts.keepAliveTimeout(), timeouts.sendTimeout()));
    }

    /**
     * {@return options with this time for a whole HTTP request, from its first byte; then the response is 408; 300 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options requestTimeout(Duration value) {
        return with(new HttpTimeouts(timeouts.headersTimeout(), value, timeouts.keepAliveTimeout(), timeouts.sendTimeout()));
    }

    /**
     * {@return options with this time from a response to the next request, after which the connection is closed; 80 s by default,
     * longer than proxies keep idle connections, so that the proxy closes first}
     *
     * @param value 1 ms to 12 days
     */
    public Options keepAliveTimeout(Duration value) {
        return with(new HttpTimeouts(timeouts.headersTimeout(), timeouts.requestTimeout(), value, timeouts.sendTimeout()));
    }

    /**
     * {@return options with this time for which a client may read nothing of an HTTP response; then it is disconnected; 60 s by
     * default}
     *
     * @param value 1 ms to 12 days
     */
    public Options sendTimeout(Duration value) {
        return with(new HttpTimeouts(timeouts.headersTimeout(), timeouts.requestTimeout(), timeouts.keepAliveTimeout(), value));
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
