package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MiddlewareTest {
    private final SocketIOServer io = new SocketIOServer();
    private final List<String> steps = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        io.close();
    }

    @Test
    void middlewaresRunInOrderBeforeTheConnectionListeners() {
        io.use((socket, next) -> {
            steps.add("first " + socket.handshake().auth().get("token") + " " + socket.connected());
            next.pass();
            steps.add("after");
        });
        io.use((socket, next) -> {
            steps.add("second");
            next.pass();
        });
        io.onConnection(socket -> {
            steps.add("connected " + socket.connected());
            socket.emit("hello");
        });
        io.listen(0);
        try (var client = TestClient.open(io)) {
            client.join("/", "{\"token\":7}");
            client.expect("2['hello']");
            assertEquals(List.of("first 7 false", "second", "connected true"), steps.subList(0, 3));
        }
    }

    @Test
    void aRefusalReachesTheClientWithItsDataAndNobodyElseHearsOfIt() {
        io.use((socket, next) -> next.refuse("not authorized", Map.of("code", 4001)));
        io.use((socket, next) -> steps.add("second"));
        io.onConnection(socket -> steps.add("connected"));
        io.listen(0);
        try (var client = TestClient.open(io)) {
            for (int i = 0; i < 100; i++) {             // a client may try again at once
                client.send("0").expect("4{'message':'not authorized','data':{'code':4001}}");
            }
            assertEquals(List.of(), steps);
            assertTrue(io.sockets().isEmpty());
        }
    }

    @Test
    void whatAMiddlewareThrowsRefuses() {
        io.of("/meant").use((socket, next) -> {
            throw new ConnectException("no", List.of(1));
        });
        io.of("/fault").use((socket, next) -> {
            throw new IllegalStateException("the password of the database is 1234");
        });
        io.of("/error").use((socket, next) -> {
            throw new StackOverflowError("no end");
        });
        io.of("/given").use((socket, next) -> next.apply(new IllegalStateException("secret")));
        io.listen(0);
        try (var client = TestClient.open(io); var log = new TestLog()) {
            client.send("0/meant,").expect("4/meant,{'message':'no','data':[1]}");
            for (String name : List.of("/fault", "/error", "/given")) {
                client.send("0" + name + ",").expect("4" + name + ",{'message':'internal error'}");
                assertEquals("a middleware of \"" + name + "\" failed; the client is refused", log.next());
            }
        }
    }

    @Test
    void dataThatCannotBeSentStillRefuses() {
        io.use((socket, next) -> next.refuse("no", new Object()));
        io.of("/binary").use((socket, next) -> next.refuse("no", new byte[1]));
        io.listen(0);
        try (var client = TestClient.open(io); var log = new TestLog()) {
            client.send("0").expect("4{'message':'internal error'}");
            assertTrue(log.nextRecord().getThrown() instanceof IllegalArgumentException);
            client.send("0/binary,").expect("4/binary,{'message':'internal error'}");
            client.send("0").expect("4{'message':'internal error'}");
        }
    }

    @Test
    void aMiddlewareMayDecideLaterOnAnotherThreadAndOnlyTheFirstTimeCounts() {
        var waiting = new CompletableFuture<Next>();
        io.use((socket, next) -> waiting.complete(next));
        io.onConnection(socket -> {
            steps.add("connected");
            socket.on("steps", (args, ack) -> ack.send(steps));
        });
        io.listen(0);
        try (var client = TestClient.open(io)) {
            client.send("0");
            Next next = Soon.get(waiting);
            next.pass();
            next.pass();
            next.refuse("too late");
            assertTrue(client.next().startsWith("0{"));
            client.send("20[\"steps\"]").expect("30[['connected']]");
        }
    }

    @Test
    void nothingKnowsASocketBeforeItIsAdmitted() {
        var waiting = new CompletableFuture<Next>();
        var entering = new CompletableFuture<Socket>();
        io.use((socket, next) -> {
            entering.complete(socket.join("lobby", "bar").leave("bar"));
            waiting.complete(next);
        });
        io.onConnection(socket -> socket.emit("rooms", socket.rooms().contains("lobby"), socket.rooms().size()));
        io.listen(0);
        try (var client = TestClient.open(io)) {
            client.send("0");
            Next next = Soon.get(waiting);
            Socket socket = Soon.get(entering);
            io.emit("early");
            io.to("lobby").emit("early");
            io.to(socket.id()).emit("early");
            assertTrue(io.sockets().isEmpty());
            assertNull(io.of("/").socket(socket.id()));
            assertTrue(socket.rooms().isEmpty());
            assertFalse(socket.connected());
            var error = assertThrows(IllegalStateException.class, () -> socket.emit("early"));
            assertTrue(error.getMessage().startsWith("the socket is not connected before all middlewares have let it pass"));
            next.pass();
            assertTrue(client.next().startsWith("0{"));
            client.expect("2['rooms',true,2]");
            io.to("lobby").emit("late");
            client.expect("2['late']");
        }
    }

    @Test
    void anEventBeforeTheAdmissionEndsTheConnection() {
        io.use((socket, next) -> socket.on("x", () -> steps.add("heard")));
        io.listen(0);
        var client = TestClient.open(io);
        client.send("0").emit("['x']");
        assertEquals(1000, client.closeCode());
        assertEquals(List.of(), steps);
    }

    @Test
    void aClientThatLeavesMeanwhileIsNotLetIn() {
        var waiting = new LinkedBlockingQueue<Next>();
        var clients = new LinkedBlockingQueue<Client>();
        io.of(Pattern.compile("/p")).use((socket, next) -> {
            socket.onDisconnect(reason -> steps.add("disconnected"));
            clients.add((Client) socket.link());
            waiting.add(next);
        }).onConnection(socket -> {
            steps.add("connected");
            socket.emit("hello");
        });
        io.listen(0);
        var client = TestClient.open(io);
        client.send("0/p,");
        Next next = Soon.take(waiting);
        client.close();
        Soon.await(Soon.take(clients)::isClosed);           // the server has noticed
        assertEquals(2, io.namespaces.all().size());
        next.pass();
        try (var other = TestClient.open(io)) {             // a round trip, so that the above has been dealt with
            other.send("0/p,");
            Soon.take(waiting).pass();
            assertTrue(other.next().startsWith("0/p,"));
            other.expect("2/p,['hello']");
            assertEquals(List.of("connected"), steps);
        }
    }
}
