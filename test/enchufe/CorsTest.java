package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestHttp.Response;
import enchufe.log.Hints;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        return TestHttp.open(io, HANDSHAKE, headers);
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
            assertTrue(log.next().startsWith("refused a page of \"" + origin + "\": "));
            assertEquals(403, webSocketStatus(origin));
            assertEquals(403, TestHttp.request(io, "OPTIONS", HANDSHAKE, "Origin: " + origin).status());
            assertEquals(0, log.size(), "once for each origin");
        }
    }

    /** All that a client may send: what browsers and web views do, and what they do not. */
    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example:8443", "http://localhost:5173", "null", "file://", "content://",
        "capacitor://localhost", "ionic://localhost", "app://obsidian.md", "moz-extension://7c1f-22", "http://[::1]:3000",
        "http://[2001:db8::1]", "https://xn--mller-kva.example", "http://192.168.0.17:8080", "HTTP://Evil.Example:80",
        "https://a_b.example.", "https://m\u00fcller.example", "127.0.0.1", "http://", "NULL", "*", "https://*.example.org",
        "http://x\"\\\u00e9y", "https://a b", "http://a.example/", "ws://a.example", "http://u@a.example", "http://a:99999"})
    void theAdviceInTheLogIsFollowed(String origin) {
        serve(Cors.SAME_ORIGIN);
        String line = refusal(origin);
        Matcher advice = Pattern.compile("cors\\(\"([^\"]*)\"\\)").matcher(line);
        io.close();
        if (advice.find()) {
            assertTrue(line.contains("new Options().cors("), line);
            serve(Cors.of(advice.group(1)));
            assertEquals(origin, handshake("Origin: " + origin).header("access-control-allow-origin"));
            assertEquals(204, TestHttp.request(io, "OPTIONS", HANDSHAKE, "Origin: " + origin).status());
            assertEquals(101, webSocketStatus(origin));
        } else {
            assertTrue(line.endsWith("no browser sends that, so that no option allows it alone: let its sender leave Origin out"), line);
            serve(Cors.SAME_ORIGIN);
            assertEquals(200, handshake().status());
        }
    }

    private String refusal(String origin) {
        try (var log = new TestLog()) {
            assertEquals(403, handshake("Origin: " + origin).status());
            return log.next();
        }
    }

    @Test
    void theAdviceFitsWhatIsAllowedAlready() {
        serve(Cors.SAME_ORIGIN);
        assertEquals("refused a page of \"https://b.example\": to let it connect, start the server with new"
                + " Options().cors(\"https://b.example\")", refusal("https://b.example"));
        String line = refusal("null");
        assertTrue(line.contains("io.files") && line.endsWith(", or start the server with new Options().cors(\"null\")"), line);
        io.close();
        serve(Cors.of("https://a.example"));
        assertTrue(refusal("https://b.example").endsWith("new Options().cors(…, \"https://b.example\")"));
        io.close();
        serve(Cors.of("https://a.example").credentials(true));
        assertTrue(refusal("https://b.example").endsWith("to let it connect, name it too, Cors.of(…, \"https://b.example\")"));
        assertTrue(refusal("null").endsWith("serve it with io.files(…) instead of opening it as a file"));
    }

    @Test
    void whateverIsRefusedTheLogStaysShort() {
        serve(Cors.SAME_ORIGIN);
        try (var log = new TestLog()) {
            for (int i = 0; i < Hints.MAX_HINTS + 5; i++) {
                for (int again = 0; again < 2; again++) {
                    assertEquals(403, handshake("Origin: http://a" + i + ".example").status());
                }
            }
            for (int i = 0; i < Hints.MAX_HINTS; i++) {
                String line = log.next();
                assertTrue(line.contains("\"http://a" + i + ".example\""), line);
            }
            assertEquals("nothing more will be said about origins that are refused: there have been 100 of them", log.next());
            assertEquals(0, log.size());
        }
    }

    @Test
    void aStarStandsForSubdomains() {
        serve(Cors.of("https://*.example.org", "http://*.m\u00fcller.example:81"));
        for (String origin : List.of("https://a.example.org", "https://a-1.b_c.example.org", "https://A.Example.org:443",
                "http://x.xn--mller-kva.example:81")) {
            assertEquals(origin, handshake("Origin: " + origin).header("access-control-allow-origin"));
            assertEquals(101, webSocketStatus(origin));
        }
        try (var log = new TestLog()) {
            for (String origin : List.of("https://example.org", "https://.example.org", "https://evil-example.org",
                    "https://a.example.org.evil", "http://a.example.org", "https://a.example.org:444", "https://a..example.org",
                    "https://evil/.example.org", "https://evil#.example.org", "https://*.example.org", "null")) {
                assertEquals(403, handshake("Origin: " + origin).status(), origin);
                log.next();
            }
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
        var error = assertThrows(IllegalStateException.class, () -> Cors.of("https://a.example", "null").credentials(true));
        assertTrue(error.getMessage().contains("\"null\", which every page can be"), error.getMessage());
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
    @CsvSource(delimiter = '|', value = {
        "a.example|write scheme, host and port alone", "''|write scheme, host and port alone",
        "https://|the host is missing", "file://:80|the host is missing",
        "https://a.example/|write \"https://a.example\", without", "https://a.example/path|write \"https://a.example\", without",
        "file:///android_asset/index.html|write \"file://\", without", "https://a.example?x=1|write \"https://a.example\", without",
        "ws://a.example|it is the page's address that counts", "wss://a.example|it is the page's address that counts",
        "https://u@a.example|write scheme, host and port alone", "https://a.example:|write scheme, host and port alone",
        "https://a.example:99999|there is no such port", "http://localhost:*|write scheme, host and port alone",
        "https://*|a star stands for subdomains", "https://a.*.example|a star stands for subdomains",
        "https://*a.example|a star stands for subdomains", "https://*.|its host is none", "https://a%20b|its host is none",
        "http://127.1|write an address as four numbers", "http://0x7f.0.0.1|write an address as four numbers",
        "http://[::g]|write scheme, host and port alone", "http://[1:2]|its host is none",
        "https://fa\u00df.example|write its host as browsers send it, with xn--"})
    void whatNoBrowserSendsIsRefusedWithTheCure(String origin, String cure) {
        var error = assertThrows(IllegalArgumentException.class, () -> Cors.of(origin));
        assertTrue(error.getMessage().startsWith("\"" + origin + "\" is no origin: " + cure), error.getMessage());
        Matcher other = Pattern.compile("write \"(.*)\"").matcher(error.getMessage());
        if (other.find()) {
            Cors.of(other.group(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTPS://A.Example, https://a.example", "http://a.example:80, http://a.example",
        "https://a.example:443, https://a.example", "http://a.example:443, http://a.example:443",
        "http://a.example:080, http://a.example", "https://M\u00dcLLER.example, https://xn--mller-kva.example",
        "https://\u4f8b\u3048.jp, https://xn--r8jz45g.jp", "https://\ud83d\udca9.la, https://xn--ls8h.la",
        "http://[0:0:0:0:0:0:0:1]:3000, http://[::1]:3000", "http://[2001:DB8::1], http://[2001:db8::1]",
        "FILE://, file://", "Capacitor://localhost, capacitor://localhost"})
    void anOriginIsComparedAsBrowsersSendIt(String given, String sent) {
        serve(Cors.of(given));
        assertEquals(sent, handshake("Origin: " + sent).header("access-control-allow-origin"));
    }

    @Test
    void anEmptyHostIsNobodysOrigin() {
        serve(Cors.SAME_ORIGIN);
        try (var log = new TestLog()) {
            assertEquals(403, handshake("Host: ", "Origin: http://").status());
            log.next();
        }
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
