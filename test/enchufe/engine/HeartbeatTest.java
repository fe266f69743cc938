package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Heartbeat", by a clock that the tests move. */
class HeartbeatTest {
    private static final Duration JUST = Duration.ofNanos(1);

    private final Fixture f = new Fixture();

    @Test
    void aPingIsSentAfterEachInterval() {
        var socket = f.openWebSocket();
        socket.sent();
        for (int i = 0; i < 3; i++) {
            f.loop.advance(Duration.ofSeconds(25).minus(JUST));
            assertEquals(List.of(), socket.sent());
            f.loop.advance(JUST);
            assertEquals(List.of("2"), socket.sent());
            socket.receive("3");
        }
        assertEquals(1, f.loop.alarms());           // an idle session holds one alarm
    }

    @Test
    void theIntervalBeginsWithThePong() {
        var socket = f.openWebSocket();
        f.loop.advance(Duration.ofSeconds(25));
        f.loop.advance(Duration.ofSeconds(19));
        socket.receive("3");
        socket.sent();
        f.loop.advance(Duration.ofSeconds(25).minus(JUST));
        assertEquals(List.of(), socket.sent());
        f.loop.advance(JUST);
        assertEquals(List.of("2"), socket.sent());
    }

    @Test
    void aMissingPongEndsTheSession() {
        var socket = f.openWebSocket();
        f.loop.advance(Duration.ofSeconds(45).minus(JUST));
        assertEquals(1, f.server.sessions());
        f.loop.advance(JUST);
        assertEquals(List.of("(ping timeout)"), f.listener.events());
        assertEquals(1000, socket.closeCode);
        assertEquals(0, f.loop.alarms());
    }

    /** As in Node since engine.io 6.6.11: the pong of a client that uploads something large comes behind that. */
    @Test
    void whateverComesWhileAPongIsAwaitedRestartsTheTimeoutOncePerPing() {
        var socket = f.openWebSocket();
        f.loop.advance(Duration.ofSeconds(25));
        f.loop.advance(Duration.ofSeconds(15));
        socket.receive("4still here");
        f.loop.advance(Duration.ofSeconds(15));
        socket.receive(new byte[] {1});                            // only the first counts
        f.loop.advance(Duration.ofSeconds(5).minus(JUST));
        assertEquals(1, f.server.sessions());
        f.loop.advance(JUST);
        assertEquals(1000, socket.closeCode);
    }

    @Test
    void eachPingRestartsTheTimeoutAnew() {
        var socket = f.openWebSocket();
        for (int i = 0; i < 3; i++) {
            f.loop.advance(Duration.ofSeconds(25));
            f.loop.advance(Duration.ofSeconds(19));
            socket.receive(new byte[] {1});
            f.loop.advance(Duration.ofSeconds(19));
            socket.receive("3");
        }
        assertEquals(1, f.server.sessions());
    }

    @Test
    void aMessageBeforeThePingRestartsNothing() {
        var socket = f.openWebSocket();
        f.loop.advance(Duration.ofSeconds(24));
        socket.receive("4early");
        f.loop.advance(Duration.ofSeconds(21));
        assertEquals(1000, socket.closeCode);
    }

    @Test
    void aPostWhileAPongIsAwaitedRestartsTheTimeout() {
        f.openPolling();
        f.loop.advance(Duration.ofSeconds(25));
        f.loop.advance(Duration.ofSeconds(19));
        f.post("4still here");
        f.loop.advance(Duration.ofSeconds(20).minus(JUST));
        assertEquals(1, f.server.sessions());
        f.loop.advance(JUST);
        assertEquals(0, f.server.sessions());
    }

    @Test
    void theTimeoutsOfOthersGoOnWhileOneIsRestarted() {
        var busy = f.openWebSocket();
        var silent = f.openWebSocket();
        f.loop.advance(Duration.ofSeconds(25));
        f.loop.advance(Duration.ofSeconds(10));
        busy.receive("4x");
        f.loop.advance(Duration.ofSeconds(10));
        assertEquals(1000, silent.closeCode);
        assertEquals(1, f.server.sessions());
        f.loop.advance(Duration.ofSeconds(10));
        assertEquals(1000, busy.closeCode);
    }

