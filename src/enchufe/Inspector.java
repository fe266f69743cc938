package enchufe;

import enchufe.engine.EngineServer;
import enchufe.engine.Exchange;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.UrlPath;
import enchufe.link.UserTimers;
import enchufe.net.ConnectionObserver;
import enchufe.net.WireLog;
import enchufe.serve.ClientScript;
import enchufe.serve.Host;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * Serves a page that shows what the connections send and receive. The page takes the bytes apart; here they are only collected.
 * The page connects to an Engine.IO server below its own path, with namespaces of its own: so its connections are told by their
 * requests, and the application's listeners never see it.
 */
final class Inspector implements ConnectionObserver {
    private static final int BATCH_BYTES = 500_000;
    private static final int BATCH_PIECES = 1_000;
    private static final int MAX_SHOWN = 1_000;                 // clients, and rooms
    private static final Map<String, String> FILES = Map.of("index.html", "text/html", "inspect.css", "text/css",
            "inspect.js", "text/javascript", "timeline.js", "text/javascript", "wire.js", "text/javascript",
            "texts.js", "text/javascript");
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Options options;
    private final Host host;
    private final Context context;
    private final Namespaces watched;
    private final UserTimers timers;
    private final Namespace watchers;
    private final Namespaces own;
    private final WireLog log = new WireLog();
    private final List<Future<?>> running = new ArrayList<>();      // under this object's monitor
    private volatile boolean watching;

    Inspector(Options options, Host host, Context context, Namespaces watched, UserTimers timers) {
        this.options = options;
        this.host = host;
        this.context = context;
        this.watched = watched;
        this.timers = timers;
        this.own = new Namespaces(context, null);
        this.watchers = own.of("/");
    }

    void open() {
        watchers.use((socket, next) -> {
            if (options.inspectorGuard().test(socket.handshake())) {
                next.pass();
            } else {
                next.refuse("the inspector admits only browsers on its machine, at localhost, unless it has another guard");
            }
        });
        watchers.onConnection(socket -> {
            update();
            socket.onDisconnect(reason -> update());
        });
        EngineServer engine = host.newEngine();
        engine.onConnection(session -> new Client(context, own, session).begin());
        String path = options.inspector() + "/socket.io";
        host.mount(path, engine, new ClientScript(path, null, false));
        // Not on the loop, where neither guards nor files may hold up other clients.
        host.inspector(options.inspector(), exchange -> host.dispatcher().execute(() -> answer(exchange)), this);
    }

    /** Runs only while somebody watches. */
    private synchronized void update() {
        watching = !watchers.sockets().isEmpty();
        if (!watching) {
            running.forEach(timer -> timer.cancel(false));
            running.clear();
            log.clear();
        } else if (running.isEmpty()) {
            running.add(timers.every(Duration.ofMillis(100), host.dispatcher().newQueue(), this::sendBatch));
            running.add(timers.every(Duration.ofSeconds(1), host.dispatcher().newQueue(), this::sendState));
        }
    }

    /** The rule without a guard. Behind a proxy, every peer is local; and a page elsewhere may have a name for this address. */
    static boolean isLocal(Handshake handshake) {
        Map<String, String> headers = handshake.headers();
        String host = headers.getOrDefault("host", "");
        String origin = headers.get("origin");
        return handshake.isLoopback() && LOCAL.contains(host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT))
                && (origin == null || origin.equalsIgnoreCase((handshake.secure() ? "https://" : "http://") + host))
                && !headers.containsKey("x-forwarded-for") && !headers.containsKey("forwarded") && !headers.containsKey("via");
    }

    // ---- the page

    private void answer(Exchange exchange) {
        try {
            var handshake = new Handshake(exchange.head(), exchange.peer(), Map.of(), System.currentTimeMillis());
            if (!options.inspectorGuard().test(handshake)) {
                throw new HttpException(403, "the inspector admits only browsers on its machine, at localhost");
            }
            String path = UrlPath.canonical(exchange.head().path());
            if (path.equals(options.inspector())) {
                exchange.respond(307, Headers.of(List.of("Location", options.inspector() + "/")), new byte[0]);
                return;
            }
            String name = path.substring(options.inspector().length() + 1);
            String file = name.isEmpty() ? "index.html" : name;
            if (!FILES.containsKey(file)) {
                throw new HttpException(404, "the inspector has no such file");
            }
            exchange.respond(200, Headers.of(List.of("Content-Type", FILES.get(file) + "; charset=utf-8",
                    "Cache-Control", "no-cache", "X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY")), read(file));
        } catch (HttpException refusal) {
            exchange.refuse(refusal);
        } catch (RuntimeException | Error fault) {
            exchange.refuse(new HttpException(500, "the inspector's guard failed, or its page"));
            throw fault;                                        // which the dispatcher logs
        }
    }

    private static byte[] read(String file) {
        try (InputStream in = Inspector.class.getResourceAsStream("inspect/web/" + file)) {
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
        String start = "GET " + options.inspector();
        return requestLine.startsWith(start) && requestLine.length() > start.length()
                && "/ ?".indexOf(requestLine.charAt(start.length())) >= 0;
    }

    @Override
    public void bytes(long id, Peer peer, boolean received, byte[] bytes) {
        log.add(new WireLog.Piece(id, received, System.currentTimeMillis(), bytes));
    }

    @Override
    public void closed(long id) {
        if (watching) {
            log.add(new WireLog.Piece(id, true, System.currentTimeMillis(), new byte[0]));      // nothing comes: this is the end
        }
    }

    /** If a page reads slowly, pieces wait in the log, where their number is limited. */
    private void sendBatch() {
        if (!areReading()) {
            return;
        }
        WireLog.Batch batch = log.take(BATCH_BYTES, BATCH_PIECES);
        var list = new ArrayList<Object>();
        var bytes = new ByteArrayOutputStream();
        for (WireLog.Piece piece : batch.pieces()) {
            list.add(List.of(piece.connection(), piece.received(), piece.time(), piece.bytes().length));
            bytes.writeBytes(piece.bytes());
        }
        if (!list.isEmpty() || batch.leftOut() > 0) {
            watchers.emit("wire", list, bytes.toByteArray(), batch.leftOut());
        }
    }

    private boolean areReading() {
        return watchers.sockets().stream().allMatch(socket -> socket.conn().isWritable());
    }

    private void sendState() {
        if (!areReading()) {
            return;
        }
        var clients = new ArrayList<Object>();
        var spaces = new ArrayList<Object>();
        var rooms = new ArrayList<Object>();
        for (Namespace namespace : watched.all()) {
            var sizes = new HashMap<String, Integer>();
            Collection<Socket> sockets = namespace.sockets();
            for (Socket socket : sockets) {
                if (clients.size() < MAX_SHOWN) {
                    // The session's id is a credential, so only its beginning leaves the server.
                    clients.add(Map.of("sid", socket.conn().id().substring(0, 4) + "…", "nsp", namespace.name(),
                            "transport", socket.conn().transport().toString().toLowerCase(Locale.ROOT),
                            "address", socket.handshake().address()));
                }
                socket.rooms().stream().filter(room -> !room.equals(socket.id()))
                        .forEach(room -> sizes.merge(room, 1, Integer::sum));
            }
            spaces.add(Map.of("name", namespace.name(), "sockets", sockets.size()));
            sizes.entrySet().stream().limit(MAX_SHOWN - rooms.size())
                    .forEach(room -> rooms.add(Map.of("nsp", namespace.name(), "name", room.getKey(), "sockets", room.getValue())));
        }
        watchers.emit("state", Map.of("clients", clients, "namespaces", spaces, "rooms", rooms));
    }
}
