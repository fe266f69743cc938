import enchufe.Ack;
import enchufe.AckTimeoutException;
import enchufe.Args;
import enchufe.Namespace;
import enchufe.Options;
import enchufe.Parser;
import enchufe.RemoteSocket;
import enchufe.Socket;
import enchufe.SocketIOServer;
import enchufe.engine.CloseReason;
import enchufe.engine.EngineListener;
import enchufe.engine.EnginePacket;
import enchufe.engine.EngineSession;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.redis.RedisAdapter;
import enchufe.websocket.Message;
import enchufe.websocket.WebSocket;
import enchufe.websocket.WebSocketEndpoint;
import enchufe.websocket.WebSocketLimits;
import enchufe.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * One program with fixed behaviour, on the public API alone, so that any client's tests can be run against this server.
 * Environment: PORT (0 takes a free one), HOST (localhost: IPv6 too), MODE (sio, eio, ws, bench), PING_INTERVAL, PING_TIMEOUT,
 * UPGRADE_TIMEOUT, CONNECT_TIMEOUT (milliseconds), MAX_PAYLOAD (bytes), ORIGINS (comma-separated; none: any), EXECUTOR (loop:
 * handlers run on the loops), LOOPS (how many), ALLOW_EIO3 (1: clients of Socket.IO 1 and 2 too), DEFLATE (1: permessage-deflate,
 * from the first byte on), PARSER (msgpack: beside JSON), TLS (cert.pem,key.pem: https and wss), REDIS (host:port: part of the
 * cluster there), RECOVERY (1: connection state recovery), COOKIE (a name: set to the session's id), PROXIES (whom to
 * believe). It says "listening PORT" and serves until SIGTERM.
 */
public class ContractServer {
    private static final int MAX_SEEN = 1000;
    private static final int MAX_FRAGMENTS = 65_600;

    private record Hint(int code, String hint) {}

    /**
     * How long a connection's listener waits before its greeting, and a session of revision 3 before its open packet. The WebSocket
     * client of the official protocol suites (ws 8.5) emits all messages of one read together, so the suites, which wait for one
     * after the other, would miss a greeting that comes with, or right behind, the answer to CONNECT, and an open packet right behind
     * the response: against Node's server, too, they fail now and then.
     */
    private static final long GREETING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Why the last socket that connected with a tag was disconnected. */
    private static final Map<String, String> reasons = new ConcurrentHashMap<>();

    public static void main(String[] args) {
        String mode = env("MODE", "sio");
        var io = new SocketIOServer(options(mode));
        switch (mode) {
            case "sio" -> serveSocketIO(io);
            case "eio" -> io.engine("/engine.io", ContractServer::echo);
            case "ws" -> io.webSocket("/", new WebSocketEcho(number("MAX_PAYLOAD", 33_554_432)));
            case "bench" -> serveBench(io);
            default -> fail("MODE is \"" + mode + "\": it must be sio, eio, ws or bench");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(io::close));
        io.listen(env("HOST", "127.0.0.1"), number("PORT", 3000));
        System.out.println("listening " + io.port());
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(2);
    }

    private static Options options(String mode) {
        String origins = env("ORIGINS", "");
        var options = new Options()
                .pingInterval(millis("PING_INTERVAL", 25_000))
                .pingTimeout(millis("PING_TIMEOUT", 20_000))
                .upgradeTimeout(millis("UPGRADE_TIMEOUT", 10_000))
                .connectTimeout(millis("CONNECT_TIMEOUT", 45_000))
                .allowEIO3(env("ALLOW_EIO3", "").equals("1"))
                .cors(origins.isEmpty() ? new String[] {"*"} : origins.split(","));
        if (mode.equals("ws")) {
            options = options.path("/-");               // every other path is the echo's
        } else {
            options = options.maxHttpBufferSize(number("MAX_PAYLOAD", 1_000_000));
        }
        if (!env("LOOPS", "").isEmpty()) {
            options = options.loops(number("LOOPS", 0));
        }
        if (deflateThreshold() >= 0) {
            options = options.perMessageDeflate(deflateThreshold());
        }
        if (env("PARSER", "json").equals("msgpack")) {
            options = options.parser(Parser.messagePack());
        } else if (!env("PARSER", "json").equals("json")) {
            fail("PARSER must be json or msgpack");
        }
        String[] tls = env("TLS", "").split(",");
        if (tls.length == 2) {
            options = options.tls(Path.of(tls[0]), Path.of(tls[1]));
        } else if (!tls[0].isEmpty()) {
            fail("TLS must be cert.pem,key.pem");
        }
        String redis = env("REDIS", "");
        if (redis.matches("[^:]+:\\d{1,5}")) {
            options = options.adapter(RedisAdapter.at("redis://" + redis));
        } else if (!redis.isEmpty()) {
            fail("REDIS must be host:port");
        }
        if (!env("PROXIES", "").isEmpty()) {
            options = options.trustedProxies(env("PROXIES", "").split(","));
        }
        if (!env("COOKIE", "").isEmpty()) {
            options = options.cookie(env("COOKIE", ""));
        }
        if (env("RECOVERY", "").equals("1")) {
            options = options.connectionStateRecovery(Duration.ofMinutes(2));
        }
        return onLoop() ? options.executor(Runnable::run) : options;
    }

