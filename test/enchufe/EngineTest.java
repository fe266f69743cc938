package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests of Engine.IO pass middlewares before they are served, and those that are refused are told to listeners. */
class EngineTest {
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";


    private final SocketIOServer io = new SocketIOServer(new Options().trustedProxies("loopback"));
    private final LinkedBlockingQueue<EngineRequest> requests = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Next> decisions = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<ConnectionError> errors = new LinkedBlockingQueue<>();

    {
        io.onConnection(socket -> socket.on("echo", (args, ack) -> ack.send(args.get(0)))).listen(0);
    }

    @AfterEach
    void close() {
        io.close();
    }

    private void letDecideLater() {
        io.engine().use((request, next) -> {
            requests.add(request);
            decisions.add(next);
        });
    }

    private TestHttp.Response upgrade(String query) {
        return TestHttp.parse(TestHttp.exchange(io.port(), "GET /socket.io/?EIO=4&transport=websocket" + query
                + " HTTP/1.1\r\nHost: x\r\n" + UPGRADE + "\r\n"));
    }

    // ---- middlewares

    @Test
    void theySeeEachRequestOfBothTransportsInOrder() {
        var seen = new LinkedBlockingQueue<String>();
        io.engine().use((request, next) -> {
            assertFalse(Thread.currentThread().getName().startsWith("enchufe-loop"), "on the loop");
            seen.add(request.method() + " " + request.isFirst() + " " + request.handshake().query().get("transport"));
            next.pass();
        }).use((request, next) -> {
            seen.add(request.handshake().address() + " " + request.handshake().headers().get("x-forwarded-for"));
            next.pass();
        });
        var polling = TestPolling.connect(io);
        polling.post("420[\"echo\",1]");
        assertEquals("430[1]", polling.poll());
        try (var client = TestClient.open(io, "X-Forwarded-For", "192.0.2.7")) {
            client.join("/");
            for (String expected : List.of("GET true polling", "127.0.0.1 null", "POST false polling", "127.0.0.1 null",
                    "GET false polling", "127.0.0.1 null", "POST false polling", "127.0.0.1 null", "GET false polling",
                    "127.0.0.1 null", "GET true websocket", "192.0.2.7 192.0.2.7")) {
                assertEquals(expected, Soon.take(seen));
            }
        }
        assertEquals(0, seen.size());
    }

