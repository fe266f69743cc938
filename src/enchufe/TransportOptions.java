package enchufe;

import enchufe.dispatch.HeapShare;
import enchufe.engine.EngineOptions;
import enchufe.engine.Transport;
import enchufe.log.Misuse;
import enchufe.net.HttpListener;
import enchufe.net.HttpTimeouts;
import enchufe.net.Loops;
import enchufe.serve.Proxies;
import enchufe.tls.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Those of the {@link Options} that concern transports, connections and HTTP. */
public abstract class TransportOptions implements Cloneable {
    /** What a thread that serves a page holds of it, with what is relayed: measured with files, 140,000. */
    private static final int PAGE_BYTES = 200_000;

    EngineOptions engine = EngineOptions.DEFAULT;   // made of the next ten
    Duration pingInterval = engine.pingInterval();
    Duration pingTimeout = engine.pingTimeout();
    Duration upgradeTimeout = engine.upgradeTimeout();
    int maxHttpBufferSize = engine.maxHttpBufferSize();
    int maxOutboundBytes = engine.maxOutboundBytes();
    int maxSessions = engine.maxSessions();
    Set<Transport> transports = engine.transports();
    boolean allowUpgrades = engine.allowUpgrades();
    boolean allowEIO3 = engine.allowEIO3();
    int httpCompression = engine.httpCompression();
    HttpTimeouts timeouts = HttpTimeouts.DEFAULT;   // made of the next four
    Duration headersTimeout = timeouts.headersTimeout();
    Duration requestTimeout = timeouts.requestTimeout();
    Duration keepAliveTimeout = timeouts.keepAliveTimeout();
    Duration sendTimeout = timeouts.sendTimeout();
    int loops = Loops.defaultCount();
    int maxConnections;                             // 0: the default, which TLS changes
    int maxRequestBody = 1_000_000;
    int maxPageThreads = HeapShare.count(256, PAGE_BYTES);
    int deflateThreshold = -1;                      // negative: no compression
    Tls tls;                                        // null: plain HTTP
    Proxies proxies = Proxies.NONE;
    String cookie;                                  // null: there is none

    TransportOptions() {}

