package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatsTest {
    private final LinkedBlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private final SocketIOServer io = new SocketIOServer(new Options().metrics("/metrics"));

    {
        io.onConnection(sockets::add).listen(0);
        io.of("/other").onConnection(socket -> socket.on("echo", args -> socket.emit("echo", args.get(0))));
    }

    @AfterEach
    void close() {
        io.close();
    }

    @Test
    void aServerWithoutClientsHasZeros() {
        assertEquals(new Stats(0, 0, 2, 0, 0, 0, 0, 0, 0, io.stats().waitingInbound(), io.stats().waitingOutbound(), Map.of()),
                io.stats());
    }

    @Test
    void clientsRoomsEventsAndBytes() {
        var client = TestClient.connect(io);
        var polling = TestPolling.connect(io);
        Soon.take(sockets).join("red", "blue");
        Soon.take(sockets).join("red");
        client.join("/other");
        Stats before = io.stats();
        assertEquals(List.of(1, 1, 2, 3, 2), List.of(before.pollingClients(), before.webSocketClients(), before.namespaces(),
                before.sockets(), before.rooms()));
        client.send("2/other,[\"echo\",\"12345\"]").expect("2/other,['echo','12345']");
        io.emit("x");
        client.expect("2['x']");
        assertTrue(polling.poll().contains("[\"x\"]"));
        Stats after = io.stats();
        assertEquals(1, after.eventsReceived() - before.eventsReceived());
        assertEquals(3, after.eventsSent() - before.eventsSent());
        assertEquals("2/other,['echo','12345']".length(), after.bytesReceived() - before.bytesReceived());
        assertEquals(1 + "2/other,['echo','12345']".length() + 2 * "42['x']".length(), after.bytesSent() - before.bytesSent());
        client.disconnect();
        Soon.await(() -> io.stats().webSocketClients() == 0 && io.stats().sockets() == 1);
    }

    @Test
    void refusalsByReason() {
        TestHttp.get(io, "/socket.io/?EIO=4&transport=polling&sid=unknown");
        TestHttp.get(io, "/socket.io/?EIO=4&transport=pigeon");
        TestHttp.get(io, "/socket.io/?EIO=4&transport=pigeon");
        try (var log = new TestLog()) {
            TestHttp.get(io, "/socket.io/?EIO=4&transport=polling", "Origin: http://elsewhere.example");
            log.next();
        }
        assertEquals(Map.of("Session ID unknown", 1L, "Transport unknown", 2L, "Forbidden", 1L), io.stats().refusals());
    }

    @Test
    void asPrometheusReadsThem() {
        TestHttp.get(io, "/socket.io/?EIO=4&transport=pigeon");
        var answer = TestHttp.get(io, "/metrics");
        assertEquals(200, answer.status());
        assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.header("content-type"));
        for (String line : List.of("# TYPE enchufe_clients gauge", "enchufe_clients{transport=\"polling\"} 0", "enchufe_sockets 0",
                "# TYPE enchufe_events_received_total counter", "enchufe_refusals_total{reason=\"Transport unknown\"} 1")) {
            assertTrue(answer.body().contains(line + "\n"), line);
        }
        for (String line : answer.body().split("\n")) {
            assertTrue(line.matches("# (HELP|TYPE) enchufe_[a-z_]+ .+|enchufe_[a-z_]+(\\{[a-z]+=\"[A-Za-z ]+\"})? \\d+"), line);
        }
    }

    @Test
    void theyAreNotServedUnlessThatIsAskedFor() {
        var plain = new SocketIOServer().listen(0);
        assertEquals(404, TestHttp.get(plain, "/metrics").status());
        plain.close();
        assertThrows(IllegalArgumentException.class, () -> new Options().metrics("/"));
    }
}
