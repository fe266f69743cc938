package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.http.Headers;
import enchufe.websocket.Message;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How sessions end. */
class CloseTest {
    private final Fixture f = new Fixture();

    @Test
    void theClientsClosePacketIsAnsweredAndReleasesItsPoll() {
        f.openPolling();
        var poll = f.poll();
        assertEquals("200 ok", f.post("1\u001e4ignored").answer());
        assertEquals("200 6", poll.answer());
        assertEquals(Fixture.UNKNOWN_SID, f.poll().answer());
        assertEquals(List.of("(writable)", "(transport close)"), f.listener.events());
    }

    @Test
    void closeAnswersTheHangingPoll() {
        f.openPolling();
        var poll = f.poll();
        f.session.close();
        assertEquals("200 1", poll.answer());
        assertEquals(List.of("(writable)", "(forced close)"), f.listener.events());
        f.loop.run();
    }

    @Test
    void theClosePacketComesInALaterPollThanWhatWasSentBefore() {
        f.openPolling();
        var poll = f.poll();
        f.session.send(EnginePacket.text("bye"));
        f.session.close();
        assertEquals("200 4bye", poll.answer());
        assertEquals(List.of("(writable)"), f.listener.events());
        assertEquals("200 1", f.poll().answer());
        assertEquals(List.of("(forced close)"), f.listener.events());
        f.loop.run();
    }

