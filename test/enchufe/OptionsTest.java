package enchufe;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.time.temporal.ChronoUnit.FOREVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.engine.EngineOptions;
import enchufe.engine.Transport;
import enchufe.net.HttpTimeouts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OptionsTest {
    private static void refuses(String message, Executable setting) {
        var error = assertThrows(IllegalArgumentException.class, setting);
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    /** It would lose events, and nobody could know. */
    @Test
    void anExecutorThatDiscardsTasksIsRefused() {
        for (var policy : List.of(new ThreadPoolExecutor.DiscardPolicy(), new ThreadPoolExecutor.DiscardOldestPolicy(),
                new ThreadPoolExecutor.AbortPolicy(), new ThreadPoolExecutor.CallerRunsPolicy())) {
            var pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), policy);
            String name = policy.getClass().getSimpleName();
            if (name.startsWith("Discard")) {
                refuses("executor: what its " + name + " discards would be lost", () -> new Options().executor(pool));
            } else {
                new Options().executor(pool);
            }
        }
    }

    @Test
    void valuesOutOfTheirBoundsAreRefusedByName() {
        var options = new Options();
        refuses("the path \"x\" does not begin with a slash", () -> options.path("x"));
        refuses("path is \"/\", where the pages are: name a path, such as \"/socket.io\"", () -> options.path("/"));
        refuses("the path \"\" does not begin with a slash", () -> options.path(""));
        refuses("the path \"/a?x=1\" has a ?", () -> options.path("/a?x=1"));
        refuses("the path \"/a/../b\" has a part \"..\"", () -> options.path("/a/../b"));
        refuses("pingInterval is PT0S: it must be between 1 ms and 12 days", () -> options.pingInterval(ZERO));
        refuses("pingTimeout is PT480H: it must be", () -> options.pingTimeout(ofDays(20)));
        refuses("upgradeTimeout is PT-0.001S: it must be", () -> options.upgradeTimeout(ofMillis(-1)));
        refuses("connectTimeout is PT0S: it must be between 1 ms and 12 days", () -> options.connectTimeout(ZERO));
        refuses("pauseTimeout is PT0S: it must be between 1 ms and 12 days", () -> options.pauseTimeout(ZERO));
        refuses("connectTimeout is PT2562047788015215H30M7", () -> options.connectTimeout(FOREVER.getDuration()));
        refuses("maxHttpBufferSize is 0: it must be", () -> options.maxHttpBufferSize(0));
        refuses("maxOutboundBytes is 0: it must be", () -> options.maxOutboundBytes(0));
        refuses("maxInboundBytes is 0: it must be at least 1", () -> options.maxInboundBytes(0));
        refuses("loops is 0: it must be at least 1", () -> options.loops(0));
        refuses("maxConnections is 0: it must be at least 1", () -> options.maxConnections(0));
        refuses("maxSessions is 0: it must be", () -> options.maxSessions(0));
        refuses("maxRequestBody is -1: it must be at least 1", () -> options.maxRequestBody(-1));
        refuses("maxPageThreads is 0: it must be at least 1", () -> options.maxPageThreads(0));
        refuses("headersTimeout is PT0S: it must be between 1 ms and 12 days", () -> options.headersTimeout(ZERO));
        refuses("requestTimeout is PT480H: it must be", () -> options.requestTimeout(ofDays(20)));
        refuses("keepAliveTimeout is PT-0.001S: it must be", () -> options.keepAliveTimeout(ofMillis(-1)));
        refuses("sendTimeout is PT0S: it must be", () -> options.sendTimeout(ZERO));
        refuses("maxAttachments is 0: it must be at least 1", () -> options.maxAttachments(0));
        refuses("maxNamespacesPerClient is 0: it must be at least 1", () -> options.maxNamespacesPerClient(0));
        refuses("maxPendingAcks is 0: it must be at least 1", () -> options.maxPendingAcks(0));
        refuses("\"x\" is no origin", () -> options.cors("x"));
    }

    /** Those that are not options: how long to wait for an answer. */
    @Test
    void everyDurationHasBoundsThatAreCheckedAtOnce() {
        var io = new SocketIOServer();
        var sockets = new LinkedBlockingQueue<Socket>();
        io.onConnection(sockets::add).listen(0);
        try (var client = TestClient.connect(io)) {
            Socket socket = Soon.take(sockets);
            List<Consumer<Duration>> timeouts = List.of(socket::timeout, socket.asVolatile()::timeout, io::timeout,
                    io.of("/")::timeout, io.to("room")::timeout);
            for (Consumer<Duration> timeout : timeouts) {
                refuses("timeout is PT0S: it must be between 1 ms and 12 days", () -> timeout.accept(ZERO));
                refuses("timeout is PT-1S: it must be", () -> timeout.accept(ofSeconds(-1)));
                refuses("timeout is PT0.000999999S: it must be", () -> timeout.accept(ofMillis(1).minusNanos(1)));
                refuses("timeout is PT312H: it must be", () -> timeout.accept(ofDays(13)));
                refuses("timeout is PT2562047788015215H30M7", () -> timeout.accept(FOREVER.getDuration()));
                timeout.accept(ofMillis(1));
                timeout.accept(ofDays(12));
            }
            socket.emit("end");
            client.expect("2['end']");
        } finally {
            io.close();
        }
    }

    /** The longest of each: none overflows when a client comes. */
    @Test
    void theLongestDurationsServe() {
        Duration longest = ofDays(12);
        var io = new SocketIOServer(new Options().connectTimeout(longest).pingInterval(longest).pingTimeout(longest)
                .upgradeTimeout(longest));
        io.onConnection(socket -> socket.timeout(longest).emit("q", (AckCallback) (error, answer) -> { })).listen(0);
        try (var client = TestClient.connect(io)) {
            client.nextQuestion();
        } finally {
            io.close();
        }
    }

    @Test
    void aChangeLeavesTheOptionsItWasMadeFromAlone() {
        var options = new Options();
        Options changed = options.path("/x/").maxAttachments(1).pingInterval(ofMillis(1));
        assertEquals("/socket.io /x", options.path() + " " + changed.path());
        assertEquals("10 1", options.maxAttachments() + " " + changed.maxAttachments());
        assertEquals(25_000, options.engine().pingInterval().toMillis());
        Options times = options.headersTimeout(ofMillis(1)).requestTimeout(ofMillis(2)).keepAliveTimeout(ofMillis(3))
                .sendTimeout(ofMillis(4));
        assertEquals(new HttpTimeouts(ofMillis(1), ofMillis(2), ofMillis(3), ofMillis(4)), times.host().timeouts());
        assertEquals(HttpTimeouts.DEFAULT, options.host().timeouts());
    }

    @Test
    void eachSettingOfEngineIoChangesAlone() {
        Options changed = new Options().pingInterval(ofMillis(1)).pingTimeout(ofMillis(2)).upgradeTimeout(ofMillis(3))
                .maxHttpBufferSize(4).maxOutboundBytes(5).maxSessions(6).transports(Transport.POLLING).allowUpgrades(false)
                .allowEIO3(true).httpCompression(true);
        assertEquals(new EngineOptions(ofMillis(1), ofMillis(2), ofMillis(3), ofSeconds(30), 4, 5, 6, Set.of(Transport.POLLING),
                false, true, 1_024), changed.engine());
        assertEquals(EngineOptions.DEFAULT, new Options().loops(1).engine());
    }

    @Test
    void transportsAndUpgradesAreAsTheOptionsSay() {
        String handshake = "/socket.io/?EIO=4&transport=polling";
        var polling = new SocketIOServer(new Options().transports(Transport.POLLING, Transport.POLLING, Transport.POLLING)).listen(0);
        var staying = new SocketIOServer(new Options().allowUpgrades(false)).listen(0);
        var webSocket = new SocketIOServer(new Options().transports(Transport.WEBSOCKET)).listen(0);
        try {
            assertTrue(TestHttp.open(polling, handshake).body().contains("\"upgrades\":[]"));
            assertThrows(RuntimeException.class, () -> TestClient.open(polling));
            assertTrue(TestHttp.open(staying, handshake).body().contains("\"upgrades\":[]"));
            TestClient.connect(staying).disconnect();
            assertEquals(400, TestHttp.get(webSocket, handshake).status());
            TestClient.connect(webSocket).disconnect();
        } finally {
            polling.close();
            staying.close();
            webSocket.close();
        }
    }

    @Test
    void theSettingsThatClientsNeedAreAnnounced() {
        var options = new Options().pingInterval(ofMillis(300)).pingTimeout(ofMillis(200)).maxHttpBufferSize(1234);
        var io = new SocketIOServer(options).listen(0);
        try {
            String open = TestHttp.open(io, "/socket.io/?EIO=4&transport=polling").body();
            assertTrue(open.endsWith("\"upgrades\":[\"websocket\"],\"pingInterval\":300,\"pingTimeout\":200,"
                    + "\"maxPayload\":1234}"), open);
        } finally {
            io.close();
        }
    }
}
