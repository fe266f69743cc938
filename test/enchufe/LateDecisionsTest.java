package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Middlewares for requests may decide later: what comes meanwhile, who leaves meanwhile, and how many may wait. */
class LateDecisionsTest {
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final HttpClient HTTP = HttpClient.newBuilder().executor(Runnable::run).build();

    private final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Next> decisions = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<ConnectionError> errors = new LinkedBlockingQueue<>();
    private final SocketIOServer io = new SocketIOServer();

    {
        io.onConnection(socket -> { }).listen(0);
    }

    @AfterEach
    void close() {
        io.close();
    }

    private void letDecideLater() {
        io.engine().use((request, next) -> decisions.add(next));
    }

    private CompletableFuture<WebSocket> open(SocketIOServer server, String query) {
        return HTTP.newWebSocketBuilder().buildAsync(
                URI.create("ws://127.0.0.1:" + server.port() + "/socket.io/?EIO=4&transport=websocket" + query),
                new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        texts.add(text.toString());
                        from.request(1);
                        return null;
                    }
                });
    }

    /** {@return the status with which a WebSocket is refused} */
    private static int statusOf(CompletableFuture<WebSocket> refused) {
        Throwable failure = Soon.failure(refused);
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return ((WebSocketHandshakeException) cause).getResponse().statusCode();
    }

    @Test
    void theyMayDecideLaterOnAnyThread() {
        letDecideLater();
        var socket = open(io, "");
        Next next = Soon.take(decisions);
        assertFalse(socket.isDone());
        assertEquals(0, io.engine().clientsCount());
        next.pass();
        Soon.get(socket).abort();
        Soon.await(() -> io.engine().clientsCount() == 0);
    }

    @Test
    void aRefusalMayComeLaterToo() {
        letDecideLater();
        var socket = open(io, "");
        Soon.take(decisions).refuse("no");
        assertEquals(403, statusOf(socket));
    }

    /** The body, and what follows, may come before the decision, or after it. */
    @Test
    void aPostIsReadWhileItsFateIsUndecided() throws IOException {
        var first = new TestPolling(io.port(), "/socket.io/");
        letDecideLater();
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), io.port())) {
            var out = socket.getOutputStream();
            String target = POLLING + "&sid=" + first.sid();
            out.write(("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n4").getBytes(StandardCharsets.US_ASCII));
            Next early = Soon.take(decisions);
            out.write(("0GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            early.pass();
            Soon.take(decisions).pass();
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answers.contains("\r\n\r\nokHTTP/1.1 200 OK\r\n") && answers.contains("40{\"sid\":"), answers);
        }
    }

    /** On the wire the client is gone; nothing is opened for it. */
    @ParameterizedTest
    @ValueSource(strings = {"", UPGRADE})
    void whoLeavesBeforeTheDecisionGetsNoSession(String fields) throws IOException {
        letDecideLater();
        String transport = fields.isEmpty() ? "polling" : "websocket";
        long files = Soon.openFiles();
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), io.port())) {
            socket.getOutputStream().write(("GET /socket.io/?EIO=4&transport=" + transport + " HTTP/1.1\r\nHost: x\r\n" + fields
                    + "\r\n").getBytes(StandardCharsets.US_ASCII));
            Soon.take(decisions);
        }
        Soon.holds("the server has noticed", () -> Soon.openFiles() <= files);
        letPassAndSettle();
        assertEquals(0, io.engine().clientsCount());
    }

    private void letPassAndSettle() {
        decisions.forEach(Next::pass);
        io.engine().use((request, next) -> next.refuse("later"));
        letLastPass();
    }

    /** Another request on the loop, after those before. */
    private void letLastPass() {
        var probe = new Thread(() -> TestHttp.get(io, POLLING));
        probe.start();
        Soon.take(decisions).pass();
        Soon.holds("the probe has ended", () -> !probe.isAlive());
    }

    @Test
    void theServerClosesWhileOneIsUndecided() {
        letDecideLater();
        var probe = new Thread(() -> {
            try {
                TestHttp.get(io, POLLING);
            } catch (RuntimeException cutOff) {
                // as it should be
            }
        });
        probe.start();
        Next next = Soon.take(decisions);
        io.close();
        next.pass();
        Soon.holds("the client has been told", () -> !probe.isAlive());
        assertEquals(0, io.engine().clientsCount());
    }

    @Test
    void ofTwoDecisionsTheFirstCounts() {
        try (var log = new TestLog()) {
            io.engine().use((request, next) -> {
                next.refuse("no");
                next.pass();
            });
            assertEquals(403, TestHttp.get(io, POLLING).status());
            String line = log.next();
            assertTrue(line.contains("a middleware of io.engine() called next again"), line);
        }
    }

    @Test
    void oneThatForgetsToDecideIsPointedOut() {
        var impatient = new SocketIOServer(null, new Options(), enchufe.dispatch.Intake.OF_JVM, Duration.ofMillis(1));
        try (var log = new TestLog()) {
            impatient.listen(0).engine().use((request, next) -> decisions.add(next));
            var probe = new Thread(() -> TestHttp.get(impatient, POLLING));
            probe.start();
            String line = log.next();
            assertTrue(line.contains("a middleware of io.engine() has not called next within"), line);
            Soon.take(decisions).pass();
            Soon.holds("the probe has ended", () -> !probe.isAlive());
        } finally {
            impatient.close();
        }
    }

    @Test
    void onlySoManyRequestsWaitForThem() {
        letDecideLater();
        io.engine().maxUndecided = 1;
        var waiting = new Thread(() -> TestHttp.get(io, POLLING));
        waiting.start();
        Next next = Soon.take(decisions);
        try (var log = new TestLog()) {
            assertEquals(503, TestHttp.get(io, POLLING).status());
            assertTrue(log.next().contains("requests get 503: 1 wait for the middlewares"));
            assertEquals(503, statusOf(open(io, "")));
        }
        next.pass();
        Soon.holds("the first is answered", () -> !waiting.isAlive());
        letLastPass();                                      // there is room again
    }

    /** The decision comes on any thread; room is looked for, and taken, on the loop. */
    @Test
    void maxSessionsHoldsHoweverManyPassAtOnce() {
        var full = new SocketIOServer(new Options().loops(1).maxSessions(2));
        full.listen(0).engine().use((request, next) -> decisions.add(next));
        try (var log = new TestLog()) {
            var opening = List.of(open(full, ""), open(full, ""), open(full, ""), open(full, ""));
            List<Next> nexts = opening.stream().map(each -> Soon.take(decisions)).toList();
            nexts.forEach(Next::pass);
            Soon.await(() -> opening.stream().allMatch(CompletableFuture::isDone));
            assertEquals(2, opening.stream().filter(CompletableFuture::isCompletedExceptionally).count());
            assertEquals(2, full.engine().clientsCount());
            assertTrue(log.next().contains("maxSessions"));
        } finally {
            full.close();
        }
    }

    @Test
    void ofTwoThatPassWithOneIdAtOnceOneIsRefused() {
        var one = new SocketIOServer(new Options().loops(1));
        one.listen(0).engine().onConnectionError(errors::add).use((request, next) -> {
            request.sessionId("same");
            decisions.add(next);
        });
        try (var log = new TestLog()) {
            var opening = List.of(open(one, ""), open(one, ""));
            List<Next> nexts = opening.stream().map(each -> Soon.take(decisions)).toList();
            nexts.forEach(Next::pass);
            Soon.await(() -> opening.stream().allMatch(CompletableFuture::isDone));
            assertEquals(1, opening.stream().filter(CompletableFuture::isCompletedExceptionally).count());
            assertEquals("the id of the session is taken", Soon.take(errors).message());
            assertTrue(log.next().contains("an id must be of one session alone"));
        } finally {
            one.close();
        }
    }

    /** The session that a WebSocket asks for begins while that is undecided, perhaps on another loop than the connection's. */
    @Test
    void anUpgradeIsServedOnTheLoopOfItsSession() {
        var loops = new SocketIOServer(new Options().loops(2));
        loops.listen(0).engine().use((request, next) -> {
            if (request.isFirst()) {
                request.sessionId("abc" + request.handshake().query().get("n"));
                next.pass();
            } else {
                decisions.add(next);
            }
        });
        try {
            for (int i = 0; i < 3; i++) {                           // an odd number: both loops have their turn
                var upgrade = open(loops, "&sid=abc" + i);
                Next next = Soon.take(decisions);
                assertEquals(200, TestHttp.get(loops, POLLING + "&n=" + i).status());
                next.pass();
                WebSocket socket = Soon.get(upgrade);
                socket.sendText("2probe", true).join();
                assertEquals("3probe", Soon.take(texts));
            }
        } finally {
            loops.close();
        }
    }
}