    @Test
    void closeWaitsForTheNextPoll() {
        f.openPolling();
        f.session.send(EnginePacket.text("bye"));
        f.session.close();
        f.session.send(EnginePacket.text("too late"));
        assertEquals("200 ok", f.post("4ignored\u001ebAQ==\u001ex").answer());
        assertEquals(List.of("(read end)"), f.listener.events());
        assertEquals("200 4bye", f.poll().answer());
        assertEquals("200 1", f.poll().answer());
        assertEquals(List.of("(forced close)"), f.listener.events());
        assertEquals(Fixture.UNKNOWN_SID, f.poll().answer());
        f.loop.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), f.listener.events());
    }

    @Test
    void closeWaitsForTheNextPollNoLongerThanCloseTimeout() {
        f.openPolling();
        f.session.close();
        f.loop.advance(Duration.ofSeconds(30).minusNanos(1));
        assertEquals(List.of(), f.listener.events());
        f.loop.advance(Duration.ofNanos(1));
        assertEquals(List.of("(forced close)"), f.listener.events());
        assertEquals(Fixture.UNKNOWN_SID, f.poll().answer());
    }

    @Test
    void onlySoManyWaitForALastPoll() {
        var f = new Fixture(Settings.with("maxSessions", 20));
        var first = f.openPolling().session;
        var second = f.openPolling().session;
        var third = f.openPolling().session;
        assertEquals(List.of(), Log.of(() -> {
            first.close();
            second.close();
        }));
        f.loop.run();
        assertEquals(3, f.server.sessions());
        var log = Log.of(() -> {
            third.send(EnginePacket.text("bye"));
            third.close();
        });
        f.loop.run();
        assertEquals(List.of(true, false, false), List.of(first.isOver(), second.isOver(), third.isOver()));
        assertEquals(1, log.size());
        assertTrue(log.get(0).contains("2 closed ones wait for that already, one of 10 of maxSessions"), log.get(0));
        assertEquals("200 4bye", f.poll().answer());
        assertEquals("200 1", f.poll().answer());
        f.openPolling().session.close();                // there is room again
        assertFalse(second.isOver());
    }

    @Test
    void whatWaitsForALastPollCounts() {
        long before = Message.queuedInAll();
        f.openPolling().session.send(EnginePacket.text("bye"));
        f.session.close();
        assertEquals(before + "..4bye".length() + Message.OBJECT_BYTES, Message.queuedInAll());
        assertEquals(1, f.server.sessions());
        f.loop.advance(Duration.ofSeconds(30));
        assertEquals(before, Message.queuedInAll());
        assertEquals(0, f.server.sessions());
    }

    @Test
    void theClientMayCloseWhileTheSessionIsClosing() {
        f.openPolling();
        f.session.close();
        f.post("1");
        assertEquals(List.of("(transport close)"), f.listener.events());
    }

    @Test
    void closingTwiceIsClosingOnce() {
        f.openPolling();
        f.session.close();
        f.session.close();
        assertEquals("200 1", f.poll().answer());
        f.session.close();
        f.session.close(CloseReason.PING_TIMEOUT);
        assertEquals(List.of("(forced close)"), f.listener.events());
    }

    @Test
    void closeBeginsTheClosingHandshakeBehindWhatWasSent() {
        var socket = f.openWebSocket();
        socket.sent();
        f.loop.outside(() -> {
            f.session.send(EnginePacket.text("bye"));
            f.session.close();
            f.session.send(EnginePacket.text("too late"));
        });
        f.loop.run();
        assertEquals(1000, socket.closeCode);
        assertEquals(List.of("4bye"), socket.sent());
        assertEquals(List.of("(forced close)"), f.listener.events());
    }

    @Test
    void closeAtOnceDoesNotWaitForAPoll() {
        f.openPolling();
        f.session.send(EnginePacket.text("lost"));
        f.session.close(CloseReason.TRANSPORT_ERROR);
        assertEquals(List.of("(transport error)"), f.listener.events());
        assertEquals(0, f.session.queuedBytes());
        assertEquals(Fixture.UNKNOWN_SID, f.poll().answer());
    }

    @Test
    void aSessionMayBeClosedAsItOpens() {
        f.server.onConnection(session -> {
            f.session = session;
            session.close();
            return f.listener;
        });
        f.openPolling();
        assertEquals("200 1", f.poll().answer());
        assertEquals(1000, f.openWebSocket().closeCode);
        assertEquals(List.of("(forced close)", "(forced close)"), f.listener.events());
        f.loop.advance(Duration.ofMinutes(1));
        assertEquals(0, f.loop.alarms());
    }

    @Test
    void theServersCloseEndsAllSessionsAndRefusesNewOnes() {
        f.openPolling();
        var poll = f.poll();
        f.session.send(EnginePacket.text("bye"));
        var polling = f.session;
        var socket = f.openWebSocket();
        f.loop.outside(f.server::close);
        f.loop.run();
        assertEquals("200 4bye", poll.answer());
        assertEquals(1000, socket.closeCode);
        assertEquals(List.of("(writable)", "(forced close)"), f.listener.events());
        assertEquals(1, f.server.sessions());
        assertEquals("503", f.request("GET", Fixture.POLLING, "").status());
        assertEquals("503 ", f.refusal(Fixture.WEBSOCKET));
        f.session = polling;
        assertEquals("200 1", f.poll().answer());
        assertEquals(List.of("(forced close)"), f.listener.events());
        assertEquals(0, f.server.sessions());
        f.server.close();
    }

    @Test
    void theServersCloseIsDoneWhenTheLastSessionHasEndedAndItsPollIsAnswered() {
        assertTrue(f.server.close().isDone());
        var other = new Fixture();
        other.openPolling();
        other.session.send(EnginePacket.text("bye"));
        var done = other.server.close();
        assertEquals("200 4bye", other.poll().answer());
        assertFalse(done.isDone());
        assertEquals("200 1", other.poll().answer());
        assertTrue(done.isDone());
        assertTrue(other.server.close().isDone());
    }

    @Test
    void whoDoesNotPollAnyMoreMayBeGivenUp() {
        f.openPolling();
        var done = f.server.close();
        assertFalse(done.isDone());
        f.server.abort();
        assertTrue(done.isDone());
        assertEquals(List.of("(forced close)"), f.listener.events());
        assertEquals(Fixture.UNKNOWN_SID, f.poll().answer());
    }

    @Test
    void whenTheServerClosesAnyNumberOfSessionsMayWaitForTheirLastPoll() {
        var g = new Fixture(Settings.with("maxSessions", 10));
        g.openPolling();
        EngineSession first = g.session;
        first.send(EnginePacket.text("bye"));
        g.openPolling();
        g.openPolling();
        var done = g.server.close();
        assertEquals(3, g.server.sessions());
        assertEquals("200 4bye", g.request("GET", Fixture.POLLING + "&sid=" + first.id(), "").answer());
        assertFalse(done.isDone());
    }

    @Test
    void aProbingWebSocketEndsWithItsSession() {
        f.openPolling();
        var socket = f.connectForUpgrade();
        socket.receive("2probe");
        f.session.close(CloseReason.FORCED_CLOSE);
        assertEquals(1000, socket.closeCode);
        socket.receive("5");
        assertEquals(Transport.POLLING, f.session.transport());
    }

    @Test
    void anUpgradeCompletesAClose() {
        f.openPolling();
        var socket = f.connectForUpgrade();
        socket.receive("2probe");
        f.session.send(EnginePacket.text("bye"));
        f.session.close();
        assertFalse(f.server.sessions() == 0);
        socket.receive("5");
        assertEquals(List.of("3probe", "4bye"), socket.sent());
        assertEquals(1000, socket.closeCode);
        assertEquals(List.of("(forced close)"), f.listener.events());
    }

    /** Whatever the host makes of the last response: who listens to the session has to know that it is over. */
    @Test
    void aResponseThatCannotBeSentDoesNotKeepTheSessionFromEnding() {
        var f = new Fixture().openPolling();
        var poll = f.poll();
        f.listener.events();
        poll.respond(200, Headers.NONE, new byte[0]);      // so that the next one fails
        var log = Log.of(() -> f.session.close(CloseReason.PING_TIMEOUT));
        assertEquals(List.of("a session is closed: packets could not be written, and are lost"), log);
        assertEquals(List.of("(ping timeout)"), f.listener.events());
        assertEquals(0, f.server.sessions());
    }
}
