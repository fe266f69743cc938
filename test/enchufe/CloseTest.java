package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was sent before the server closes still arrives, whatever the client travels on, if it asks for it in time. */
class CloseTest {
    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";

    private SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<DisconnectReason> reasons = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    private SocketIOServer listening() {
        return io.onConnection(socket -> socket.onDisconnect(reasons::add)).listen(0);
    }

    /** With more than two seconds, which may be short for a busy machine. */
    private CompletableFuture<Void> closeBeside() {
        var closed = CompletableFuture.runAsync(() -> io.close(Duration.ofSeconds(20)));
        assertEquals(DisconnectReason.SERVER_SHUTTING_DOWN, Soon.take(reasons));
        return closed;
    }

    @Test
    void aClientBetweenTwoPollsGetsWhatWasSentAndThenTheEnd() {
        listening();
        var client = TestPolling.connect(io);
        io.emit("bye");
        var closed = closeBeside();
        assertEquals("42[\"bye\"]", client.poll());
        assertEquals("1", client.poll());
        Soon.get(closed);
        assertThrows(UncheckedIOException.class, client::poll);
        assertTrue(reasons.isEmpty(), "told twice");
    }

    @Test
    void aClientWhosePollWaitsGetsTheEndAtOnce() throws Exception {
        listening();
        var client = TestPolling.connect(io);
        var poll = CompletableFuture.supplyAsync(client::poll);
        Soon.await(io.sockets().iterator().next().conn()::isWritable);
        io.close();
        assertEquals("1", poll.get(10, TimeUnit.SECONDS));
    }

    @Test
    void clientsOfBothTransportsGetIt() {
        listening();
        var polling = TestPolling.connect(io);
        var webSocket = TestClient.connect(io);
        io.emit("bye");
        var closed = closeBeside();
        webSocket.expect("2['bye']");
        assertEquals(1000, webSocket.closeCode());          // it does not wait for the other
        polling.post("42[\"ignored\"]");
        assertEquals("42[\"bye\"]", polling.poll());
        assertEquals("1", polling.poll());
        Soon.get(closed);
    }

    @Test
    void newClientsAreRefusedMeanwhile() {
        io.webSocket("/plain", peer -> { });
        listening();
        var client = TestPolling.connect(io);
        var plain = TestClient.at(io, "/plain");
        var closed = closeBeside();
        assertEquals(1001, plain.closeCode());
        assertEquals(503, TestHttp.get(io, HANDSHAKE).status());
        assertThrows(IllegalStateException.class, () -> TestClient.open(io));
        assertThrows(IllegalStateException.class, () -> TestClient.at(io, "/plain"));
        assertEquals("1", client.poll());
        Soon.get(closed);
    }

    @Test
    void aClientThatNeverPollsIsNotWaitedForLongerThanTheGrace() {
        listening();
        TestPolling.connect(io);
        io.emit("bye");
        io.close();
        assertEquals(DisconnectReason.SERVER_SHUTTING_DOWN, Soon.take(reasons));
        assertThrows(UncheckedIOException.class, () -> TestHttp.get(io, HANDSHAKE));
    }

    @Test
    void thePortIsFreeWhenCloseReturns() {
        listening();
        int port = io.port();
        for (int i = 0; i < 5; i++) {
            var client = TestPolling.connect(io);
            var closed = closeBeside();
            assertEquals("1", client.poll());
            Soon.get(closed);
            io = new SocketIOServer();
            io.onConnection(socket -> socket.onDisconnect(reasons::add)).listen(port);
        }
    }

    @Test
    void anHttpServerThatWasBoundBeforeDoesTheSame() throws IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        io = new SocketIOServer(http);
        io.onConnection(socket -> socket.onDisconnect(reasons::add));
        http.start();
        var client = TestPolling.connect(http.getAddress().getPort());
        var other = TestPolling.connect(http.getAddress().getPort());
        String large = "x".repeat(500_000);
        io.emit("bye", large);
        var closed = closeBeside();
        assertEquals("42[\"bye\",\"" + large + "\"]", client.poll());
        assertEquals(503, TestHttp.request(http.getAddress().getPort(), "GET", HANDSHAKE, "").status());
        assertEquals("1", client.poll());
        assertEquals("42[\"bye\",\"" + large + "\"]", other.poll());
        assertEquals("1", other.poll());
        Soon.get(closed);
    }
}
