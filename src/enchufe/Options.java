package enchufe;

import enchufe.engine.EngineOptions;
import enchufe.engine.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;

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
    private int maxConnections = 100_000;
    private int maxRequestBody = 1_000_000;
    private int maxInboundBytes = 2_000_000;
    private int maxAttachments = 10;
    private int maxNamespacesPerClient = 100;
    private int maxPendingAcks = 10_000;

    /** Makes options that are all at their defaults. */
    public Options() {}

    private Options copy() {
        try {
            return (Options) clone();
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Options with(EngineOptions changed) {
        Options copy = copy();
        copy.engine = changed;
        return copy;
    }

    /**
     * {@return options with another path of the Socket.IO requests; {@code /socket.io} by default}
     *
     * @param value begins with a slash
     */
    public Options path(String value) {
        if (!Objects.requireNonNull(value, "path").startsWith("/") || value.length() < 2) {
            throw new IllegalArgumentException("path is \"" + value + "\": it must begin with a slash and name something");
        }
        Options copy = copy();
        copy.path = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
        return copy;
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
        Options copy = copy();
        copy.connectTimeout = EngineOptions.check("connectTimeout", value);
        return copy;
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
     * {@code transport error}; 16,000,000 bytes by default}
     *
     * @param bytes at least 1
     */
    public Options maxOutboundBytes(int bytes) {
        return with(engine.withMaxOutboundBytes(bytes));
    }

    /**
     * {@return options with another limit of a client's events that wait for their listeners; above it nothing more is read
     * from the client until they have run; 2,000,000 bytes by default}
     *
     * @param bytes at least 1
     */
    public Options maxInboundBytes(int bytes) {
        Options copy = copy();
        copy.maxInboundBytes = atLeastOne("maxInboundBytes", bytes);
        return copy;
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
        Options copy = copy();
        copy.cors = Objects.requireNonNull(value, "cors");
        return copy;
    }

    /**
     * {@return options with another executor of the handlers; by default a pool of platform threads that grows when handlers
     * block}
     *
     * @param value virtual threads, say; {@code Runnable::run} runs handlers on their clients' {@link #loops loops}: then none
     *     may block; null for the default
     */
    public Options executor(Executor value) {
        Options copy = copy();
        copy.executor = value;
        return copy;
    }

    /**
     * {@return options with another number of loops, the threads that read from the network; by default one for each two
     * processors, at most 8, since handlers need processors too}
     *
     * @param value at least 1; with {@code Runnable::run} one loop makes handlers run one at a time, more do not
     */
    public Options loops(int value) {
        Options copy = copy();
        copy.loops = atLeastOne("loops", value);
        return copy;
    }

    /**
     * {@return options with or without the client script at {@code /socket.io/socket.io.js}; with it by default}
     *
     * @param value whether to serve it
     */
    public Options serveClient(boolean value) {
        Options copy = copy();
        copy.serveClient = value;
        return copy;
    }

    /**
     * {@return options with another client script; our own by default}
     *
     * @param value a file, which then takes the place of ours; or a folder such as the official client's, whose files
     *     {@code socket.io.js}, {@code socket.io.esm.js}, minified ones ({@code .min.js}) and maps are then served by their names;
     *     null for our own
     */
    public Options clientScript(Path value) {
        Options copy = copy();
        copy.clientScript = value;
        return copy;
    }

    /**
     * {@return options with another limit of connections, above which new ones are cut off; 100,000 by default}
     *
     * @param value at least 1
     */
    public Options maxConnections(int value) {
        Options copy = copy();
        copy.maxConnections = atLeastOne("maxConnections", value);
        return copy;
    }

    /**
     * {@return options with another limit of sessions, above which handshakes are answered with 503; 1,000,000 by default}
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
        Options copy = copy();
        copy.maxRequestBody = atLeastOne("maxRequestBody", bytes);
        return copy;
    }

    /**
     * {@return options with another limit of the binary parts of an event; 10 by default}
     *
     * @param value at least 1
     */
    public Options maxAttachments(int value) {
        Options copy = copy();
        copy.maxAttachments = atLeastOne("maxAttachments", value);
        return copy;
    }

    /**
     * {@return options with another limit of a client's namespaces; 100 by default}
     *
     * @param value at least 1
     */
    public Options maxNamespacesPerClient(int value) {
        Options copy = copy();
        copy.maxNamespacesPerClient = atLeastOne("maxNamespacesPerClient", value);
        return copy;
    }

    /**
     * {@return options with another limit of the questions to one socket that wait for an answer; 10,000 by default}
     *
     * @param value at least 1
     */
    public Options maxPendingAcks(int value) {
        Options copy = copy();
        copy.maxPendingAcks = atLeastOne("maxPendingAcks", value);
        return copy;
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ": it must be at least 1");
        }
        return value;
    }

    String path() {
        return path;
    }

    EngineOptions engine() {
        return engine;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Cors cors() {
        return cors;
    }

    Executor executor() {
        return executor;
    }

    int loops() {
        return loops;
    }

    boolean serveClient() {
        return serveClient;
    }

    Path clientScript() {
        return clientScript;
    }

    int maxConnections() {
        return maxConnections;
    }

    int maxRequestBody() {
        return maxRequestBody;
    }

    int maxInboundBytes() {
        return maxInboundBytes;
    }

    int maxAttachments() {
        return maxAttachments;
    }

    int maxNamespacesPerClient() {
        return maxNamespacesPerClient;
    }

    int maxPendingAcks() {
        return maxPendingAcks;
    }
}
