package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestHttp.Response;
import java.net.http.WebSocketHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTest {
    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";

    private SocketIOServer io = new SocketIOServer();

    @AfterEach
    void close() {
        io.close();
    }

    private void serve(Cors cors) {
        io = new SocketIOServer(new Options().cors(cors)).listen(0);
    }

    private Response handshake(String... headers) {
        return TestHttp.get(io, HANDSHAKE, headers);
    }

    private int webSocketStatus(String origin) {
        try {
            TestClient.open(io, "Origin", origin).disconnect();
            return 101;
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (!(cause instanceof WebSocketHandshakeException)) {
                cause = cause.getCause();
            }
            return ((WebSocketHandshakeException) cause).getResponse().statusCode();
        }
    }

    @Test
    void theSameOriginIsAllowedWhateverItsScheme() {
        serve(Cors.SAME_ORIGIN);
        for (String scheme : new String[] {"http", "https"}) {
            String origin = scheme + "://127.0.0.1:" + io.port();
            Response response = handshake("Origin: " + origin);
            assertEquals(200, response.status());
            assertEquals(origin, response.header("access-control-allow-origin"));
            assertEquals("Origin", response.header("vary"));
            assertNull(response.header("access-control-allow-credentials"));
            assertEquals(101, webSocketStatus(origin));
        }
        assertEquals(200, handshake("Host: chat.example.org", "Origin: https://Chat.example.org").status());
    }

    @Test
    void requestsOfNoPagePass() {
        serve(Cors.SAME_ORIGIN);
        Response response = handshake();
        assertEquals(200, response.status());
        assertNull(response.header("access-control-allow-origin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", "null", "127.0.0.1", "http://",
        "http://127.0.0.1:1@evil.example"})
    void anotherOriginIsRefusedOnBothTransports(String origin) {
        serve(Cors.SAME_ORIGIN);
        try (var log = new TestLog()) {
            Response response = handshake("Origin: " + origin);
            assertEquals(403, response.status());
            assertNull(response.header("access-control-allow-origin"));
            assertTrue(log.next().startsWith("refused a page of " + origin + ": "));
            assertEquals(403, webSocketStatus(origin));
            log.next();
        }
    }

    @Test
    void theLogSaysWhatWouldAllowIt() {
        serve(Cors.SAME_ORIGIN);
        try (var log = new TestLog()) {
            handshake("Origin: https://evil.example:8443");
            assertEquals("refused a page of https://evil.example:8443: to let it connect, start the server with new"
                    + " Options().cors(\"https://evil.example:8443\")", log.next());
            handshake("Origin: http://x\"\\\u00e9y");
            assertTrue(log.next().endsWith("cors(\"http://x???y\")"));
            handshake("Origin: null");
            String line = log.next();
            assertTrue(line.contains("io.files") && line.contains("cors(\"*\")"), line);
        }
    }

    @Test
    void namedOriginsAreAllowedBesidesTheSameOne() {
        serve(Cors.of("https://a.example", "http://localhost:5173"));
        assertEquals("https://a.example", handshake("Origin: https://a.example").header("access-control-allow-origin"));
        Response local = handshake("Origin: http://localhost:5173");
        assertEquals("http://localhost:5173", local.header("access-control-allow-origin"));
        assertEquals(200, handshake("Origin: http://127.0.0.1:" + io.port()).status());
        assertEquals(101, webSocketStatus("https://a.example"));
        try (var log = new TestLog()) {
            assertEquals(403, handshake("Origin: http://a.example").status());
            assertEquals(403, handshake("Origin: https://a.example.evil").status());
            assertTrue(log.next().contains("http://a.example"));
        }
    }

    @Test
    void anyOriginMayBeAllowedButNotWithCredentials() {
        serve(Cors.of("*"));
        Response response = handshake("Origin: null");
        assertEquals("200 *", response.status() + " " + response.header("access-control-allow-origin"));
        assertNull(response.header("vary"));
        assertThrows(IllegalStateException.class, () -> Cors.of("*").credentials(true));
    }

    @Test
    void credentialsAreSaidToBeAllowed() {
        serve(Cors.of("https://a.example").credentials(true));
        assertEquals("true", handshake("Origin: https://a.example").header("access-control-allow-credentials"));
    }

    @Test
    void aPreflightIsAnsweredForThoseWhoMay() {
        serve(Cors.of("https://a.example").credentials(true));
        Response response = TestHttp.request(io, "OPTIONS", HANDSHAKE, "Origin: https://a.example",
                "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type, x-token");
        assertEquals(204, response.status());
        assertEquals("https://a.example", response.header("access-control-allow-origin"));
        assertEquals("true", response.header("access-control-allow-credentials"));
        assertEquals("GET, POST", response.header("access-control-allow-methods"));
        assertEquals("content-type, x-token", response.header("access-control-allow-headers"));
        try (var log = new TestLog()) {
            Response refused = TestHttp.request(io, "OPTIONS", HANDSHAKE, "Origin: https://b.example");
            assertEquals(403, refused.status());
            assertNull(refused.header("access-control-allow-origin"));
            log.next();
        }
    }

    @Test
    void anErrorCanBeReadByThePageThatCausedIt() {
        serve(Cors.of("https://a.example"));
        Response response = TestHttp.get(io, "/socket.io/?EIO=4&transport=nope", "Origin: https://a.example");
        assertEquals("400 {\"code\":0,\"message\":\"Transport unknown\"}", response.status() + " " + response.body());
        assertEquals("https://a.example", response.header("access-control-allow-origin"));
    }

    /** Those requests are refused before the server has seen more than their heads. */
    @Test
    void soCanThatOfARequestThatIsTooLargeOrMalformed() {
        io = new SocketIOServer(new Options().cors("https://a.example").maxHttpBufferSize(100)).listen(0);
        try (var log = new TestLog()) {
            for (String origin : new String[] {"https://a.example", "https://b.example"}) {
                String allowed = origin.startsWith("https://a") ? origin : null;
                Response large = TestHttp.request(io.port(), "POST", HANDSHAKE, "x".repeat(101), "Origin: " + origin);
                assertEquals(413, large.status());
                assertEquals(allowed, large.header("access-control-allow-origin"));
                Response chunked = TestHttp.parse(TestHttp.exchange(io.port(), "POST " + HANDSHAKE + "&sid=x HTTP/1.1\r\nHost: x\r\nOrigin: "
                        + origin + "\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n"));
                assertEquals(413, chunked.status());
                assertEquals(allowed, chunked.header("access-control-allow-origin"));
                Response malformed = TestHttp.parse(TestHttp.exchange(io.port(), "POST " + HANDSHAKE + " HTTP/1.1\r\nHost: x\r\nOrigin: "
                        + origin + "\r\nContent-Length: x\r\n\r\n"));
                assertEquals(400, malformed.status());
                assertEquals(allowed, malformed.header("access-control-allow-origin"));
            }
            String line = log.next();
            assertTrue(line.contains("413") && line.contains("maxHttpBufferSize (100 bytes)"), line);
            assertTrue(log.next().contains("https://b.example"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example/", "a.example", "https://", "https://a.example/path", ""})
    void whatIsNoOriginIsRefused(String origin) {
        var error = assertThrows(IllegalArgumentException.class, () -> Cors.of(origin));
        assertTrue(error.getMessage().startsWith("\"" + origin + "\" is no origin: write scheme, host and port alone"));
    }

    @ParameterizedTest
    @CsvSource({"HTTPS://A.Example, https://a.example", "http://a.example:80, http://a.example",
        "https://a.example:443, https://a.example", "http://a.example:443, http://a.example:443"})
    void anOriginIsComparedAsBrowsersSendIt(String given, String sent) {
        serve(Cors.of(given));
        assertEquals(sent, handshake("Origin: " + sent).header("access-control-allow-origin"));
    }

    @Test
    void theRuleHoldsForPlainWebSocketsToo() {
        io.webSocket("/ws", peer -> peer.send("hello"));
        io.listen(0);
        try (var log = new TestLog(); var client = TestClient.at(io, "/ws", "Origin", "http://127.0.0.1:" + io.port())) {
            client.expect("hello");
            assertThrows(RuntimeException.class, () -> TestClient.at(io, "/ws", "Origin", "http://evil.example"));
            assertTrue(log.next().contains("http://evil.example"));
        }
    }
}
