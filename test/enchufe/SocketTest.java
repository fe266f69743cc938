package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.engine.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketTest {
    record Credentials(String user, int pin) {}

    private SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    private void listen(String... namespaces) {
        for (String namespace : namespaces) {
            io.of(namespace).onConnection(socket -> {
                socket.onDisconnect(reason -> seen.add(namespace + " " + reason + " " + socket.connected()));
                sockets.add(socket);
            });
        }
        io.listen(0);
    }

    // ---- what it is

    @Test
    void theHandshakeHoldsHeadersQueryAndCredentials() {
        listen("/a");
        Instant before = Instant.now();
        String target = "/socket.io/?EIO=4&transport=websocket&token=a%20b&token=c%26";
        try (var client = TestClient.at(io, target, "X-Conf", "yes")) {
            String id = client.join("/a", "{\"user\":\"ann\",\"pin\":7,\"more\":[]}");
            Socket socket = Soon.take(sockets);
            assertEquals(id, socket.id());
            assertEquals("/a", socket.nsp());
            assertSame(io.of("/a"), socket.namespace());
            assertSame(socket, io.of("/a").socket(id));
            assertNotEquals(socket.conn().id(), id);
            assertEquals(Transport.WEBSOCKET, socket.conn().transport());
            assertEquals(4, socket.conn().protocol());

            Handshake handshake = socket.handshake();
            assertEquals("yes", handshake.headers().get("x-conf"));
            assertEquals("127.0.0.1:" + io.port(), handshake.headers().get("host"));
            for (String served : List.of("upgrade", "connection", "sec-websocket-key", "sec-websocket-version")) {
                assertFalse(handshake.headers().containsKey(served), served);
            }
            assertEquals(Map.of("EIO", "4", "transport", "websocket", "token", "c&"), handshake.query());
            assertEquals(Map.of("user", "ann", "pin", 7L, "more", List.of()), handshake.auth());
            assertEquals(new Credentials("ann", 7), handshake.auth(Credentials.class));
            assertEquals("127.0.0.1", handshake.address());
            assertEquals(target, handshake.url());
            assertFalse(handshake.secure());
            assertFalse(handshake.xdomain());
            assertFalse(handshake.time().isBefore(before) || handshake.time().isAfter(Instant.now()));
        }
    }

    @Test
    void credentialsThatDoNotFitSayWhere() {
        listen("/");
        try (var client = TestClient.open(io, "Origin", "http://127.0.0.1:" + io.port())) {
            client.join("/", "{\"pin\":\"secret\"}");
            Handshake handshake = Soon.take(sockets).handshake();
            assertTrue(handshake.xdomain());
            var error = assertThrows(IllegalArgumentException.class, () -> handshake.auth(Credentials.class));
            assertTrue(error.getMessage().startsWith("auth: pin: expected int, got "), error.getMessage());
        }
        try (var client = TestClient.connect(io)) {
            assertEquals(Map.of(), Soon.take(sockets).handshake().auth());
            client.send("1");
        }
    }

    @Test
    void dataIsKeptForTheApplication() {
        listen("/");
        try (var client = TestClient.connect(io)) {
            Socket socket = Soon.take(sockets);
            assertTrue(socket.data().isEmpty());
            socket.data().put("name", "ann");
            assertEquals("ann", socket.data().get("name"));
            client.disconnect();
            Soon.take(seen);
            assertEquals("ann", socket.data().get("name"));
        }
    }

    // ---- the end

    @Test
    void theClientMayLeaveANamespaceOrClose() {
        listen("/", "/a");
        try (var client = TestClient.connect(io)) {
            client.join("/a");
            client.send("1/a,");
            assertEquals("/a client namespace disconnect false", Soon.take(seen));
            client.join("/a");
            client.disconnect();
            assertEquals(List.of("/ transport close false", "/a transport close false"),
                    List.of(Soon.take(seen), Soon.take(seen)).stream().sorted().toList());
        }
    }

    @Test
    void disconnectRemovesTheSocketAlone() {
        listen("/", "/a");
        try (var client = TestClient.connect(io)) {
            Socket socket = Soon.take(sockets);
            client.join("/a");
            socket.emit("last");
            assertSame(socket, socket.disconnect().disconnect());
            assertFalse(socket.connected());
            socket.emit("dropped");
            client.expect("2['last']", "1");
            assertEquals("/ server namespace disconnect false", Soon.take(seen));
            Soon.take(sockets).emit("x");
            client.expect("2/a,['x']");
            assertTrue(io.sockets().isEmpty());
            client.join("/");
        }
    }

    @Test
    void aClientThatWasDisconnectedMayConnectAgainAtOnce() {
        io = new SocketIOServer(new Options().maxNamespacesPerClient(1));
        io.onConnection(socket -> socket.on("x", () -> socket.disconnect())).listen(0);
        try (var client = TestClient.connect(io)) {
            for (int i = 0; i < 100; i++) {
                client.emit("['x']").expect("1");
                client.join("/");
            }
        }
    }

    @Test
    void eventsThatAreOnTheirWayWhenTheServerDisconnectsAreIgnored() {
        io.onConnection(socket -> {
            socket.on("x", () -> {
                seen.add("x");
                socket.disconnect();
            });
            socket.on("x", () -> seen.add("second listener"));
            socket.onDisconnect(seen::add);
        }).listen(0);
        try (var client = TestClient.connect(io)) {
            client.emit("['x']").emit("['x']").expect("1");
            assertEquals("x", Soon.take(seen));
            assertEquals(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, Soon.take(seen));
        }
    }

    @Test
    void disconnectTrueClosesTheConnection() {
        listen("/", "/a");
        var client = TestClient.connect(io);
        client.join("/a");
        Soon.take(sockets).disconnect(true);
        assertEquals(1000, client.closeCode());
        assertEquals(List.of("/ server namespace disconnect false", "/a server namespace disconnect false"),
                List.of(Soon.take(seen), Soon.take(seen)).stream().sorted().toList());
        assertEquals(Map.of("1", 1, "1/a,", 1), Map.of(client.next(), 1, client.next(), 1));
    }

    @Test
    void closingTheConnectionUnderneathIsAForcedClose() {
        listen("/");
        var client = TestClient.connect(io);
        Soon.take(sockets).conn().close();
        assertEquals("/ forced close false", Soon.take(seen));
        client.closeCode();
    }

    @Test
    void malformedPacketsHaveTheReasonsOfNode() {
        listen("/");
        var bad = TestClient.connect(io);
        bad.send("2{}");
        assertEquals("/ forced close false", Soon.take(seen));
        bad.closeCode();
        var worse = TestClient.connect(io);
        worse.sendText("abc");
        assertEquals("/ parse error false", Soon.take(seen));
        worse.closeCode();
    }

    @Test
    void aClientThatAnswersNoPingTimesOut() {
        io = new SocketIOServer(new Options().pingInterval(Duration.ofMillis(500)).pingTimeout(Duration.ofSeconds(2)));
        listen("/");
        try (var lively = TestClient.connect(io); var silent = TestClient.silent(io)) {
            Soon.take(sockets);
            silent.join("/");
            assertEquals("/ ping timeout false", Soon.take(seen));
            silent.closeCode();
            assertEquals(1, io.sockets().size());
            io.emit("x");
            lively.expect("2['x']");
        }
    }

    @Test
    void aClientThatJoinsNothingInTimeIsSentAway() {
        io = new SocketIOServer(new Options().connectTimeout(Duration.ofSeconds(2)));
        listen("/");
        try (var joined = TestClient.connect(io); var idle = TestClient.open(io)) {
            assertEquals(1000, idle.closeCode());
            joined.send("20[\"x\"]");
            Soon.take(sockets).emit("x");
            joined.expect("2['x']");
        }
    }

    @Test
    void anOversizedMessageIsATransportError() {
        io = new SocketIOServer(new Options().maxHttpBufferSize(100));
        listen("/");
        try (var client = TestClient.connect(io)) {
            client.emit("['x','" + "x".repeat(100 - 10) + "']");
            client.send("1").join("/");
            assertEquals("/ client namespace disconnect false", Soon.take(seen));
        }
        Soon.take(seen);
        var client = TestClient.connect(io);
        client.emit("['x','" + "x".repeat(100 - 9) + "']");
        assertEquals("/ transport error false", Soon.take(seen));
        assertEquals(1009, client.closeCode());
    }

    // ---- volatile

    @Test
    void aVolatileEventIsDroppedIfTheClientCannotTakeItAtOnce() {
        listen("/");
        var client = TestPolling.connect(io);
        Socket socket = Soon.take(sockets);
        socket.asVolatile().emit("lost");
        io.asVolatile().emit("lost");
        io.to(socket.id()).asVolatile().emit("lost");
        socket.timeout(Duration.ofMinutes(1)).asVolatile().emit("lost");
        socket.emit("kept");
        assertEquals("42[\"kept\"]", client.poll());
        try (var ready = TestClient.connect(io)) {
            Soon.take(sockets).asVolatile().emit("taken");
            ready.expect("2['taken']");
        }
        client.post("1");
    }
}
