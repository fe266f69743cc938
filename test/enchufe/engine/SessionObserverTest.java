package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestLog;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionObserverTest {
    private final List<String> seen = new ArrayList<>();
    private final SessionObserver noting = new SessionObserver() {
        @Override
        public void received(Packet packet) {
            seen.add("received " + show(packet));
        }

        @Override
        public void sent(Packet packet) {
            seen.add("sent " + show(packet));
        }

        @Override
        public void upgraded() {
            seen.add("upgraded");
        }

        @Override
        public void drained() {
            seen.add("drained");
        }

        @Override
        public void heartbeat(Duration roundTrip) {
            seen.add("heartbeat " + roundTrip);
        }

        @Override
        public void closed(CloseReason reason) {
            seen.add("closed " + reason);
        }
    };
    private final Fixture f = new Fixture();

    private static String show(SessionObserver.Packet packet) {
        assertThrows(ReadOnlyBufferException.class, packet.data()::array);
        if (!packet.isBinary()) {
            return packet.type() + " " + packet.text();
        }
        byte[] bytes = new byte[packet.data().remaining()];
        packet.data().get(bytes);
        return packet.type() + " " + HexFormat.of().formatHex(bytes);
    }

    private List<String> seen() {
        var copy = List.copyOf(seen);
        seen.clear();
        return copy;
    }

    @Test
    void packetsOnAWebSocketBothWays() {
        var socket = f.openWebSocket();
        f.session.observe(noting);
        socket.sent();
        socket.receive("4hé", "4");
        socket.receive(new byte[] {1, 2});
        f.session.send(EnginePacket.text("aé"), EnginePacket.binary(ByteBuffer.wrap(new byte[] {3})));
        assertEquals(List.of("received message hé", "received message ", "received message 0102", "sent message aé",
                "sent message 03"), seen());
        assertEquals(List.of("hé", "", "(read end)", "bytes 0102", "(read end)"), f.listener.events());
        assertEquals(List.of("4aé", "bAw=="), socket.sent());
    }

    @Test
    void heartbeatsWithTheTimeThatTheyTake() {
        var socket = f.openWebSocket();
        f.session.observe(noting);
        assertNull(f.session.roundTrip());
        f.loop.advance(Duration.ofSeconds(25));
        f.loop.advance(Duration.ofMillis(40));
        socket.receive("4something else, which comes first");
        f.loop.advance(Duration.ofMillis(5));
        socket.receive("3");
        assertEquals(List.of("sent ping ", "received message something else, which comes first", "received pong ",
                "heartbeat PT0.045S"), seen());
        assertEquals(Duration.ofMillis(45), f.session.roundTrip());
        f.loop.advance(Duration.ofSeconds(25));
        assertEquals(Duration.ofMillis(45), f.session.roundTrip());         // until the next one is known
    }

    @Test
    void pongsThatNobodyAskedForMeasureNothing() {
        var socket = f.openWebSocket();
        f.session.observe(noting);
        f.loop.advance(Duration.ofSeconds(3));
        socket.receive("3");
        assertNull(f.session.roundTrip());
        f.loop.advance(Duration.ofSeconds(25));
        f.loop.advance(Duration.ofMillis(40));
        socket.receive("3");
        f.loop.advance(Duration.ofSeconds(10));
        socket.receive("3");
        assertEquals(Duration.ofMillis(40), f.session.roundTrip());
        assertEquals(List.of("received pong ", "sent ping ", "received pong ", "heartbeat PT0.04S", "received pong "), seen());
    }

    @Test
    void inRevision3TheClientPings() {
        var old = new Fixture(Settings.with("allowEIO3", true));
        var socket = old.connect("EIO=3&transport=websocket");
        old.session.observe(noting);
        socket.receive("2");
        assertEquals(List.of("received ping ", "heartbeat null", "sent pong "), seen());
        assertNull(old.session.roundTrip());
    }

    @Test
    void pollingTheUpgradeAndTheEnd() {
        f.openPolling();
        f.session.observe(noting);
        f.poll();                                           // it hangs: what is sent now goes at once
        f.post("4a\u001e4b").answer();
        f.session.send(EnginePacket.text("c"));
        f.loop.run();
        assertEquals(List.of("drained", "received message a", "received message b", "sent message c"), seen());
        var socket = f.connectForUpgrade();
        socket.receive("2probe", "5");
        socket.receive("1");
        assertEquals(List.of("upgraded", "drained", "received close ", "closed transport close"), seen());
    }

    @Test
    void aSocketThatWasFullIsDrained() {
        var socket = f.openWebSocket();
        f.session.observe(noting);
        socket.drained();
        assertEquals(List.of("drained"), seen());
        assertEquals(List.of("(writable)"), f.listener.events());
    }

    @Test
    void whatIsNoPacketIsNotTold() {
        var socket = f.openWebSocket();
        f.session.observe(noting);
        socket.receive("9");
        assertEquals(List.of("closed parse error"), seen());
        assertTrue(f.session.isOver());
    }

    @Test
    void thereMayBeSeveralAndOneThatFailsIsLogged() {
        var socket = f.openWebSocket();
        f.session.observe(new SessionObserver() {
            @Override
            public void received(Packet packet) {
                packet.data().get();                        // for itself alone
                throw new IllegalStateException("broken");
            }
        });
        f.session.observe(noting);
        try (var log = new TestLog()) {
            socket.receive("4a");
            assertTrue(log.next().contains("an observer of a session failed"));
        }
        assertEquals(List.of("received message a"), seen());
        assertEquals(List.of("a", "(read end)"), f.listener.events());
    }

    @Test
    void onesThatComeLateSeeTheRest() {
        var socket = f.openWebSocket();
        socket.receive("4a");
        f.session.observe(noting);
        f.session.close();
        f.session.send(EnginePacket.text("too late"));
        assertEquals(List.of("closed forced close"), seen());
    }
}
