package interop;

import enchufe.Options;
import enchufe.RoomListener;
import enchufe.Socket;
import enchufe.SocketIOServer;
import enchufe.engine.CloseReason;
import enchufe.engine.SessionObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Uses every hook of the server, and tells clients what they were called with. What hooks-server.js does with Node's server. */
public final class HooksServer {
    private static final List<Object> told = new ArrayList<>();

    private HooksServer() {}

    private static synchronized void tell(Object... what) {
        told.add(List.of(what));
    }

    private static synchronized List<Object> take() {
        var taken = new ArrayList<>(told);
        told.clear();
        return taken;
    }

    private static int number(String name, int otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    public static void main(String[] args) {
        var io = new SocketIOServer(new Options().cors("*").announce(false).initialPacket(System.getenv("INITIAL"))
                .httpCompression(true).pingInterval(Duration.ofMillis(number("PING_INTERVAL", 25_000))));
        io.engine().use((request, next) -> {
            Map<String, String> query = request.handshake().query();
            request.header("X-Hook", request.method());
            if (request.isFirst() && query.containsKey("id")) {
                request.sessionId(query.get("id"));
            }
            if (request.isFirst() && query.containsKey("refuse")) {
                next.refuse(query.get("refuse"));
            } else {
                next.pass();
            }
        }).onConnectionError(error -> tell("connection_error", error.code(), error.message(), error.context()));
        io.onNewNamespace(namespace -> tell("new_namespace", namespace.name()));
        io.of(Pattern.compile("/dyn-\\d+"));
        io.of("/").onRooms(new RoomListener() {
            @Override
            public void created(String room) {
                tell("create-room", room);
            }

            @Override
            public void joined(String room, String id) {
                tell("join-room", room, id);
            }

            @Override
            public void left(String room, String id) {
                tell("leave-room", room, id);
            }

            @Override
            public void deleted(String room) {
                tell("delete-room", room);
            }
        });
        io.onConnection(HooksServer::serve);
        io.listen("127.0.0.1", number("PORT", 0));
        System.out.println("listening " + io.port());
    }

    /** Long packets are left out: those that answer {@code take} would tell of themselves. */
    private static void tellOf(String event, SessionObserver.Packet packet) {
        if (packet.data().remaining() <= 100) {
            tell(event, packet.type(), packet.text());
        }
    }

    private static void serve(Socket socket) {
        socket.conn().observe(new SessionObserver() {
            @Override
            public void received(Packet packet) {
                tellOf("packet", packet);
            }

            @Override
            public void sent(Packet packet) {
                tellOf("packetCreate", packet);
            }

            @Override
            public void upgraded() {
                tell("upgrade", socket.conn().transport().toString(), socket.conn().id());
            }

            @Override
            public void heartbeat(Duration roundTrip) {
                tell("heartbeat");
            }

            @Override
            public void closed(CloseReason reason) {
                tell("close", reason.toString(), socket.conn().id());
            }
        });
        socket.on("take", (arguments, ack) -> ack.send(take()));
        socket.on("sid", (arguments, ack) -> ack.send(socket.conn().id()));
        socket.on("join", (arguments, ack) -> {
            socket.join((String) arguments.get(0));
            ack.send();
        });
        socket.on("leave", (arguments, ack) -> {
            socket.leave((String) arguments.get(0));
            ack.send();
        });
        socket.on("large", arguments -> socket.emit("large", "x".repeat(5_000)));
        socket.on("plain", arguments -> socket.compress(false).emit("large", "x".repeat(5_000)));
    }
}
