package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Upgrade". */
class UpgradeTest {
    private final Fixture f = new Fixture().openPolling();

    @Test
    void theProbeIsAnsweredAndReleasesTheHangingPoll() {
        var poll = f.poll();
        var socket = f.connectForUpgrade();
        assertFalse(poll.isCompleted());
        socket.receive("2probe");
        assertEquals("200 6", poll.answer());
        assertEquals(List.of("3probe"), socket.sent());
    }

    @Test
    void aPollThatComesAfterTheProbeIsReleasedAtOnce() {
        f.connectForUpgrade().receive("2probe");
        assertEquals("200 6", f.poll().answer());
        assertEquals("200 6", f.poll().answer());
    }

    @Test
    void theUpgradePacketMovesTheSession() {
        var socket = f.connectForUpgrade();
        socket.receive("2probe");
        socket.receive("5", "4hello");
        assertEquals(List.of("(upgrade)", "(writable)", "hello", "(read end)"), f.listener.events());
        assertEquals(Transport.WEBSOCKET, f.session.transport());
        socket.sent();
        f.session.send(EnginePacket.text("hi"));
        assertEquals(List.of("4hi"), socket.sent());
        socket.receive(new byte[] {7});
        socket.drained();
        socket.ends(1001);
        assertEquals(List.of("bytes 07", "(read end)", "(writable)", "(transport close)"), f.listener.events());
    }

    @Test
    void untilThenTheSessionGoesOnPolling() {
        var socket = f.connectForUpgrade();
        socket.receive("2probe");
        socket.sent();
        f.session.send(EnginePacket.text("a"));
        assertEquals(List.of(), socket.sent());
        assertEquals("200 4a", f.poll().answer());
        assertEquals("200 ok", f.post("4b").answer());
        assertEquals(List.of("b", "(read end)"), f.listener.events());
    }

    @Test
    void whatWaitsGoesFirst() {
        var socket = f.connectForUpgrade();
        socket.receive("2probe");
        f.loop.outside(() -> f.session.send(EnginePacket.text("a")));
        f.session.send(EnginePacket.text("b"));
        socket.receive("5");
        f.session.send(EnginePacket.text("c"));
        f.loop.run();
        assertEquals(List.of("3probe", "4a", "4b", "4c"), socket.sent());
        assertEquals(0, f.session.queuedBytes());
    }

    /** The client's option forceBase64. */
    @Test
    void whoWantsNoBinaryFramesGetsBase64BeforeAndAfterTheUpgrade() {
        f.request("GET", Fixture.POLLING + "&b64=1", "").answer();
        var socket = f.connectForUpgrade();
        socket.receive("2probe");
        f.session.send(EnginePacket.binary(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})));
        socket.receive("5");
        f.session.send(EnginePacket.text("a"), EnginePacket.binary(ByteBuffer.wrap(new byte[] {5})));
        f.loop.run();
        assertFalse(socket.hasSentBinary());
        assertEquals(List.of("3probe", "bAQIDBA==", "4a", "bBQ=="), socket.sent());
    }

    @Test
    void othersGetBinaryFrames() {
        for (String query : List.of(Fixture.WEBSOCKET, Fixture.WEBSOCKET + "&b64=")) {
            var socket = f.connect(query);
            f.session.send(EnginePacket.binary(ByteBuffer.wrap(new byte[] {5})));
            f.loop.run();
            assertTrue(socket.hasSentBinary());
        }
    }

    @Test
    void aPollLeftBehindIsReleased() {
        var poll = f.poll();
        f.connectForUpgrade().receive("5");
        assertEquals("200 6", poll.answer());
    }

    @Test
    void pollingRequestsAfterwardsAreBadRequests() {
        f.connectForUpgrade().receive("2probe", "5");
        assertEquals(Fixture.BAD_REQUEST, f.poll().answer());
        assertEquals(Fixture.BAD_REQUEST, f.post("4a").answer());
        assertEquals(1, f.server.sessions());
    }

    @Test
    void aPostThatCameBeforeButEndsAfterwardsIsABadRequest() {
        var post = new FakeLoopExchange("POST", Fixture.POLLING + "&sid=" + f.session.id(), new byte[] {'4'})
                .withBodyLater();
        f.server.handle(post);
        f.connectForUpgrade().receive("2probe", "5");
        post.bodyArrives();
        assertEquals(Fixture.BAD_REQUEST, post.answer());
        assertEquals(1, f.server.sessions());
    }

    @Test
    void aSecondWebSocketIsClosedDuringAndAfterTheUpgrade() {
        var first = f.connectForUpgrade();
        assertEquals(1000, f.connectForUpgrade().closeCode);
        first.receive("2probe", "5");
        var late = f.connectForUpgrade();
        assertEquals(1000, late.closeCode);
        late.receive("4a");
        first.receive("4b");
        assertNull(first.closeCode);
        assertEquals(List.of("(upgrade)", "(writable)", "(read end)", "b", "(read end)"), f.listener.events());
    }

    @Test
    void anythingElseFailsTheAttemptAlone() {
        for (String packet : List.of("2", "2prob", "2probes", "3probe", "4hello", "1", "x", "")) {
            var socket = f.connectForUpgrade();
            socket.receive(packet, "2probe", "5");
            assertEquals(1000, socket.closeCode, packet);
            assertEquals(List.of(), socket.sent(), packet);
        }
        var binary = f.connectForUpgrade();
        binary.receive(new byte[1]);
        assertEquals(1000, binary.closeCode);
        assertStillPolling();
    }

    @Test
    void aWebSocketThatEndsFailsTheAttemptAlone() {
        var socket = f.connectForUpgrade();
        socket.receive("2probe");
        socket.ends(1006);
        assertStillPolling();
    }

    @Test
    void anUpgradeTakesNoLongerThanUpgradeTimeout() {
        var socket = f.connectForUpgrade();
        socket.receive("2probe");
        f.loop.advance(Duration.ofSeconds(10).minusNanos(1));
        assertNull(socket.closeCode);
        f.loop.advance(Duration.ofNanos(1));
        assertEquals(1000, socket.closeCode);
        socket.receive("5");
        socket.ends(1000);
        assertStillPolling();
    }

    @Test
    void aCompletedUpgradeOutlivesItsTimeout() {
        var socket = f.connectForUpgrade();
        socket.receive("2probe", "5");
        f.loop.advance(Duration.ofSeconds(11));
        assertNull(socket.closeCode);
    }

    @Test
    void aSessionThatEndedBeforeTheWebSocketOpenedClosesIt() {
        var opening = f.admit(Fixture.WEBSOCKET + "&sid=" + f.session.id());
        f.session.close(CloseReason.FORCED_CLOSE);
        var socket = new FakeWebSocket();
        opening.open(socket);
        assertEquals(1000, socket.closeCode);
    }

    private void assertStillPolling() {
        assertEquals(Transport.POLLING, f.session.transport());
        var poll = f.poll();
        assertFalse(poll.isCompleted());                // no probe is under way
        f.session.send(EnginePacket.text("a"));
        f.loop.run();
        assertEquals("200 4a", poll.answer());
        f.connectForUpgrade().receive("2probe", "5");   // another attempt may follow
        assertEquals(Transport.WEBSOCKET, f.session.transport());
    }
}
