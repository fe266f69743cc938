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
     * {@return options with another limit of what waits for a client that reads slowly, which is then closed with
     * {@code transport error}, a plain WebSocket with 1006; 16,000,000 bytes by default, and a quarter of the heap for all}
     *
     * @param bytes at least 1
     */
    public Options maxOutboundBytes(int bytes) {
        return with(engine.withMaxOutboundBytes(bytes));
    }

    /**
     * {@return options with another limit of a client's events that wait for their listeners, in bytes of the heap; above it the
     * client is not read until they have run; 2,000,000 by default. While an answer of the client is awaited, four times as much
     * may wait, so that it gets through. What waits of all clients has an eighth of the heap}
     *
     * @param bytes at least 1
     */
    public Options maxInboundBytes(int bytes) {
        return change(copy -> copy.maxInboundBytes = atLeastOne("maxInboundBytes", bytes));
    }

    /**
     * {@return options with another time that a client may go unread, because {@link #maxInboundBytes} wait, while none of its
     * listeners ends; it is then closed with {@code ping timeout}; one minute by default}
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
     * @param value virtual threads, say; {@code Runnable::run} runs handlers on their clients' {@link #loops loops}: then none
     *     may block; null for the default. What it refuses is offered again; if it is shut down, one thread of the server's own
     *     does the rest
     */
    public Options executor(Executor value) {
        return change(copy -> copy.executor = value);
    }

    /**
     * {@return options with another number of loops, the threads that read from the network; by default one for each two
     * processors, at most 8, since handlers need processors too}
     *
     * @param value at least 1; with {@code Runnable::run} one loop makes handlers run one at a time, more do not
     */
    public Options loops(int value) {
        return change(copy -> copy.loops = atLeastOne("loops", value));
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
     * {@return options with another limit of connections, above which new ones are cut off; 100,000 by default, or what fits an
     * eighth of the heap at 2,000 bytes each}
     *
     * @param value at least 1
     */
    public Options maxConnections(int value) {
        return change(copy -> copy.maxConnections = atLeastOne("maxConnections", value));
    }

    /**
     * {@return options with another limit of sessions, above which handshakes are answered with 503; 1,000,000 by default, or what
     * fits an eighth of the heap at 2,000 bytes each}
     *
     * @param value at least 1
     */
    public Options maxSessions(int value) {
        return with(engine.withMaxSessions(value));
    }

    /**
     * {@return options with another limit of a request's body to a page, above which it is answered with 413; 1,000,000 bytes
     * by default}
     *
     * @param bytes at least 1
     */
    public Options maxRequestBody(int bytes) {
        return change(copy -> copy.maxRequestBody = atLeastOne("maxRequestBody", bytes));
    }

    /**
     * {@return options with another limit of the threads that serve pages; above it requests wait, and clients that take their
     * pages slowly are cut off; 256 by default}
     *
     * @param value at least 1; an {@code HttpServer} of the application's that has an executor uses that instead
     */
    public Options maxPageThreads(int value) {
        return change(copy -> copy.maxPageThreads = atLeastOne("maxPageThreads", value));
    }

    /**
     * {@return options with another time for the head of an HTTP request, from its first byte, or from the connection's
     * beginning; it is then answered with 408; 60 s by default. This and the next three are looked at once a second, and an
     * {@code HttpServer} that was bound before heeds none of them but {@code sendTimeout}, for polls}
     *
     * @param value 1 ms to 12 days
     */
    public Options headersTimeout(Duration value) {
        return with(new HttpTimeouts(value, timeouts.requestTimeout(), timeouts.keepAliveTimeout(), timeouts.sendTimeout()));
    }

    /**
     * {@return options with another time for a whole HTTP request, from its first byte; it is then answered with 408; 300 s by
     * default}
     *
     * @param value 1 ms to 12 days
     */
    public Options requestTimeout(Duration value) {
        return with(new HttpTimeouts(timeouts.headersTimeout(), value, timeouts.keepAliveTimeout(), timeouts.sendTimeout()));
    }

    /**
     * {@return options with another time from an answer to the next request, after which the connection is closed; 80 s by
     * default, longer than a proxy keeps it, since one that is just being closed cannot take a request}
     *
     * @param value 1 ms to 12 days
     */
    public Options keepAliveTimeout(Duration value) {
        return with(new HttpTimeouts(timeouts.headersTimeout(), timeouts.requestTimeout(), value, timeouts.sendTimeout()));
    }

    /**
     * {@return options with another time for which a client may take nothing of an HTTP answer that waits for it; it is then cut
     * off; 60 s by default}
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
        return change(copy -> copy.maxAttachments = atLeastOne("maxAttachments", value));
    }

    /**
     * {@return options with another limit of a client's namespaces; 100 by default}
     *
     * @param value at least 1
     */
    public Options maxNamespacesPerClient(int value) {
        return change(copy -> copy.maxNamespacesPerClient = atLeastOne("maxNamespacesPerClient", value));
    }

    /**
     * {@return options with another limit of the questions to one socket that wait for an answer; 10,000 by default}
     *
     * @param value at least 1
     */
    public Options maxPendingAcks(int value) {
        return change(copy -> copy.maxPendingAcks = atLeastOne("maxPendingAcks", value));
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ": it must be at least 1");
        }
        return value;
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
