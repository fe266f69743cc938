package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener that waits for its own client: what that client sends meanwhile, and that it may go, must not keep it waiting. */
class WaitingTest {
    private static final int MANY = 15_000;     // events: more than maxInboundBytes by default

    private SocketIOServer io;
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private final AtomicInteger events = new AtomicInteger();

    @AfterEach
    void close() {
        io.close();
    }

    /** The listener of "begin" asks its client and waits, without a timeout. */
    private void serve(Options options) {
        io = new SocketIOServer(options);
        io.onConnection(socket -> {
            socket.on("begin", () -> {
                try {
                    seen.add(socket.emitWithAck("q").join().list());
                } catch (CompletionException e) {
                    seen.add(e.getCause());
                }
            });
            socket.on("x", () -> {
                events.incrementAndGet();
            });
            socket.onDisconnect(seen::add);
            sockets.add(socket);
        }).listen(0);
    }

    @Test
    void theAnswerGetsThroughBehindAFlood() {
        serve(new Options());
        try (var client = TestClient.connect(io)) {
            client.emit("['begin']");
            String question = client.nextQuestion();
            for (int i = 0; i < MANY; i++) {
                client.emit("['x']");
            }
            client.send("3" + question + "[\"a\"]");
            assertEquals("[a]", Soon.take(seen).toString());
            Soon.await(() -> events.get() == MANY);
        }
    }

    @Test
    void theQuestionMayComeAfterTheFlood() {
        var full = new CompletableFuture<Void>();
        io = new SocketIOServer(new Options().maxInboundBytes(10_000));
        io.onConnection(socket -> socket.on("begin", () -> {
            full.join();
            seen.add(socket.emitWithAck("q").join().list());
        })).listen(0);
        try (var client = TestClient.connect(io)) {
            client.emit("['begin']");
            for (int i = 0; i < 100; i++) {                 // above the limit, below the one while it is asked
                client.emit("['x']");
            }
            full.complete(null);
            client.send("3" + client.nextQuestion() + "[\"a\"]");
            assertEquals("[a]", Soon.take(seen).toString());
        }
    }

    @Test
    void theAnswerGetsThroughOverPolling() {
        serve(new Options().maxInboundBytes(10_000));
        var client = TestPolling.connect(io);
        client.post("42[\"begin\"]");
        String question = TestClient.questionIn(client.poll().substring(1));
        String flood = "42[\"x\"]\u001e".repeat(100);
        client.post(flood.substring(0, flood.length() - 1));
        client.post("43" + question + "[\"a\"]");
        assertEquals("[a]", Soon.take(seen).toString());
    }

    // ---- nobody waits for somebody who has gone

    @Test
    void theEndOfTheConnectionEndsTheWaiting() {
        serve(new Options());
        try (var client = TestClient.connect(io)) {
            client.emit("['begin']").nextQuestion();
        }
        assertInstanceOf(DisconnectedException.class, Soon.take(seen));
        assertEquals(DisconnectReason.TRANSPORT_CLOSE, Soon.take(seen));
    }

    @Test
    void leavingTheNamespaceEndsTheWaiting() {
        serve(new Options());
        try (var client = TestClient.connect(io)) {
            client.emit("['begin']").nextQuestion();
            client.send("1");
            assertInstanceOf(DisconnectedException.class, Soon.take(seen));
            assertEquals(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT, Soon.take(seen));
        }
    }

    @Test
    void beingSentAwayEndsTheWaiting() {
        serve(new Options());
        try (var client = TestClient.connect(io)) {
            client.emit("['begin']").nextQuestion();
            Soon.take(sockets).disconnect();
            assertInstanceOf(DisconnectedException.class, Soon.take(seen));
            assertEquals(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, Soon.take(seen));
        }
    }

    @Test
    void theServersEndEndsTheWaiting() {
        serve(new Options());
        try (var client = TestClient.connect(io)) {
            client.emit("['begin']").nextQuestion();
            io.close();
            assertInstanceOf(DisconnectedException.class, Soon.take(seen));
            assertEquals(DisconnectReason.SERVER_SHUTTING_DOWN, Soon.take(seen));
        }
    }

    @Test
    void aBroadcastDoesNotWaitForWhoHasGoneEither() {
        io = new SocketIOServer();
        io.onConnection(socket -> socket.on("begin", () -> {
            try {
                seen.add(io.emitWithAck("q").join());
            } catch (CompletionException e) {
                seen.add(e.getCause());
            }
        })).listen(0);
        try (var client = TestClient.connect(io)) {
            client.emit("['begin']").nextQuestion();
        }
        assertInstanceOf(AckTimeoutException.class, Soon.take(seen));
    }

    // ---- nor for ever for somebody who sends and sends

    @Test
    void aPauseInWhichNothingMovesEndsTheClientAndSaysWhy() {
        serve(new Options().maxInboundBytes(1_000).pauseTimeout(Duration.ofMillis(200)));
        try (var log = new TestLog(); var client = TestClient.connect(io)) {
            client.emit("['begin']").nextQuestion();
            for (int i = 0; i < 100; i++) {
                client.emit("['x']");
            }
            assertInstanceOf(DisconnectedException.class, Soon.take(seen));
            assertEquals(DisconnectReason.PING_TIMEOUT, Soon.take(seen));
            String line = log.next();
            assertTrue(line.contains("pauseTimeout (PT0.2S)") && line.contains("maxInboundBytes (1000)"), line);
            Soon.await(() -> io.sockets().isEmpty());
        }
    }
}