    private static int deflateThreshold() {
        return env("DEFLATE", "").equals("1") ? 0 : -1;
    }

    private static boolean onLoop() {
        return env("EXECUTOR", "").equals("loop");
    }

    private static String env(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    private static int number(String name, int otherwise) {
        String value = env(name, String.valueOf(otherwise));
        if (!value.matches("\\d{1,9}")) {
            fail(name + " is \"" + value + "\": it must be a whole number");
        }
        return Integer.parseInt(value);
    }

    private static Duration millis(String name, int otherwise) {
        return Duration.ofMillis(number(name, otherwise));
    }

    // ---- MODE=sio

    private static void serveSocketIO(SocketIOServer io) {
        List<Namespace> namespaces = List.of(io.of("/"), io.of("/custom"), io.of("/admin"),
                io.of(Pattern.compile("/dyn-\\d+")));
        for (Namespace namespace : namespaces) {
            namespace.onConnection(ContractServer::serve);
            namespace.onServerSideEmit("told", (args, ack) -> namespace.local().emit("told", one(args)));
        }
        io.of("/admin").use((socket, next) -> {
            if ("secret".equals(socket.handshake().auth().get("token"))) {
                next.pass();
            } else {
                next.refuse("not authorized", new Hint(4001, "bad token"));
            }
        });
    }

    private static void serve(Socket socket) {
        rememberReason(socket);
        listenToAll(socket);
        echoes(socket);
        broadcasts(socket);
        rooms(socket);
        questions(socket);
        cluster(socket);
        streams(socket);
        socket.on("kick", (args, ack) -> {
            if (args.get(0) instanceof Boolean close) {
                socket.disconnect(close);
            }
        });
        socket.on("drop", () -> socket.conn().close());
        if (!onLoop()) {
            LockSupport.parkNanos(GREETING_NANOS);
        }
        socket.emit("auth", socket.handshake().auth());
    }

    private static void rememberReason(Socket socket) {
        Object tag = socket.handshake().auth().getOrDefault("tag", socket.handshake().query().get("tag"));
        if (tag != null) {
            reasons.remove(tag.toString());
            socket.onDisconnect(reason -> reasons.put(tag.toString(), reason.toString()));
        }
        socket.on("reason-of", (args, ack) -> {
            if (args.get(0) instanceof String wanted) {
                ack.send(reasons.get(wanted));
            }
        });
    }

    private static void listenToAll(Socket socket) {
        List<List<Object>> seen = Collections.synchronizedList(new ArrayList<>());
        socket.onAny((event, args) -> {
            if (!event.equals("seen") && seen.size() < MAX_SEEN) {
                seen.add(List.of(event, args.size()));
            }
        });
        socket.on("seen", (args, ack) -> ack.send(seen));
        socket.use((event, args, next) -> {
            if (event.equals("forbidden")) {
                next.refuse("forbidden event");
            } else {
                next.pass();
            }
        });
        socket.onError(error -> socket.emit("error-back", error.getMessage()));
    }

    private static void echoes(Socket socket) {
        socket.on("message", args -> socket.emit("message-back", all(args)));
        socket.on("message-with-ack", (args, ack) -> ack.send(all(args)));
        socket.on("echo", args -> socket.emit("echo", one(args)));
        socket.on("echo-bin", args -> socket.emit("echo-bin", one(args)));
        socket.on("echo-ack", (args, ack) -> ack.send(one(args)));
        socket.on("address", (args, ack) -> ack.send(
                Map.of("address", socket.handshake().address(), "secure", socket.handshake().secure())));
        socket.on("whoami", (args, ack) -> {
            var me = new HashMap<String, Object>();
            me.put("id", socket.id());
            me.put("nsp", socket.nsp());
            me.put("auth", socket.handshake().auth());
            me.put("query", socket.handshake().query().get("tag"));
            me.put("transport", socket.conn().transport().toString());
            me.put("eio", socket.conn().protocol());
            me.put("header", socket.handshake().headers().get("x-conf"));
            if (env("RECOVERY", "").equals("1")) {
                me.put("recovered", socket.recovered());
            }
            ack.send(me);
        });
    }

    private static void broadcasts(Socket socket) {
        socket.on("broadcast", args -> socket.broadcast().emit("broadcast", all(args)));
        socket.on("emit-all", args -> socket.namespace().emit("emit-all", all(args)));
        onStrings(socket, "to-room", 1, (args, ack) ->
                socket.namespace().to(args.getString(0)).emit("room", from(args, 1)));
        onStrings(socket, "to-room-others", 1, (args, ack) ->
                socket.to(args.getString(0)).emit("room", from(args, 1)));
        onStrings(socket, "to-rooms", 2, (args, ack) ->
                socket.namespace().to(args.getString(0)).to(args.getString(1)).emit("room", from(args, 2)));
        onStrings(socket, "to-except", 2, (args, ack) ->
                socket.namespace().to(args.getString(0)).except(args.getString(1)).emit("room", from(args, 2)));
    }

    private static void rooms(Socket socket) {
        onStrings(socket, "join", 1, (args, ack) -> {
            socket.join(args.getString(0));
            sendRooms(socket, ack);
        });
        onStrings(socket, "leave", 1, (args, ack) -> {
            socket.leave(args.getString(0));
            sendRooms(socket, ack);
        });
    }

    /** The list costs the more the more rooms there are: a client that joins many, one by one, asks for none. */
    private static void sendRooms(Socket socket, Ack ack) {
        if (ack.isRequested()) {
            ack.send(socket.rooms().stream().filter(room -> !room.equals(socket.id())).sorted().toList());
        }
    }

    private static void questions(Socket socket) {
        socket.on("ask-me", (args, ack) -> count(args, 0, Integer.MAX_VALUE).ifPresent(ms ->
                socket.timeout(Duration.ofMillis(ms)).emitWithAck("question", args.get(1)).whenComplete((answer, error) ->
                        ack.send(error == null ? Map.of("ok", true, "answer", answer.list()) : Map.of("ok", false)))));
        onStrings(socket, "ask-room", 1, (args, ack) -> count(args, 1, Integer.MAX_VALUE).ifPresent(ms -> {
            CompletableFuture<List<Args>> answers = socket.namespace().to(args.getString(0))
                    .timeout(Duration.ofMillis(ms)).emitWithAck("question", args.get(2));
            answers.whenComplete((all, error) ->
                    ack.send(Map.of("ok", error == null, "answers", firsts(error == null ? all : soFar(error)))));
        }));
    }

    private static List<Args> soFar(Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        return ((AckTimeoutException) cause).answers();
    }

    private static List<Object> firsts(List<Args> answers) {
        var firsts = new ArrayList<>();
        answers.forEach(answer -> firsts.add(answer.get(0)));
        return firsts;
    }

    private static void cluster(Socket socket) {
        Namespace namespace = socket.namespace();
        onStrings(socket, "who-is-in", 1, (args, ack) -> {
            String room = args.getString(0);
            (room.isEmpty() ? namespace.fetchSockets() : namespace.in(room).fetchSockets()).whenComplete((found, error) ->
                    ack.send(error == null ? found.stream().map(RemoteSocket::id).sorted().toList() : error.getMessage()));
        });
        socket.on("who-is-here", (args, ack) -> ack.send(namespace.sockets().stream().map(Socket::id).toList()));
        onStrings(socket, "move", 2, (args, ack) -> namespace.in(args.getString(0)).socketsJoin(args.getString(1)));
        onStrings(socket, "expel", 1, (args, ack) -> namespace.in(args.getString(0)).disconnectSockets(false));
        socket.on("tell-servers", args -> namespace.serverSideEmit("told", one(args)));
    }

    private static void streams(Socket socket) {
        socket.on("binary-out", (args, ack) -> {
            byte[] all = new byte[256];
            for (int i = 0; i < all.length; i++) {
                all[i] = (byte) i;
            }
            var data = new LinkedHashMap<String, Object>();
            data.put("all", all);
            data.put("list", List.of(new byte[] {1, 2, 3}, Map.of("deep", new byte[0])));
            data.put("n", null);
            data.put("s", "é€😀");
            socket.emit("binary-out", data);
            ack.send(new byte[] {0, 1, 2, 3}, "end");
        });
        socket.on("count-to", (args, ack) -> count(args, 0, 10_000).ifPresent(n -> {
            for (int i = 0; i < n; i++) {
                socket.emit("count", i);
            }
            ack.send(n);
        }));
        socket.on("volatile-later", args -> count(args, 0, Integer.MAX_VALUE).ifPresent(ms ->
                CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS)
                        .execute(() -> socket.asVolatile().emit("vol", args.get(1)))));
        socket.on("volatile-burst", (args, ack) -> count(args, 0, Integer.MAX_VALUE).ifPresent(n -> {
            for (int i = 0; i < n; i++) {
                socket.asVolatile().emit("vol", i);
            }
            ack.send(n);
        }));
        socket.on("flood", args -> count(args, 0, 100_000).ifPresent(n -> count(args, 1, 65_536).ifPresent(size -> {
            String text = "x".repeat(size);
            for (int i = 0; i < n; i++) {
                socket.emit("flood", i, text);
            }
        })));
    }

