package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.dispatch.Delivery;
import enchufe.dispatch.InboundBudget;
import enchufe.packet.PacketDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
    private static final String EVENT = "2[\"a\"]";

    private final SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private TestClient testClient;
    private Socket socket;

    @BeforeEach
    void connect() {
        io.onConnection(socket -> {
            socket.on("a", () -> seen.add("a"));
            socket.on("fault", () -> {
                throw new AssertionError("expected by the test");
            });
            sockets.add(socket);
        }).listen(0);
        testClient = TestClient.connect(io);
        socket = Soon.take(sockets);
    }

    @AfterEach
    void close() {
        testClient.close();
        io.close();
    }

    private void onLoop(Runnable task) {
        socket.conn().loop().execute(task);
    }

    private Client client() {
        return (Client) socket.link();
    }

    private void receive(String packet) {
        client().onText(ByteBuffer.wrap(packet.getBytes(StandardCharsets.US_ASCII)));
    }

    private void expect(String... events) {
        for (String event : events) {
            assertEquals(event, Soon.take(seen));
        }
    }

    @Test
    void whatOneReadBringsIsHandedOverAtItsEnd() {
        onLoop(() -> {
            receive(EVENT);
            receive(EVENT);
            socket.queue().execute(() -> seen.add("between"));
            client().onReadEnd();
        });
        expect("between", "a", "a");
    }

    @Test
    void aReadThatBringsALotIsHandedOverInParts() {
        var decoder = new PacketDecoder(10, Long.MAX_VALUE);
        decoder.text(ByteBuffer.wrap(EVENT.getBytes(StandardCharsets.US_ASCII)));
        long each = InboundBudget.EVENT_BYTES + decoder.heapBytes();
        long most = Delivery.MAX_BYTES / each;              // and one more is too large
        onLoop(() -> {
            for (int i = 0; i < most; i++) {
                receive(EVENT);
            }
            socket.queue().execute(() -> seen.add("between"));
            receive(EVENT);
            socket.queue().execute(() -> seen.add("behind"));
        });
        expect("between");
        for (int i = 0; i <= most; i++) {
            expect("a");
        }
        expect("behind");
    }

    @Test
    void aFaultEndsOnlyItsEvent() {
        try (var log = new TestLog()) {
            onLoop(() -> {
                receive(EVENT);
                receive("2[\"fault\"]");
                receive(EVENT);
                client().onReadEnd();
            });
            expect("a", "a");
            assertTrue(log.next().contains("fault"));
        }
    }
}
