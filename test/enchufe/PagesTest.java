package enchufe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import enchufe.TestHttp.Response;
import enchufe.engine.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers of the application's, on a server made here, on one of its own, and on one that is bound already. */
class PagesTest {
    private SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private void answerOwn(HttpExchange exchange) throws IOException {
        answer(exchange, "own " + io.remoteAddress(exchange).getAddress().isLoopbackAddress());
    }

    @Test
    void anyHandlerMayBeMountedAndMayBlockForItself() {
        io.handle("/hello", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            answer(exchange, exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + new String(body, UTF_8));
        });
        io.handle("/hello/deeper", exchange -> answer(exchange, "deeper"));
        io.listen(0);
        assertEquals("POST /hello?a=%20 body", TestHttp.request(io.port(), "POST", "/hello?a=%20", "body").body());
        assertEquals("deeper", TestHttp.get(io, "/hello/deeper/still").body());
        assertEquals(404, TestHttp.get(io, "/other").status());
        try (var client = TestClient.connect(io)) {
            client.send("1");
        }
    }

    @Test
    void withoutPagesThereIsNothing() {
        io.listen(0);
        assertEquals(404, TestHttp.get(io, "/").status());
    }

    @Test
    void aHandlerMayAskWhoSentItsRequest() {
        io.handle("/who", exchange -> {
            InetSocketAddress client = io.remoteAddress(exchange);
            boolean relayed = client.getPort() != exchange.getRemoteAddress().getPort();
            answer(exchange, client.getAddress().getHostAddress() + " " + relayed);
        });
        io.listen(0);
        assertEquals("127.0.0.1 true", TestHttp.get(io, "/who").body());
    }

    @Test
    void theHttpServerBehindAnswersNobodyElse() {
        io.handle("/hidden", exchange -> {
            seen.add(exchange.getLocalAddress());
            answer(exchange, "hello");
        });
        io.listen(0);
        assertEquals("hello", TestHttp.get(io, "/hidden").body());
        var behind = (InetSocketAddress) Soon.take(seen);
        assertTrue(behind.getAddress().isLoopbackAddress());
        assertNotEquals(io.port(), behind.getPort());
        assertEquals(403, TestHttp.request(behind.getPort(), "GET", "/hidden", "").status());
        assertTrue(seen.isEmpty());
    }

    @Test
    void aBodyMayBeSoLongAndNoLonger() {
        io = new SocketIOServer(new Options().maxRequestBody(10));
        io.handle("/", exchange -> answer(exchange, "" + exchange.getRequestBody().readAllBytes().length));
        io.listen(0);
        assertEquals("10", TestHttp.request(io.port(), "POST", "/", "x".repeat(10)).body());
        assertEquals(413, TestHttp.request(io.port(), "POST", "/", "x".repeat(11)).status());
    }

    @Test
    void anHttpServerOfTheApplicationsServesBehindThePort() {
        HttpServer own = SocketIOServer.httpServer();
        own.createContext("/own", this::answerOwn);
        io = new SocketIOServer(own);
        io.handle("/added", exchange -> answer(exchange, "added"));
        io.onConnection(socket -> socket.emit("hello"));
        io.listen(0);
        assertEquals("own true", TestHttp.get(io, "/own").body());
        assertEquals("added", TestHttp.get(io, "/added").body());
        assertNotEquals(io.port(), own.getAddress().getPort());
        assertTrue(own.getAddress().getAddress().isLoopbackAddress());
        assertEquals(403, TestHttp.request(own.getAddress().getPort(), "GET", "/added", "").status());
        try (var client = TestClient.connect(io)) {
            client.expect("2['hello']");
        }
    }

    // ---- an HttpServer that is bound already

    private int serveOnBound() throws IOException {
        HttpServer bound = SocketIOServer.httpServer();
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        bound.createContext("/own", this::answerOwn);
        io = new SocketIOServer(bound);
        io.onConnection(socket -> {
            socket.on("echo", (args, ack) -> ack.send(args.get(0)));
            socket.onDisconnect(seen::add);
        });
        bound.start();
        return bound.getAddress().getPort();
    }

    @Test
    void anHttpServerThatIsBoundGetsThePollingTransport() throws IOException {
        int port = serveOnBound();
        assertEquals(port, io.port());
        Response open = TestHttp.request(port, "GET", "/socket.io/?EIO=4&transport=polling", "");
        assertTrue(open.body().contains("\"upgrades\":[]"), open.body());
        var client = TestPolling.connect(port);
        client.post("420[\"echo\",\"é\"]".replace("é", "\u00c3\u00a9"));
        assertEquals("430[\"\u00c3\u00a9\"]", client.poll());
        client.post("41");
        assertEquals(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT, Soon.take(seen));
        assertEquals("own true", TestHttp.request(port, "GET", "/own", "").body());
    }

    @Test
    void theClientScriptIsServedThereToo() throws IOException {
        int port = serveOnBound();
        Response script = TestHttp.request(port, "GET", "/socket.io/socket.io.js", "");
        assertEquals("200 " + script.body().length(), script.status() + " " + script.header("content-length"));
        Response head = TestHttp.request(port, "HEAD", "/socket.io/socket.io.js", "");
        assertEquals("200 " + script.header("etag"), head.status() + " " + head.header("etag") + head.body());
        String match = "If-None-Match: " + script.header("etag");
        assertEquals(304, TestHttp.request(port, "GET", "/socket.io/socket.io.js", "", match).status());
    }

    @Test
    void whatABoundHttpServerCannotDoIsAnErrorThatSaysWhy() throws IOException {
        int port = serveOnBound();
        Response webSocket = TestHttp.request(port, "GET", "/socket.io/?EIO=4&transport=websocket", "",
                "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
        assertEquals(400, webSocket.status());
        var listen = assertThrows(IllegalStateException.class, () -> io.listen(0));
        assertEquals("the HttpServer was bound before and is served at its port " + port + " already", listen.getMessage());
        var endpoint = assertThrows(IllegalStateException.class, () -> io.webSocket("/ws", peer -> { }));
        assertTrue(endpoint.getMessage().startsWith("the HttpServer was bound before, so it cannot serve WebSockets"));
    }

    @Test
    void whatElseIsMountedThereOffersNoUpgradeEither() throws IOException {
        int port = serveOnBound();
        io.engine("/bare", session -> null);
        Response open = TestHttp.request(port, "GET", "/bare/?EIO=4&transport=polling", "");
        assertTrue(open.body().contains("\"upgrades\":[]"), open.body());
    }

    @Test
    void aTransportThatABoundHttpServerCannotServeIsAnErrorThatSaysWhy() throws IOException {
        HttpServer bound = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var options = new Options().transports(Transport.WEBSOCKET);
        var error = assertThrows(IllegalStateException.class, () -> new SocketIOServer(bound, options));
        assertTrue(error.getMessage().startsWith("the HttpServer was bound before, so it cannot serve WebSockets"),
                error.getMessage());
        bound.stop(0);
        new SocketIOServer(SocketIOServer.httpServer(), options).close();       // as the message advises
    }

    @Test
    void closingEndsItsClientsAndTheHttpServer() throws IOException {
        int port = serveOnBound();
        TestPolling.connect(port);
        io.close();
        assertEquals(DisconnectReason.SERVER_SHUTTING_DOWN, Soon.take(seen));
        assertThrows(java.io.UncheckedIOException.class, () -> TestHttp.request(port, "GET", "/own", ""));
    }

    @Test
    void aPathDoesNotServeWhatOnlyBeginsLikeIt() {
        io.handle("/api", exchange -> answer(exchange, "api"));
        io.handle("/", exchange -> answer(exchange, "root"));
        io.listen(0);
        assertEquals("api", TestHttp.get(io, "/api").body());
        assertEquals("api", TestHttp.get(io, "/api/").body());
        assertEquals("root", TestHttp.get(io, "/apis").body());
    }

    @Test
    void aHandlerThatThrowsIsLoggedAndAnsweredWith500() {
        io.handle("/boom", exchange -> {
            throw new IllegalStateException("boom");
        });
        io.listen(0);
        try (var log = new TestLog()) {
            assertEquals(500, TestHttp.get(io, "/boom").status());
            var record = log.nextRecord();
            assertEquals("the handler of \"/boom/\" failed", record.getMessage());
            assertEquals("boom", record.getThrown().getMessage());
        }
    }

    @Test
    void aPathCannotBeTakenTwice() {
        io.handle("/api/", exchange -> answer(exchange, "api"));
        for (String path : new String[] {"/api", "/socket.io"}) {
            var error = assertThrows(IllegalArgumentException.class, () -> io.handle(path, exchange -> { }));
            assertEquals("the path \"" + path + "\" is taken already", error.getMessage());
        }
        var error = assertThrows(IllegalArgumentException.class, () -> io.handle("api", exchange -> { }));
        assertEquals("the path \"api\" does not begin with a slash", error.getMessage());
    }
}