    // ---- arguments: an event whose arguments have other types is ignored

    private static Object[] all(Args args) {
        return args.list().toArray();
    }

    private static Object[] from(Args args, int index) {
        return args.list().subList(index, args.size()).toArray();
    }

    /** The first argument alone; none if there is none, since a missing one is not null. */
    private static Object[] one(Args args) {
        return Arrays.copyOf(all(args), Math.min(1, args.size()));
    }

    private static void onStrings(Socket socket, String event, int count, BiConsumer<Args, Ack> listener) {
        socket.on(event, (args, ack) -> {
            if (args.size() >= count && args.list().subList(0, count).stream().allMatch(String.class::isInstance)) {
                listener.accept(args, ack);
            }
        });
    }

    private static Optional<Integer> count(Args args, int index, int most) {
        return args.get(index) instanceof Long n && n >= 0 && n <= most ? Optional.of(n.intValue()) : Optional.empty();
    }

    // ---- MODE=bench

    private static void serveBench(SocketIOServer io) {
        io.onConnection(socket -> {
            socket.on("echo", args -> socket.emit("echo", args.get(0)));
            socket.on("echo-bin", args -> socket.emit("echo-bin", args.get(0)));
            socket.on("echo-ack", (args, ack) -> ack.send(args.get(0)));
            socket.on("broadcast", args -> io.emit("broadcast", args.get(0)));
            socket.on("join", String.class, room -> socket.join(room));
            socket.on("room", args -> io.to(args.getString(0)).emit("room", args.get(1)));
        });
    }

