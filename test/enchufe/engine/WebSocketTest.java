package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "WebSocket": each packet in a message of its own, and how the connection's end is understood. */
class WebSocketTest {
    private final Fixture f = new Fixture();
    private final FakeWebSocket socket = f.openWebSocket();

    @Test
    void messagesArriveAndABatchEndsWithItsRead() {
        socket.receive("4hello", "4", "4w\u00f6rld");
        socket.receive(new byte[] {1, 2, 3, 4});
        assertEquals(List.of("hello", "", "w\u00f6rld", "(read end)", "bytes 01020304", "(read end)"), f.listener.events());
    }

    @Test
    void binaryMessagesMayComeAsBase64() {              // of clients with forceBase64
        socket.receive("bAQIDBA==", "b");
        assertEquals(List.of("bytes 01020304", "bytes ", "(read end)"), f.listener.events());
    }

    @Test
    void messagesAreSentDirectlyFromAnyThread() {
        socket.sent();
        var hello = EnginePacket.text("hello");
        var bytes = EnginePacket.binary(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        f.loop.outside(() -> {
            f.session.send(hello);
            f.session.send(bytes);
        });
        assertEquals(0, f.loop.tasks());
        assertEquals(List.of("4hello", "bAQIDBA=="), socket.sent());
    }

    @Test
    void malformedPacketsAreParseErrors() {
        for (String packet : List.of("abc", "", "b*", "7", "\u20ac")) {
            var other = new Fixture();
            var connection = other.openWebSocket();
            connection.receive(packet, "4ignored");
            assertEquals(1000, connection.closeCode, packet);
            assertEquals(List.of("(parse error)"), other.listener.events());
        }
    }

    @Test
    void aPingFromTheClientIsATransportError() {
        socket.receive("2");
        assertEquals(List.of("(transport error)"), f.listener.events());
        assertEquals(1000, socket.closeCode);
    }

    @Test
    void aClosePacketClosesTheTransport() {
        socket.receive("1");
        assertEquals(List.of("(transport close)"), f.listener.events());
        assertEquals(1000, socket.closeCode);
    }

    @Test
    void theEndOfTheConnectionIsTheEndOfTheSession() {
        // The peer's codes, and none at all, close the transport; what this side fails a connection with is an error.
        for (int code : new int[] {1000, 1001, 1005, 1006, 3000, 4999}) {
            assertEquals("(transport close)", reasonOf(code), code + "");
        }
        for (int code : new int[] {1002, 1007, 1008, 1009}) {
            assertEquals("(transport error)", reasonOf(code), code + "");
        }
    }

    private static String reasonOf(int code) {
        var f = new Fixture();
        f.openWebSocket().ends(code);
        assertEquals(0, f.server.sessions());
        return String.join(" ", f.listener.events());
    }

    @Test
    void writabilityIsTheConnections() {
        assertTrue(f.session.isWritable());
        socket.writable = false;
        socket.queued = 70;
        assertFalse(f.session.isWritable());
        assertEquals(70, f.session.queuedBytes());
        socket.drained();
        assertEquals(List.of("(writable)"), f.listener.events());
    }

    @Test
    void pollingRequestsForAWebSocketSessionAreBadRequests() {
        assertEquals(Fixture.BAD_REQUEST, f.poll().answer());
        assertEquals(Fixture.BAD_REQUEST, f.post("4a").answer());
        assertEquals(1, f.server.sessions());
    }

    @Test
    void aSecondWebSocketForTheSessionIsClosed() {
        var second = f.connectForUpgrade();
        assertEquals(1000, second.closeCode);
        second.receive("2probe", "5", "4a");
        second.ends(1000);
        assertEquals(List.of(), second.sent());
        assertEquals(List.of(), f.listener.events());
        assertEquals(1, f.server.sessions());
    }

    @Test
    void nothingIsDeliveredAfterTheEnd() {
        socket.receive("1");
        f.listener.events();
        socket.receive("4a");
        socket.receive(new byte[1]);
        socket.drained();
        socket.ends(1006);
        assertEquals(List.of(), f.listener.events());
    }
}
