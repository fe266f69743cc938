package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.engine.SessionObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners of what sounds like an event of the server's own, and that no client sends. */
class UnsentEventsTest {
    private static final String JOIN = "no client has sent \"join\" yet, which a socket in a room listens to: socket.join(…) sends no"
            + " event. If you want to be told who joins a room: io.of(\"/\").onRooms(…)";
    private static final String LEAVE = "no client has sent \"leave\" yet, which a socket in a room listens to: neither socket.leave(…)"
            + " sends an event, nor a client that goes. If you want to be told who goes: socket.onDisconnecting(reason -> …)";
    private static final String HEARTBEAT = " yet, which a socket listens to: the heartbeat, each pingInterval, is no event, and"
            + " socket.conn().roundTrip() is how long it took. If you want to measure that with an event, let the client give it a"
            + " callback, and the listener call ack.send()";

    private TestLog log;
    private SocketIOServer io;

    @BeforeEach
    void open() {
        log = new TestLog();
        io = new SocketIOServer(new Options().pingInterval(Duration.ofMillis(10)));
    }

    @AfterEach
    void close() {
        io.close();
        log.close();
    }

    private void serve(Consumer<Socket> listener) {
        io.onConnection(listener);
        io.onConnection(socket -> socket.on("sync", (args, ack) -> ack.send()));
        io.listen(0);
    }

    /** A client comes, sends events and goes, and what is to be said of its socket has been said. */
    private void visit(String... events) {
        try (var client = TestClient.connect(io)) {
            for (String event : events) {
                client.emit(event);
            }
            client.send("20[\"sync\"]").expect("30[]");
        }
        Soon.await(() -> io.sockets().isEmpty());
    }

    /** A client comes, and goes after a heartbeat. */
    private void stay() {
        try (var client = TestClient.connect(io)) {
            client.send("20[\"sync\"]").expect("30[]");
            Socket socket = io.sockets().iterator().next();
            var beaten = new CompletableFuture<Duration>();
            socket.conn().observe(new SessionObserver() {
                @Override
                public void heartbeat(Duration roundTrip) {
                    beaten.complete(roundTrip);
                }
            });
            Soon.get(beaten);
        }
        Soon.await(() -> io.sockets().isEmpty());
    }

    private void assertNothingSaid() {
        assertEquals(0, log.size());
    }

    @Test
    void whoExpectsJoinAndLeaveOfTheServerIsToldOnce() {
        serve(socket -> {
            socket.join("kitchen");
            socket.on("join", () -> { });
            socket.once("leave", String.class, room -> { });
        });
        visit("['other']");
        assertEquals(JOIN, log.next());
        assertEquals(LEAVE, log.next());
        visit();
        assertNothingSaid();
    }

    @Test
    void roomsOfAMiddlewareCountAndANamespaceIsNamed() {
        io.of("/admin").use((socket, next) -> {
            socket.join("kitchen");
            next.pass();
        });
        io.of("/admin").onConnection(socket -> socket.on("join", args -> { }));
        serve(socket -> { });
        try (var client = TestClient.connect(io)) {
            client.join("/admin");
        }
        Soon.await(() -> io.of("/admin").sockets().isEmpty());
        assertEquals(JOIN.replace("\"/\"", "\"/admin\""), log.next());
        assertNothingSaid();
    }

    @Test
    void whatAClientHasSentOnceIsAnEventOfTheApplications() {
        serve(socket -> {
            socket.join("lobby");
            socket.on("join", String.class, room -> socket.join(room));
            socket.on("leave", String.class, room -> socket.leave(room));
        });
        visit("['join','kitchen']");                            // and it leaves with the page
        visit();
        assertNothingSaid();
    }

    @Test
    void whatAMiddlewareHasStoppedWasSentToo() {
        serve(socket -> {
            socket.join("lobby");
            socket.use((event, args, next) -> {
                if (event.equals("join")) {
                    next.refuse("too many");
                } else {
                    next.pass();
                }
            });
            socket.onError(error -> { });
            socket.on("join", () -> { });
        });
        visit("['join']");
        assertNothingSaid();
    }

    @Test
    void whoJoinsNoRoomOnConnectionOrIsToldOfRoomsAlreadyMeansAnEvent() {
        serve(socket -> {
            socket.on("create", () -> socket.join("game"));
            socket.on("join", () -> socket.join("game"));       // the second player does
        });
        visit("['create']");
        io.of("/").onConnection(socket -> socket.join("lobby"));
        io.of("/").onRooms(new RoomListener() { });
        visit();
        assertNothingSaid();
    }

    @Test
    void whoIsToldOfTheEndAlreadyMeansAnEventByLeave() {
        var told = new AtomicReference<Consumer<Socket>>(socket -> socket.onDisconnect(reason -> { }));
        serve(socket -> {
            socket.join("room 1");
            socket.on("leave", () -> socket.leave("room 1"));
            told.get().accept(socket);
        });
        visit();
        told.set(socket -> socket.onDisconnecting(reason -> { }));
        visit();
        assertNothingSaid();
        told.set(socket -> { });
        visit();
        assertEquals(LEAVE, log.next());
    }

    @Test
    void whoExpectsTheHeartbeatIsToldOnceAfterOne() {
        serve(socket -> {
            socket.on("ping", () -> { });
            socket.on("pong", args -> { });
        });
        stay();
        assertEquals("no client has sent \"ping\"" + HEARTBEAT, log.next());
        assertEquals("no client has sent \"pong\"" + HEARTBEAT, log.next());
        stay();
        assertNothingSaid();
    }

    @Test
    void whoeverMeasuresWithAPingOfTheClientsHearsNothing() {
        serve(socket -> socket.on("ping", (args, ack) -> ack.send()));
        try (var client = TestClient.connect(io)) {
            client.send("20[\"ping\"]").expect("30[]");
        }
        stay();
        assertNothingSaid();
    }

    @Test
    void aListenerThatIsSuspectedIsCalledAndRemovedLikeOthers() {
        var heard = new AtomicReference<Object>();
        Consumer<Args> listener = args -> heard.set(args.getString(0));
        serve(socket -> {
            socket.on("join", listener);
            socket.on("leave", String.class, heard::set);
            socket.on("off", () -> socket.off("join", listener));
        });
        visit("['join','a']", "['off']", "['join','b']");
        assertEquals("a", heard.get());
        visit("['leave','c']");
        assertEquals("c", heard.get());
        assertTrue(log.isEmpty());
    }
}
