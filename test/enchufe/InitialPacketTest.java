package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InitialPacketTest {
    private final SocketIOServer io = new SocketIOServer(new Options().initialPacket("2[\"hello\",\"é\"]")).listen(0);

    @AfterEach
    void close() {
        io.close();
    }

    @Test
    void itIsTheFirstOnAWebSocket() {
        try (var client = TestClient.open(io)) {
            client.expect("2['hello','é']");
            client.join("/");
        }
    }

    @Test
    void aClientThatPollsFetchesIt() {
        var client = new TestPolling(io.port(), "/socket.io/");
        assertEquals("42[\"hello\",\"Ã©\"]", client.poll());      // the test reads bytes
        client.post("40");
        assertTrue(client.poll().startsWith("40{"));
    }
}