    // ---- MODE=eio

    private static EngineListener echo(EngineSession session) {
        if (session.protocol() == 3) {
            LockSupport.parkNanos(5 * GREETING_NANOS);
        }
        return new EngineEcho(session);
    }

    private record EngineEcho(EngineSession session) implements EngineListener {
        @Override
        public void onText(ByteBuffer utf8) {
            session.send(EnginePacket.text(utf8.array(), utf8.arrayOffset() + utf8.position(),
                    utf8.arrayOffset() + utf8.limit()));
        }

        @Override
        public void onBinary(ByteBuffer data) {
            session.send(EnginePacket.binary(data));
        }

        @Override
        public void onClose(CloseReason reason) {}
    }

    // ---- MODE=ws

    private record WebSocketEcho(int maxMessageBytes) implements WebSocketEndpoint {
        @Override
        public Opening admit(RequestHead head, Peer peer) {
            return Echo::new;
        }

        @Override
        public WebSocketLimits limits() {
            return new WebSocketLimits(maxMessageBytes, MAX_FRAGMENTS, deflateThreshold());
        }

        private record Echo(WebSocket socket) implements WebSocketListener {
            @Override
            public void onText(ByteBuffer utf8) {
                socket.send(Message.text(-1, utf8.array(), utf8.arrayOffset() + utf8.position(),
                        utf8.arrayOffset() + utf8.limit()));
            }

            @Override
            public void onBinary(ByteBuffer data) {
                socket.sendBinary(data);
            }

            @Override
            public void onClose(int code, String reason) {}
        }
    }
}
