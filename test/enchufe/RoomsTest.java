package enchufe;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rooms and broadcasts among five clients: ann and bob are in red, bob and cid in blue, dan in green, eve in none. */
class RoomsTest {
    private final SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final Map<String, TestClient> clients = new TreeMap<>();
    private final Map<String, Socket> sockets = new TreeMap<>();

    @BeforeEach
    void connect() {
        var connected = new LinkedBlockingQueue<Socket>();
        io.onConnection(connected::add).listen(0);
        for (String name : List.of("ann", "bob", "cid", "dan", "eve")) {
            clients.put(name, TestClient.connect(io));
            sockets.put(name, Soon.take(connected));
        }
        sockets.get("ann").join("red");
        sockets.get("bob").join("red", "blue");
        sockets.get("cid").join("blue").join("blue");
        sockets.get("dan").join("green");
    }

    @AfterEach
    void close() {
        clients.values().forEach(TestClient::disconnect);
        io.close();
    }

    private String id(String name) {
        return sockets.get(name).id();
    }

    /** Expects a broadcast to reach these clients, each once, and no others. */
    private void reaches(String names, Consumer<String> broadcast) {
        broadcast.accept("x");
        sockets.values().forEach(socket -> socket.emit("end"));
        var reached = new ArrayList<String>();
        clients.forEach((name, client) -> {
            for (String packet = client.next(); !packet.equals("2[\"end\"]"); packet = client.next()) {
                assertEquals("2[\"x\"]", packet);
                reached.add(name);
            }
        });
        assertEquals(names, String.join(" ", reached));
    }

    @Test
    void roomsAreUnitedEachSocketOnceLessTheExcepted() {
        reaches("ann bob cid dan eve", io::emit);
        reaches("ann bob cid dan eve", event -> io.of("/").emit(event));
        reaches("ann bob", event -> io.to("red").emit(event));
        reaches("ann bob cid", event -> io.to("red", "blue").emit(event));
        reaches("ann bob cid", event -> io.in("red").in("blue").to("nobody").emit(event));
        reaches("cid", event -> io.to("blue").except("red").emit(event));
        reaches("dan eve", event -> io.except("red", "blue").emit(event));
        reaches("eve", event -> io.except("red").except("blue", "green").emit(event));
        reaches("", event -> io.to("nobody").emit(event));
        reaches("", event -> io.to("red").except("red").emit(event));
        reaches("ann eve", event -> io.to(id("ann"), id("eve")).emit(event));
        reaches("bob cid dan eve", event -> io.except(id("ann")).emit(event));
    }

    @Test
    void aSocketsBroadcastsLeaveItselfOut() {
        Socket bob = sockets.get("bob");
        reaches("ann cid dan eve", event -> bob.broadcast().emit(event));
        reaches("ann", event -> bob.to("red").emit(event));
        reaches("ann cid", event -> bob.to("red", "blue").emit(event));
        reaches("ann cid", event -> bob.in("red").in("blue").emit(event));
        reaches("dan eve", event -> bob.except("red", "blue").emit(event));
        reaches("", event -> bob.to(bob.id()).emit(event));
    }

    @Test
    void anOperatorIsImmutableAndSendsWhatEmitSends() {
        var red = io.to("red");
        red.to("blue");
        red.except("red");
        red.emit("a", 1, "two", null);
        red.send("m");
        clients.get("ann").expect("2['a',1,'two',null]", "2['message','m']");
        sockets.get("ann").broadcast().send("b");
        clients.get("eve").expect("2['message','b']");
        io.send();
        clients.get("cid").expect("2['message','b']", "2['message']");
        sockets.get("dan").send((Object) null);
        clients.get("dan").expect("2['message','b']", "2['message']", "2['message',null]");
    }

    @Test
    void leavingARoomIsNotLeavingTheOthers() {
        sockets.get("bob").leave("red").leave("red").leave("unknown").leave(id("bob"));
        reaches("ann", event -> io.to("red").emit(event));
        reaches("bob cid", event -> io.to("blue").emit(event));
        assertEquals(List.of(id("bob"), "blue"), List.copyOf(sockets.get("bob").rooms()));
        reaches("bob", event -> io.to(id("bob")).emit(event));
    }