    /** {@return a copy with something else set} */
    Options change(Consumer<Options> setting) {
        try {
            var copy = (Options) clone();
            setting.accept(copy);
            copy.makeRecords();
            return copy;
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Both check their bounds. */
    void makeRecords() {
        engine = new EngineOptions(pingInterval, pingTimeout, upgradeTimeout, engine.closeTimeout(), maxHttpBufferSize,
                maxOutboundBytes, maxSessions, transports, allowUpgrades, allowEIO3, httpCompression);
        timeouts = new HttpTimeouts(headersTimeout, requestTimeout, keepAliveTimeout, sendTimeout);
    }

    int maxConnections() {
        return maxConnections > 0 ? maxConnections
                : tls == null ? HttpListener.DEFAULT_MAX_CONNECTIONS : HttpListener.DEFAULT_MAX_TLS_CONNECTIONS;
    }

    Proxies proxies() {
        return proxies;
    }

    String cookie() {
        return cookie;
    }

    /**
     * {@return options with this time between two pings; 25 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options pingInterval(Duration value) {
        return change(copy -> copy.pingInterval = value);
    }

    /**
     * {@return options with this time for a client to answer a ping; 20 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options pingTimeout(Duration value) {
        return change(copy -> copy.pingTimeout = value);
    }

    /**
     * {@return options with this time for a client to complete the upgrade to WebSocket; 10 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options upgradeTimeout(Duration value) {
        return change(copy -> copy.upgradeTimeout = value);
    }

    /**
     * {@return options with this limit for a message; 1,000,000 bytes by default} It is refused, too, if its
     * values would take more than an eighth of the heap; with more than two {@link #loops} a quarter, divided by their number.
     *
     * @param bytes at least 1
     */
    public Options maxHttpBufferSize(int bytes) {
        return change(copy -> copy.maxHttpBufferSize = bytes);
    }

    /**
     * {@return options with this limit for what waits to be sent to a client; above it, the client is disconnected with
     * {@code transport error}, a plain WebSocket with 1006; 16,000,000 bytes by default, and a quarter of the heap for all} They
     * are bytes of the heap: a message counts 64 more than its frame has.
     *
     * @param bytes at least 1
     */
    public Options maxOutboundBytes(int bytes) {
        return change(copy -> copy.maxOutboundBytes = bytes);
    }

    /**
     * {@return options with these transports; both by default}
     *
     * @param first one transport
     * @param more the other one, if wanted
     */
    public Options transports(Transport first, Transport... more) {
        var transports = new HashSet<>(Arrays.asList(Misuse.requireNonNull(more, "transports")));
        transports.add(first);
        return change(copy -> copy.transports = transports);
    }

    /**
     * {@return options with or without upgrades from polling to WebSocket; with them by default}
     *
     * @param value whether upgrades are allowed
     */
    public Options allowUpgrades(boolean value) {
        return change(copy -> copy.allowUpgrades = value);
    }

    /**
     * {@return options that admit clients of Socket.IO 1 and 2, too, which speak revision 3 of Engine.IO; without them by default.
     * Such a client has its session's id as its socket's id, as in Node: whoever knows it can read and write in its place while
     * it polls. Pages without cross-origin requests may use JSONP}
     *
     * @param value whether they are admitted
     */
    public Options allowEIO3(boolean value) {
        return change(copy -> copy.allowEIO3 = value);
    }

    /**
     * {@return options with this number of loops, the threads that read from the network; by default one for two processors, at
     * most 8, and at most one for 64 MB of heap, since each may decode a large message}
     *
     * @param value up to one for each 15 MB of heap; one, with the executor {@code Runnable::run}, runs listeners one at a time
     */
    public Options loops(int value) {
        return change(copy -> copy.loops = Loops.check(value));
    }

    /**
     * {@return options with this limit for connections; above it, new ones are closed; 100,000 by default, or as many as fit in an
     * eighth of the heap at 2,000 bytes each, with TLS at 10,000}
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
        return change(copy -> copy.maxSessions = value);
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
     * their pages slowly are disconnected; 256 by default, or as many as fit in an eighth of the heap at 200,000 bytes each}
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
        return change(copy -> copy.headersTimeout = value);
    }

    /**
     * {@return options with this time for a whole HTTP request, from its first byte; then the response is 408; 300 s by default}
     *
     * @param value 1 ms to 12 days
     */
    public Options requestTimeout(Duration value) {
        return change(copy -> copy.requestTimeout = value);
    }

    /**
     * {@return options with this time from a response to the next request, after which the connection is closed; 80 s by default,
     * longer than proxies keep idle connections, so that the proxy closes first}
     *
     * @param value 1 ms to 12 days
     */
    public Options keepAliveTimeout(Duration value) {
        return change(copy -> copy.keepAliveTimeout = value);
    }

    /**
     * {@return options with this time for which a client may read nothing of an HTTP response; then it is disconnected; 60 s by
     * default}
     *
     * @param value 1 ms to 12 days
     */
    public Options sendTimeout(Duration value) {
        return change(copy -> copy.sendTimeout = value);
    }

    /**
     * {@return options with or without compression of messages on WebSockets, permessage-deflate (RFC 7692), for clients that offer
     * it; without it by default. Plain WebSockets have it too. It takes processor time, and saves network; do not use it for
     * messages that hold secrets beside what an attacker can choose}
     *
     * @param value whether messages of 1,024 bytes or more are compressed
     */
    public Options perMessageDeflate(boolean value) {
        return change(copy -> copy.deflateThreshold = value ? 1_024 : -1);
    }

    /**
     * {@return options with compression: see {@link #perMessageDeflate(boolean)}}
     *
     * @param threshold the least length of a message that is compressed, in bytes; at least 0
     */
    public Options perMessageDeflate(int threshold) {
        if (threshold < 0) {
            throw Misuse.argument("threshold is " + threshold + ": it must be at least 0; perMessageDeflate(false) is off");
        }
        return change(copy -> copy.deflateThreshold = threshold);
    }

    /**
     * {@return options with or without compression of responses to polls, gzip, for clients that accept it; without it by default,
     * but on in Node's server. Do not use it for messages that hold secrets beside what an attacker can choose}
     *
     * @param value whether responses of 1,024 bytes or more are compressed; above 131,072 bytes, compressing one would hold up
     *     other clients too long
     */
    public Options httpCompression(boolean value) {
        return change(copy -> copy.httpCompression = value ? 1_024 : -1);
    }

    /**
     * {@return options with these proxies in front of the server: what they say about clients in {@code X-Forwarded-For},
     * {@code -Proto} and {@code -Host}, or in {@code Forwarded}, is in the handshake, and counts for {@code cors}; without any by
     * default, since anybody can send these fields}
     *
     * @param addresses {@code 10.0.0.7}, {@code 10.0.0.0/8}, {@code fd00::/8}, {@code "loopback"} for this machine,
     *     {@code "private"} for private networks
     * @throws IllegalArgumentException if one is no address
     */
    public Options trustedProxies(String... addresses) {
        Proxies named = Proxies.of(addresses);
        return change(copy -> copy.proxies = named);
    }

    /**
     * {@return options with a cookie that is set to the session's id when a client begins to poll, for proxies that send all
     * requests with the same cookie to the same server; without one by default}
     *
     * @param name the cookie's name, such as {@code io}; null for none
     */
    public Options cookie(String name) {
        if (name != null && !name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {      // RFC 6265 §4.1.1
            throw Misuse.argument("cookie is \"" + name + "\": a name has letters, digits, - and _ only");
        }
        return change(copy -> copy.cookie = name);
    }

    /**
     * {@return options with TLS: https and wss, with a certificate from files, which are read again within 10 s when they change;
     * without TLS by default. Called again with other files, it adds their certificate for clients that ask for its names (SNI);
     * clients that ask for no name, or for an unknown one, get the first}
     *
     * @param certificate a PEM file with the server's certificate, and those of its issuers behind it
     * @param privateKey a PEM file with its key, in PKCS #8 ({@code BEGIN PRIVATE KEY}) without a password
     * @throws IllegalArgumentException if they cannot be read, or do not belong together
     */
    public Options tls(Path certificate, Path privateKey) {
        Misuse.requireNonNull(privateKey, "privateKey");
        Tls value = tls == null ? Tls.of(certificate, privateKey) : tls.and(certificate, privateKey);
        return change(copy -> copy.tls = value);
    }

    /**
     * {@return options with TLS: https and wss, with keys and certificates of the application's own; without TLS by default}
     *
     * @param context initialised, with a key manager that has the server's key
     */
    public Options tls(SSLContext context) {
        return tls(context, parameters -> { });
    }

    /**
     * {@return options with TLS, with keys and certificates of the application's own, and what is offered to clients}
     *
     * @param context initialised, with a key manager that has the server's key; and a trust manager, if clients have certificates
     * @param settings called once, now; may ask for certificates of clients ({@code setNeedClientAuth(true)}), or change versions
     *     and cipher suites; by default, TLS 1.3 and 1.2 with those of the JDK
     */
    public Options tls(SSLContext context, Consumer<SSLParameters> settings) {
        Tls value = Tls.of(context, settings);
        return change(copy -> copy.tls = value);
    }
}
