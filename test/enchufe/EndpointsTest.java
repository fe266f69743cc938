package enchufe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.engine.CloseReason;
import enchufe.engine.EngineListener;
import enchufe.engine.EnginePacket;
import enchufe.engine.EngineSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The layers below Socket.IO, mounted at paths of their own: plain WebSockets, and Engine.IO alone. */
class EndpointsTest {
    private static final byte[] MEGABYTE = new byte[1 << 20];

    private SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    // ---- plain WebSockets

    @Test
    void aPlainWebSocketCarriesTextAndBinaryInOrder() {
        io.webSocket("/ws", peer -> peer
                .onText(text -> peer.send("you said " + text))
                .onBinary(peer::send)
                .onClose((code, reason) -> seen.add(code + reason)));
        io.listen(0);
        try (var client = TestClient.at(io, "/ws/any?x=1")) {
            client.sendText("é").sendText("").send((byte) 1, (byte) 2);
            client.expect("you said é", "you said ").expectBytes(1, 2);
        }
        assertEquals("1000", Soon.take(seen));
    }

    @Test
    void theServerMayCloseWithACode() {
        io.webSocket("/ws", peer -> {
            seen.add(peer.request().target());
            assertTrue(peer.remoteAddress().getAddress().isLoopbackAddress());
            peer.send("last");
            peer.close(4000, "enough");
        });
        io.webSocket("/wrong", peer -> {
            assertThrows(IllegalArgumentException.class, () -> peer.close(1005, ""));
            peer.close();
        });
        io.listen(0);
        var client = TestClient.at(io, "/ws?a=b");
        client.expect("last");
        assertEquals(4000, client.closeCode());
        assertEquals("/ws?a=b", Soon.take(seen));
        assertEquals(1000, TestClient.at(io, "/wrong").closeCode());
    }

    @Test
    void theApplicationChoosesAmongTheSubprotocols() {
        io.webSocket("/any", peer -> peer.send("[" + peer.protocol() + "]"));
        io.webSocket("/mqtt", List.of("mqtt", "mqttv3.1"), peer -> peer.send("[" + peer.protocol() + "]"));
        io.webSocket("/none", List.of(), peer -> peer.send("[" + peer.protocol() + "]"));
        io.listen(0);
        for (String[] pathOfferChoice : new String[][] {{"/any", "b,a", "b"}, {"/mqtt", "x,mqttv3.1,mqtt", "mqttv3.1"},
            {"/mqtt", "x,MQTT", ""}, {"/none", "mqtt", ""}}) {
            try (var client = TestClient.at(io, pathOfferChoice[0], "Sec-WebSocket-Protocol", pathOfferChoice[1])) {
                assertEquals(pathOfferChoice[2], client.protocol());
                client.expect("[" + pathOfferChoice[2] + "]");
            }
        }
        TestClient.at(io, "/mqtt").expect("[]").disconnect();
    }

    @Test
    void aSubprotocolThatNoClientCouldOfferIsAnError() {
        for (String name : List.of("", "a b", "a,b", "é", "a/b")) {
            var error = assertThrows(IllegalArgumentException.class, () -> io.webSocket("/x", List.of(name), peer -> { }));
            assertTrue(error.getMessage().contains("\"" + name + "\""), error.getMessage());
        }
        io.webSocket("/x", List.of("aZ09!#$%&'*+-.^_`|~"), peer -> { });        // what the error advises
    }

    @Test
    void socketIOTakesTheFirstSubprotocolAsNodeDoes() {
        io.listen(0);
        String target = "/socket.io/?EIO=4&transport=websocket";
        try (var direct = TestClient.at(io, target, "Sec-WebSocket-Protocol", "x,y")) {
            assertEquals("x", direct.protocol());
            direct.join("/");
        }
        var polling = new TestPolling(io.port(), "/socket.io/");
        try (var upgrade = TestClient.at(io, target + "&sid=" + polling.sid(), "Sec-WebSocket-Protocol", "y")) {
            assertEquals("y", upgrade.protocol());
            upgrade.sendText("2probe").expect("3probe");
        }
    }