    @Test
    void headersAreInTheResponsesOfBothTransports() throws Exception {
        io.engine().use((request, next) -> {
            request.header("X-Shard", request.isFirst() ? "new" : "old");
            request.header("Set-Cookie", "a=1");
            next.pass();
        });
        var polled = TestHttp.get(io, POLLING);
        assertEquals(List.of("new", "a=1"), List.of(polled.header("x-shard"), polled.header("set-cookie")));
        String sid = polled.body().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
        assertEquals("old", TestHttp.request(io.port(), "POST", POLLING + "&sid=" + sid, "40").header("x-shard"));
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), io.port())) {
            socket.getOutputStream().write(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n" + UPGRADE + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            assertTrue(head.toString().startsWith("HTTP/1.1 101 "), head.toString());
            assertTrue(head.toString().contains("\r\nX-Shard: new\r\nSet-Cookie: a=1\r\n"), head.toString());
        }
    }

    @Test
    void theyRefuseWithAMessage() {
        io.engine().onConnectionError(errors::add).use((request, next) -> {
            request.header("X-Why", "quota");
            next.refuse("no \"quota\"");
        });
        var polled = TestHttp.get(io, POLLING);
        assertEquals("403 {\"code\":4,\"message\":\"no \\\"quota\\\"\"}", polled.status() + " " + polled.body());
        var upgraded = upgrade("");
        assertEquals(List.of("quota", "quota"), List.of(polled.header("x-why"), upgraded.header("x-why")));
        assertEquals("403 {\"code\":4,\"message\":\"no \\\"quota\\\"\"}", upgraded.status() + " " + upgraded.body());
        for (int i = 0; i < 2; i++) {
            ConnectionError error = Soon.take(errors);
            assertEquals(List.of(4, "Forbidden", Map.of("message", "no \"quota\"")),
                    List.of(error.code(), error.message(), error.context()));
        }
        assertEquals(Map.of("Forbidden", 2L), io.stats().refusals());
        assertEquals(0, io.engine().clientsCount());
    }

    @Test
    void oneThatFailsRefusesAndIsLogged() {
        io.engine().onConnectionError(errors::add).use((request, next) -> {
            throw new UnsupportedOperationException("broken");
        });
        try (var log = new TestLog()) {
            var answer = TestHttp.get(io, POLLING);
            assertEquals("400 {\"code\":3,\"message\":\"Bad request\"}", answer.status() + " " + answer.body());
            var record = log.nextRecord();
            assertTrue(record.getMessage().contains("the check of a request failed"), record.getMessage());
            assertEquals("broken", record.getThrown().getMessage());
            assertEquals(400, upgrade("").status());
            log.next();
        }
        assertEquals(Map.of("name", "MIDDLEWARE_FAILURE"), Soon.take(errors).context());
    }

    @Test
    void aHttpServerOfTheApplicationsOwnIsGuardedToo() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var mounted = new SocketIOServer(server);
        mounted.engine().use((request, next) -> {
            request.header("X-Seen", "yes");
            if (request.handshake().headers().containsKey("x-no")) {
                next.refuse("no");
            } else {
                next.pass();
            }
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            assertEquals(403, TestHttp.request(port, "GET", POLLING, "", "X-No: 1").status());
            assertEquals("yes", TestHttp.request(port, "GET", POLLING, "").header("x-seen"));
            assertEquals(1, mounted.engine().clientsCount());
            TestPolling.connect(port);
        } finally {
            mounted.close();
            server.stop(0);
        }
    }

    @Test
    void aHttpServerWithoutAnExecutorIsPointedOutOnce() throws IOException {
        var threads = Executors.newCachedThreadPool();
        for (Executor executor : new Executor[] {null, Runnable::run, threads}) {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(executor);
            var mounted = new SocketIOServer(server);
            try (var log = new TestLog()) {
                server.start();
                new TestPolling(server.getAddress().getPort(), "/socket.io/");
                new TestPolling(server.getAddress().getPort(), "/socket.io/");
                if (executor != threads) {
                    assertTrue(log.next().startsWith("the HttpServer has no executor: it serves one request at a time"));
                }
                assertTrue(log.isEmpty());
            } finally {
                mounted.close();
                server.stop(0);
            }
        }
        threads.shutdown();
    }

    /** On an HttpServer that was bound before, bodies are read where it reads them, not by the threads that decide. */
    @Test
    void aSlowBodyTakesNoThreadOfTheListeners() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        var executor = Executors.newSingleThreadExecutor();
        var mounted = new SocketIOServer(server, new Options().executor(executor));
        mounted.engine().use((request, next) -> {
            requests.add(request);
            next.pass();
        });
        server.start();
        int port = server.getAddress().getPort();
        var slow = new TestPolling(port, "/socket.io/");
        Soon.take(requests);
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("POST " + POLLING + "&sid=" + slow.sid() + " HTTP/1.1\r\nHost: x\r\n"
                    + "Content-Length: 2\r\n\r\n4").getBytes(StandardCharsets.US_ASCII));
            TestPolling.connect(port);
            socket.getOutputStream().write('0');
            assertEquals('H', socket.getInputStream().read());      // and this one is served
            assertTrue(slow.poll().startsWith("40{"));
        } finally {
            mounted.close();
            server.stop(0);
            executor.shutdown();
            threads.shutdown();
        }
    }

    // ---- what a middleware may set

    @Test
    void itMayChooseTheSessionsId() {
        var taken = new CountDownLatch(1);
        io.engine().use((request, next) -> {
            if (request.isFirst()) {
                request.sessionId("shard-7_abc");
            } else {
                assertThrows(IllegalStateException.class, () -> request.sessionId("x"));
                taken.countDown();
            }
            next.pass();
        });
        var client = TestPolling.connect(io);
        assertEquals("shard-7_abc", client.sid());
        Soon.await(taken);
        try (var log = new TestLog()) {
            assertEquals(500, TestHttp.get(io, POLLING).status());
            assertTrue(log.next().contains("an id must be of one session alone"));
            assertEquals(500, upgrade("").status());
        }
        assertEquals(1, io.engine().clientsCount());
    }

    @Test
    void whatWouldBreakTheResponseIsRefusedAtOnce() {
        letDecideLater();
        var probe = new Thread(() -> TestHttp.get(io, POLLING));
        probe.start();
        EngineRequest request = Soon.take(requests);
        for (String name : List.of("X Y", "", "Content-Length", "Connection", "upgrade", "Sec-WebSocket-Accept", "date",
                "Keep-Alive", "Content-Type", "Content-Encoding", "cache-control")) {
            assertThrows(IllegalArgumentException.class, () -> request.header(name, "1"), name);
        }
        assertThrows(IllegalArgumentException.class, () -> request.header("X", "a\r\nb: c"));
        for (String id : List.of("", "a b", "a&b", "é", "x".repeat(65))) {
            assertThrows(IllegalArgumentException.class, () -> request.sessionId(id), id);
        }
        request.sessionId("x".repeat(64));
        Soon.take(decisions).pass();
        Soon.holds("the probe has ended", () -> !probe.isAlive());
        assertTrue(request.toString().startsWith("GET request, Handshake of 127.0.0.1"), request.toString());
    }

    // ---- refusals

    @Test
    void listenersAreToldOfEachRefusal() {
        io.engine().onConnectionError(errors::add);
        var polling = TestPolling.connect(io);
        String sid = polling.sid();
        expect(0, "Transport unknown", Map.of("transport", "pigeon"), "GET", "EIO=4&transport=pigeon");
        expect(0, "Transport unknown", Map.of("transport", "null"), "GET", "EIO=4");
        expect(1, "Session ID unknown", Map.of("sid", "abc"), "GET", "EIO=4&transport=polling&sid=abc");
        expect(2, "Bad handshake method", Map.of("method", "POST"), "POST", "EIO=4&transport=polling");
        expect(3, "Bad request", Map.of("name", "TRANSPORT_HANDSHAKE_ERROR"), "GET", "EIO=4&transport=websocket");
        expect(3, "Bad request", Map.of("method", "PUT"), "PUT", "EIO=4&transport=polling&sid=" + sid);
        expect(3, "Bad request", Map.of("name", "PROTOCOL_MISMATCH"), "GET", "EIO=3&transport=polling&sid=" + sid);
        expect(5, "Unsupported protocol version", Map.of("protocol", 3), "GET", "EIO=3&transport=polling");
        upgrade("&sid=abc");
        assertEquals(Map.of("sid", "abc"), Soon.take(errors).context());
    }

    private void expect(int code, String message, Map<String, Object> context, String method, String query) {
        TestHttp.request(io, method, "/socket.io/?" + query, "X-Forwarded-For: 192.0.2.9");
        ConnectionError error = Soon.take(errors);
        assertEquals(List.of(code, message, context, "192.0.2.9", "/socket.io/?" + query), List.of(error.code(), error.message(),
                error.context(), error.request().address(), error.request().url()));
    }

    @Test
    void ofManyErrorsThatWaitOnlySomeAreKept() {
        var blocked = new CountDownLatch(1);
        io.engine().onConnectionError(error -> {
            errors.add(error);
            Soon.await(blocked);
        });
        TestHttp.get(io, "/socket.io/");
        assertNotNull(Soon.take(errors));                       // its listener runs: it does not wait any more
        for (int i = 0; i < Engine.MAX_WAITING_ERRORS + 3; i++) {
            TestHttp.get(io, "/socket.io/");
        }
        blocked.countDown();
        for (int i = 0; i < Engine.MAX_WAITING_ERRORS; i++) {
            Soon.take(errors);
        }
        TestHttp.get(io, "/socket.io/?last");
        assertEquals("/socket.io/?last", Soon.take(errors).request().url());
        assertNull(errors.peek());
        assertEquals(Engine.MAX_WAITING_ERRORS + 5L, io.stats().refusals().get("Transport unknown"));
    }

    @Test
    void aListenerThatFailsStopsNoOther() {
        io.engine().onConnectionError(error -> {
            throw new IllegalStateException("broken");
        }).onConnectionError(errors::add);
        try (var log = new TestLog()) {
            TestHttp.get(io, "/socket.io/");
            Soon.take(errors);
            assertTrue(log.next().contains("connection_error"));
        }
    }

    @Test
    void clientsAreCounted() {
        var client = TestClient.open(io);
        assertEquals(1, io.engine().clientsCount());
        client.disconnect();
        Soon.await(() -> io.engine().clientsCount() == 0);
    }
}