    @Test
    void recipientsJoinAndLeave() {
        io.in("red").except(id("ann")).socketsJoin("new", "newer");
        reaches("bob", event -> io.to("new").emit(event));
        reaches("bob", event -> io.to("newer").emit(event));
        io.socketsJoin("all");
        reaches("ann bob cid dan eve", event -> io.to("all").emit(event));
        sockets.get("bob").to("red", "blue").socketsLeave("all", "red", "unknown");
        reaches("bob dan eve", event -> io.to("all").emit(event));
        reaches("bob", event -> io.to("red").emit(event));
        io.of("/").socketsLeave("all", "blue");
        reaches("", event -> io.to("all", "blue").emit(event));
        io.in("nobody").socketsJoin("green");
        io.socketsJoin();
        reaches("dan", event -> io.to("green").emit(event));
    }

    @Test
    void recipientsAreDisconnected() {
        sockets.values().forEach(socket -> socket.onDisconnect(reason -> seen.add(reason.toString())));
        io.in("red").except("blue").disconnectSockets();
        clients.get("ann").expect("1");
        assertEquals("server namespace disconnect", Soon.take(seen));
        io.to("green").disconnectSockets(true);
        clients.get("dan").expect("1").closeCode();
        assertEquals("server namespace disconnect", Soon.take(seen));
        clients.get("ann").join("/");                               // its connection was left open
        clients.remove("dan");
        Soon.await(() -> io.sockets().size() == 4);
        io.disconnectSockets(true);
        for (String name : List.of("ann", "bob", "cid", "eve")) {
            clients.remove(name).expect("1").closeCode();
        }
        Soon.await(() -> io.sockets().isEmpty());
    }

    @Test
    void theRoomOfASocketMayBeJoinedByOthers() {
        sockets.get("eve").join(id("ann"));
        reaches("ann eve", event -> io.to(id("ann")).emit(event));
        reaches("bob cid dan", event -> io.except(id("ann")).emit(event));
        sockets.get("eve").leave(id("ann"));
        reaches("ann", event -> io.to(id("ann")).emit(event));
    }

    @Test
    void roomsAreThereInDisconnectingAndGoneInDisconnect() {
        Socket bob = sockets.get("bob");
        bob.onDisconnecting(reason -> {
            seen.add(bob.rooms());
            bob.to("red").emit("left");
        });
        bob.onDisconnect(reason -> {
            seen.add(bob.rooms());
            bob.join("red");
            seen.add(bob.rooms());
            io.to("red").emit("after");
        });
        clients.get("bob").disconnect();
        assertEquals(Set.of(id("bob"), "red", "blue"), Soon.take(seen));
        assertEquals(Set.of(), Soon.take(seen));
        assertEquals(Set.of(), Soon.take(seen));
        clients.get("ann").expect("2['left']", "2['after']");
        assertFalse(io.sockets().contains(bob));
    }

    @Test
    void joiningAfterTheEndLeavesNothingBehind() {
        var gone = new CountDownLatch(1);
        Socket eve = sockets.get("eve");
        eve.onDisconnect(reason -> gone.countDown());
        clients.get("eve").disconnect();
        Soon.await(gone);
        eve.join("red", "mine").leave("red");
        assertEquals(Set.of(), eve.rooms());
        assertTrue(io.of("/").rooms().select(Set.of("mine"), Set.of()).isEmpty());
        io.to("red").emit("x");
        clients.get("ann").expect("2['x']");
    }

    /** What takes the square of their number takes minutes. */
    @Test
    void oneSocketMayBeInManyRooms() {
        Socket eve = sockets.get("eve");
        eve.onDisconnect(reason -> seen.add(io.of("/").rooms().select(Set.of("room 49999"), Set.of())));
        for (int i = 0; i < 50_000; i++) {
            eve.join("room " + i);
        }
        for (int i = 0; i < 25_000; i++) {
            eve.leave("room " + i);
        }
        assertEquals(25_001, eve.rooms().size());
        io.to("room 49999").emit("x");
        clients.get("eve").expect("2['x']").disconnect();
        assertEquals(List.of(), Soon.take(seen));
    }

    @Test
    void theRoomsOfASocketAreACopy() {
        Set<String> rooms = sockets.get("ann").rooms();
        rooms.clear();
        assertEquals(Set.of(id("ann"), "red"), sockets.get("ann").rooms());
    }

    @Test
    void noRoomsAreNotEverybody() {
        assertThrows(IllegalArgumentException.class, () -> io.to(new String[0]));
    }

    @Test
    void whatCannotBeSentIsAnErrorThoughNobodyIsThere() {
        assertThrows(IllegalArgumentException.class, () -> io.emit("event", new Object()));
    }
}