    @Test
    void overPollingThePingAnswersThePoll() {
        f.openPolling();
        for (int i = 0; i < 3; i++) {
            var poll = f.poll();
            f.loop.advance(Duration.ofSeconds(25));
            assertEquals("200 2", poll.answer());
            assertEquals("200 ok", f.post("3").answer());
        }
        var last = f.poll();
        f.loop.advance(Duration.ofSeconds(45).minus(JUST));
        assertEquals("200 2", last.answer());
        last = f.poll();
        f.loop.advance(JUST);
        assertEquals("200 1", last.answer());
        assertEquals(Fixture.UNKNOWN_SID, f.poll().answer());
    }

    @Test
    void aTimeoutLongerThanTheIntervalDelaysNoPing() {
        var g = new Fixture(Settings.with("pingInterval", Duration.ofSeconds(1)));
        var socket = g.openWebSocket();
        socket.sent();
        g.loop.advance(Duration.ofSeconds(1));
        g.loop.advance(Duration.ofMillis(1500));        // the timer has looked in vain meanwhile
        socket.receive("3");
        assertEquals(List.of("2"), socket.sent());
        g.loop.advance(Duration.ofSeconds(1).minus(JUST));
        assertEquals(List.of(), socket.sent());
        g.loop.advance(JUST);
        assertEquals(List.of("2"), socket.sent());
        g.loop.advance(Duration.ofSeconds(20));
        assertEquals("(ping timeout)", g.listener.events().get(1));
    }

    @Test
    void theTimerOfAnEndedSessionGoesOffInVain() {
        f.openPolling();
        f.session.close(CloseReason.FORCED_CLOSE);
        f.listener.events();
        f.loop.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), f.listener.events());
        assertEquals(0, f.loop.alarms());
    }

    @Test
    void anUpgradeDoesNotExcuseFromThePong() {
        f.openPolling();
        f.poll();
        f.loop.advance(Duration.ofSeconds(25));
        var socket = f.connectForUpgrade();
        socket.receive("2probe", "5");
        f.loop.advance(Duration.ofSeconds(20));
        assertFalse(socket.closeCode == null);
    }

    @Test
    void sessionsThatCameAtDifferentTimesHaveTheirPingsAtDifferentTimes() {
        var first = f.openWebSocket();
        f.loop.advance(Duration.ofSeconds(10));
        var second = f.openWebSocket();
        f.loop.advance(Duration.ofSeconds(5));
        var third = f.openWebSocket();
        List.of(first, second, third).forEach(FakeWebSocket::sent);
        f.loop.advance(Duration.ofSeconds(10));
        assertEquals(List.of("2"), first.sent());
        first.receive("3");
        f.loop.advance(Duration.ofSeconds(10));
        assertEquals(List.of("2"), second.sent());
        assertEquals(List.of(), third.sent());
        f.loop.advance(Duration.ofSeconds(5));
        assertEquals(List.of("2"), third.sent());
        third.receive("3");
        f.loop.advance(Duration.ofSeconds(10));
        assertEquals(List.of("2"), first.sent());
        f.loop.advance(Duration.ofSeconds(5));              // 20 s after the second's ping
        assertEquals(1000, second.closeCode);
        assertEquals(2, f.server.sessions());
    }

    @Test
    void aSessionThatEndsBetweenOthersIsMissedByNobody() {
        var first = f.openWebSocket();
        var second = f.openWebSocket();
        var third = f.openWebSocket();
        second.receive("1");
        List.of(first, second, third).forEach(FakeWebSocket::sent);
        f.loop.advance(Duration.ofSeconds(25));
        assertEquals(List.of("2"), first.sent());
        assertEquals(List.of(), second.sent());
        assertEquals(List.of("2"), third.sent());
        first.receive("1");
        third.receive("1");
        f.loop.advance(Duration.ofSeconds(20));
        assertEquals(0, f.loop.alarms());
    }
}
