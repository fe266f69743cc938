package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.websocket.Message;
import enchufe.websocket.OutboundBudget;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may wait for slow clients. */
class OutboundLimitsTest {
    private static final Message MESSAGE = EnginePacket.text("1234567");       // a frame of two bytes and eight
    private static final int BYTES = 10 + Message.OBJECT_BYTES;

    @Test
    void aPollingSessionHoldsMaxOutboundBytesAndNotOneMore() {
        var f = new Fixture(Settings.with("maxOutboundBytes", 2 * BYTES)).openPolling();
        long before = Message.queuedInAll();
        f.session.send(MESSAGE);
        f.session.send(MESSAGE);
        f.loop.run();
        assertEquals(2 * BYTES, f.session.queuedBytes());
        assertEquals(before + BYTES, Message.queuedInAll());       // shared: counted once
        assertEquals(1, f.server.sessions());
        var log = Log.of(() -> {
            f.session.send(EnginePacket.text(""));
            f.session.send(MESSAGE);
        });
        assertEquals(List.of(), f.listener.events());           // not within the sender's call
        f.loop.run();
        assertEquals(List.of("(transport error)"), f.listener.events());
        assertEquals(List.of("session of /192.0.2.1:4711 closed: " + (3 * BYTES - 7) + " bytes wait for it, more than maxOutboundBytes ("
                + 2 * BYTES + "): it reads too"
                + " slowly, or is sent too much at once; wait for its answers in between, or raise the limit"),
                log);
        assertEquals(before, Message.queuedInAll());
    }

    @Test
    void aWebSocketSessionThatHoldsMoreIsCut() {
        var f = new Fixture(Settings.with("maxOutboundBytes", 20));
        var socket = f.openWebSocket();
        socket.queued = 20;
        f.session.send(MESSAGE);
        f.loop.run();
        assertEquals(1, f.server.sessions());
        socket.queued = 21;
        Log.of(() -> f.loop.outside(() -> f.session.send(MESSAGE)));
        assertTrue(socket.aborted);
        f.loop.run();
        assertEquals(List.of("(transport error)"), f.listener.events());
    }

    @Test
    void whenTooMuchWaitsInAllTheSlowestClientIsClosed() {
        var sessions = new Sessions(EngineOptions.DEFAULT, new OutboundBudget(1_000, OutboundBudget.queuedInAll() + 4 * BYTES + 5));
        var loop = new FakeLoop();
        var small = open(sessions, loop);
        var large = open(sessions, loop);
        var log = Log.of(() -> {
            for (int i = 0; i < 3; i++) {
                large.send(EnginePacket.text("1234567"));
            }
            small.send(EnginePacket.text("1234567"));
            assertEquals(0, loop.tasks());
            small.send(EnginePacket.text("1234567"));
        });
        loop.run();
        assertTrue(large.isOver());
        assertEquals(1, log.size());
        assertTrue(log.get(0).contains(3 * BYTES + " bytes wait for it, the most of all clients"), log.get(0));
        for (int i = 0; i < 2; i++) {
            small.send(EnginePacket.text("1234567"));
        }
        assertEquals(4 * BYTES, small.queuedBytes());
        Log.of(() -> small.send(EnginePacket.text("1234567")));
        loop.run();
        assertTrue(small.isOver());
    }

    private static EngineSession open(Sessions sessions, FakeLoop loop) {
        var session = new EngineSession(sessions.newId(), Transport.POLLING, new RequestHead("GET", "/", "HTTP/1.1", Headers.NONE),
                new Peer(FakeExchange.ADDRESS, false), loop, sessions);
        sessions.add(session);
        session.start(new RecordingListener());
        return session;
    }
}