    @Test
    void aListenerThatThrowsIsLoggedAndEndsNothing() {
        io.webSocket("/ws", peer -> peer.onText(text -> {
            if (text.isEmpty()) {
                throw new IllegalStateException("no");
            }
            peer.send(text);
        }));
        io.listen(0);
        try (var log = new TestLog(); var client = TestClient.at(io, "/ws")) {
            client.sendText("").sendText("x").expect("x");
            var line = log.nextRecord();
            assertEquals("no", line.getThrown().getMessage());
            assertEquals("a listener of the WebSockets at /ws failed", line.getMessage());
        }
    }

    @Test
    void aMessageMayBeSoLongAndNoLonger() {
        io = new SocketIOServer(new Options().maxHttpBufferSize(10));
        io.webSocket("/ws", peer -> peer.onText(peer::send).onClose((code, reason) -> seen.add(code)));
        io.listen(0);
        var client = TestClient.at(io, "/ws");
        client.sendText("0123456789").expect("0123456789");
        try (var log = new TestLog()) {
            client.sendText("0123456789a");
            assertEquals(1009, client.closeCode());
            assertEquals(1009, Soon.take(seen));
            String line = log.next();
            assertTrue(line.contains("at /ws closed: a message above maxHttpBufferSize (10 bytes)"), line);
        }
    }

    private void serve(Options options, Consumer<WebSocketPeer> listener) {
        io = new SocketIOServer(options);
        io.webSocket("/ws", listener);
        io.listen(0);
    }

