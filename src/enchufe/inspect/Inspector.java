package enchufe.inspect;

import enchufe.engine.EngineServer;
import enchufe.engine.EngineSession;
import enchufe.engine.Exchange;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RefusalLog;
import enchufe.http.UrlPath;
import enchufe.link.UserTimers;
import enchufe.log.Log;
import enchufe.log.Quote;
import enchufe.net.ConnectionObserver;
import enchufe.serve.ClientScript;
import enchufe.serve.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Serves the page, and sends it what the connections have sent and received. The page connects to an Engine.IO server below its own
 * path, so that its connections are told by their requests, and the application's listeners never see it.
 */
public final class Inspector implements ConnectionObserver {
    /** Why somebody is refused. */
    public static final String REFUSAL =
            "the inspector admits only browsers on its machine, at localhost, unless it has another guard";
    private static final Headers PLAIN = Headers.of(List.of("Content-Type", "text/plain; charset=utf-8"));
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final int BATCH_BYTES = 500_000;
    private static final int BATCH_PIECES = 1_000;
    private static final int MAX_SHOWN = 1_000;                 // clients, and rooms
    private static final Map<String, String> FILES = Map.of("index.html", "text/html", "inspect.css", "text/css",
            "inspect.js", "text/javascript", "timeline.js", "text/javascript", "wire.js", "text/javascript",
            "texts.js", "text/javascript");

    /** What the inspector needs of the server. Safe from any thread. */
    public interface Server {
        /**
         * {@return whether a request for the page, or for one of its files, is admitted; runs user code}
         *
         * @param request the request
         */
        boolean admits(Exchange request);

        /** {@return the connections of the pages that are open} */
        List<EngineSession> watchers();

        /**
         * Sends an event to the pages that are open.
         *
         * @param event the event's name
         * @param arguments its arguments
         */
        void emit(String event, Object... arguments);

        /**
         * {@return the server's clients, namespaces and rooms, as the page gets them}
         *
         * @param most how many clients and rooms at most
         */
        Map<String, Object> state(int most);

        /**
         * {@return which clients have these WebSockets, by the names that the state gives them; without the others}
         *
         * @param peers the other ends of connections
         */
        Map<Peer, String> clientsAt(Set<Peer> peers);
    }

    private final String path;
    private final Host host;
    private final UserTimers timers;
    private final Server server;
    private final RefusalLog refusals = new RefusalLog(Log.of("enchufe.inspect"));
    private final WireLog log = new WireLog();
    private final List<Future<?>> running = new ArrayList<>();      // under this object's monitor
    private volatile boolean watching;

    /**
     * Makes one that serves nothing yet: see {@link #open}.
     *
     * @param path where the page is, as browsers send it
     * @param host serves it
     * @param timers say when to send
     * @param server what is watched
     */
    public Inspector(String path, Host host, UserTimers timers, Server server) {
        this.path = path;
        this.host = host;
        this.timers = timers;
        this.server = server;
    }

    /**
     * Begins to serve the page.
     *
     * @param engine the Engine.IO server that the page connects to
     */
    public void open(EngineServer engine) {
        String below = path + "/socket.io";
        host.mount(below, engine, new ClientScript(below, null, false));
        // Not on the loop, where neither guards nor files may hold up other clients.
        host.inspector(path, exchange -> host.dispatcher().execute(() -> answer(exchange)), this);
    }

    /** A page has been opened or closed: the timers run only while somebody watches. */
    public synchronized void update() {
        watching = !server.watchers().isEmpty();
        if (!watching) {
            running.forEach(timer -> timer.cancel(false));
            running.clear();
            log.clear();
        } else if (running.isEmpty()) {
            running.add(timers.every(Duration.ofMillis(100), host.dispatcher().newQueue(), this::sendBatch));
            running.add(timers.every(Duration.ofSeconds(1), host.dispatcher().newQueue(), this::sendState));
        }
    }

    // ---- the page

    private void answer(Exchange exchange) {
        try {
            if (!server.admits(exchange)) {
                throw new HttpException(403, REFUSAL);
            }
            if (!READING.contains(exchange.head().method())) {
                throw new HttpException(405, "the inspector's files are only read",
                        Headers.of(List.of("Allow", "GET, HEAD")), new byte[0]);
            }
            String asked = UrlPath.canonical(exchange.head().path());
            if (asked.equals(path)) {
                exchange.respond(307, Headers.of(List.of("Location", path + "/")), new byte[0]);
                return;
            }
            String name = asked.substring(path.length() + 1);
            String file = name.isEmpty() ? "index.html" : name;
            if (!FILES.containsKey(file)) {
                throw new HttpException(404, "the inspector has no such file");
            }
            exchange.respond(200, Headers.of(List.of("Content-Type", FILES.get(file) + "; charset=utf-8",
                    "Cache-Control", "no-cache", "X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY")), read(file));
        } catch (HttpException refusal) {
            refuse(exchange, refusal);
        } catch (RuntimeException | Error fault) {
            refuse(exchange, new HttpException(500, "the inspector's guard failed, or its page"));
            throw fault;                                        // which the dispatcher logs
        }
    }

    /** Says why, in the log and in the response: these are texts of this class. The query, which may have a key, is not logged. */
    private void refuse(Exchange exchange, HttpException refusal) {
        refusals.add(exchange.head().method() + " " + Quote.of(exchange.head().path()), refusal, System.nanoTime());
        exchange.respond(refusal.status(), refusal.headers().and(PLAIN),
                (refusal.getMessage() + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] read(String file) {
        try (InputStream in = Inspector.class.getResourceAsStream("web/" + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- the bytes

    @Override
    public boolean isWatching() {
        return watching;
    }

    @Override
    public boolean isOwn(String requestLine) {
        String start = "GET " + path;
        return requestLine.startsWith(start) && requestLine.length() > start.length()
                && "/ ?".indexOf(requestLine.charAt(start.length())) >= 0;
    }

    @Override
    public void bytes(long id, Peer peer, String plain, boolean received, byte[] bytes) {
        log.add(new WireLog.Piece(id, peer, plain, received, System.currentTimeMillis(), bytes));
    }

    @Override
    public void closed(long id) {
        if (watching) {
            log.add(new WireLog.Piece(id, null, "", true, System.currentTimeMillis(), new byte[0]));    // nothing comes: the end
        }
    }

    /** If a page reads slowly, pieces wait in the log, where their number is limited. */
    private void sendBatch() {
        if (!areReading()) {
            return;
        }
        WireLog.Batch batch = log.take(BATCH_BYTES, BATCH_PIECES);
        if (batch.pieces().isEmpty() && batch.leftOut() == 0) {
            return;
        }
        // With the name, since the page may have seen neither the connection's handshake nor its earlier pieces.
        Map<Peer, String> clients = server.clientsAt(batch.pieces().stream().map(WireLog.Piece::peer).filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        var list = new ArrayList<Object>();
        var bytes = new ByteArrayOutputStream();
        for (WireLog.Piece piece : batch.pieces()) {
            list.add(List.of(piece.connection(), piece.received(), piece.time(), piece.bytes().length,
                    clients.getOrDefault(piece.peer(), ""), piece.plain()));
            bytes.writeBytes(piece.bytes());
        }
        server.emit("wire", list, bytes.toByteArray(), batch.leftOut());
    }

    private boolean areReading() {
        return server.watchers().stream().allMatch(EngineSession::isWritable);
    }

    private void sendState() {
        if (areReading()) {
            server.emit("state", server.state(MAX_SHOWN));
        }
    }
}