    private java.net.Socket deaf() throws IOException {
        var deaf = new java.net.Socket();
        deaf.setReceiveBufferSize(4096);
        deaf.setSoTimeout(10_000);
        deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), io.port()));
        deaf.getOutputStream().write(("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").getBytes());
        return deaf;
    }

    @Test
    void aClientThatDoesNotReadIsCutOffAndTheOthersGoOn() throws IOException {
        var peers = new LinkedBlockingQueue<WebSocketPeer>();
        serve(new Options().maxOutboundBytes(3_000_000), peer -> {
            peer.onText(peer::send).onClose((code, reason) -> seen.add(code + " " + reason));
            peers.add(peer);
        });
        try (var log = new TestLog(); var lively = TestClient.at(io, "/ws")) {
            Soon.take(peers);
            java.net.Socket deaf = deaf();
            WebSocketPeer peer = Soon.take(peers);
            while (seen.isEmpty()) {
                peer.send(MEGABYTE);
                assertTrue(peer.queuedBytes() < 5_000_000, "more than maxOutboundBytes and a message");
            }
            assertEquals("1006 too much waits to be sent", Soon.take(seen));
            assertEquals(0, peer.queuedBytes());
            String line = log.next();
            assertTrue(line.contains("more than maxOutboundBytes (3000000)"), line);
            assertEquals(0, log.size());
            lively.sendText("x").expect("x");
            deaf.close();
        }
    }

    @Test
    void whatTheLineAdvisesHelps() throws IOException {
        var peers = new LinkedBlockingQueue<WebSocketPeer>();
        serve(new Options().maxOutboundBytes(100_000_000), peer -> {
            peer.onClose((code, reason) -> seen.add(code));
            peers.add(peer);
        });
        try (var deaf = deaf()) {
            WebSocketPeer peer = Soon.take(peers);
            for (int i = 0; i < 20; i++) {
                peer.send(MEGABYTE);
            }
            assertTrue(deaf.getInputStream().readNBytes(20 << 20).length == 20 << 20);
        }
        assertEquals(1006, Soon.take(seen));
    }

    @Test
    void aClientThatHasGoneWithoutAWordIsNoticed() throws IOException {
        serve(new Options().pingInterval(Duration.ofMillis(50)).pingTimeout(Duration.ofMillis(50)),
                peer -> peer.onClose((code, reason) -> seen.add(code + " " + reason)));
        try (var deaf = deaf()) {
            assertEquals("1006 ping timeout", Soon.take(seen));
            assertTrue(deaf.getInputStream().readAllBytes().length > 0);        // to the connection's end
        }
    }

    @Test
    void aClientThatAnswersPingsStays() {
        var options = new Options().pingInterval(Duration.ofMillis(5)).pingTimeout(Duration.ofSeconds(10));
        serve(options, peer -> peer.onText(peer::send).onClose((code, reason) -> seen.add(code)));
        try (var client = TestClient.at(io, "/ws")) {
            Soon.await(() -> client.pings() > 20);
            client.sendText("x").expect("x");
            assertEquals(0, seen.size());
        }
    }

    @Test
    void aPathThatIsTakenIsAnError() {
        io.webSocket("/ws", peer -> { });
        assertThrows(IllegalArgumentException.class, () -> io.webSocket("/ws/", peer -> { }));
        assertThrows(IllegalArgumentException.class, () -> io.webSocket("/socket.io", peer -> { }));
        assertThrows(IllegalArgumentException.class, () -> io.engine("/socket.io", session -> null));
        assertThrows(IllegalArgumentException.class, () -> io.webSocket("ws", peer -> { }));
    }

    @Test
    void closingTellsPlainClientsThatTheServerGoesAway() {
        io.webSocket("/ws", peer -> peer.send("hello"));
        io.listen(0);
        var client = TestClient.at(io, "/ws").expect("hello");
        io.close();
        assertEquals(1001, client.closeCode());
    }

    // ---- Engine.IO alone

    private final class Echo implements EngineListener {
        private final EngineSession session;

        Echo(EngineSession session) {
            this.session = session;
        }

        @Override
        public void onText(ByteBuffer utf8) {
            String text = StandardCharsets.UTF_8.decode(utf8).toString();
            if (text.equals("close")) {
                session.close();
            }
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            session.send(EnginePacket.text(bytes, 0, bytes.length));
        }

        @Override
        public void onBinary(ByteBuffer data) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            session.send(EnginePacket.binary(ByteBuffer.wrap(bytes)));
        }

        @Override
        public void onClose(CloseReason reason) {
            seen.add(reason);
        }
    }

    @Test
    void engineMessagesTravelOnBothTransports() {
        io.engine("/engine.io", Echo::new).listen(0);
        try (var client = TestClient.at(io, "/engine.io/?EIO=4&transport=websocket")) {
            client.send("one").send((byte) 7).expect("one");
            assertArrayEquals(new byte[] {7}, client.nextBytes());
        }
        assertEquals(CloseReason.TRANSPORT_CLOSE, Soon.take(seen));
        var polling = new TestPolling(io.port(), "/engine.io/");
        polling.post("4one\u001ebAQ==");
        assertEquals("4one\u001ebAQ==", polling.poll());
        polling.post("1");
        assertEquals(CloseReason.TRANSPORT_CLOSE, Soon.take(seen));
        assertEquals(400, TestHttp.get(io, "/engine.io/socket.io.js").status());
    }

    @Test
    void aSessionThatIsClosedSendsNoMore() {
        io.engine("/engine.io", Echo::new).listen(0);
        var client = TestClient.at(io, "/engine.io/?EIO=4&transport=websocket");
        client.send("a").send("close").expect("a");
        assertEquals(1000, client.closeCode());
        assertEquals(CloseReason.FORCED_CLOSE, Soon.take(seen));
    }

    @Test
    void closingTheServerClosesItsSessions() {
        io.engine("/engine.io", Echo::new).listen(0);
        var client = TestClient.at(io, "/engine.io/?EIO=4&transport=websocket");
        client.send("a").expect("a");
        io.close();
        client.closeCode();
        assertEquals(CloseReason.FORCED_CLOSE, Soon.take(seen));
    }
}
