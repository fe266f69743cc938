package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A listener that cannot keep up stops the reading of its session. */
class BackpressureTest {
    private final Fixture f = new Fixture();

    @Test
    void aPostIsAnsweredWhenReadingIsResumed() {
        f.openPolling();
        f.session.reading(false);
        var post = f.post("4one");
        assertEquals(List.of("one", "(read end)"), f.listener.events());
        assertFalse(post.isCompleted());
        f.session.reading(true);
        assertEquals("200 ok", post.answer());
        assertEquals("200 ok", f.post("4two").answer());
    }

    @Test
    void aSecondPostMeanwhileEndsTheSession() {
        f.openPolling();
        f.session.reading(false);
        var held = f.post("4one");
        assertEquals(Fixture.BAD_REQUEST, f.post("4two").answer());
        assertEquals("200 ok", held.answer());
        assertEquals(List.of("one", "(read end)", "(transport error)"), f.listener.events());
    }

    @Test
    void theEndOfTheSessionAnswersThePost() {
        f.openPolling();
        f.session.reading(false);
        var post = f.post("4one");
        f.session.close(CloseReason.FORCED_CLOSE);
        assertEquals("200 ok", post.answer());
    }

    @Test
    void aWebSocketStopsReading() {
        var socket = f.openWebSocket();
        f.session.reading(false);
        assertFalse(socket.reading);
        f.session.reading(true);
        assertTrue(socket.reading);
    }

    /** A listener resumes, and before the loop does, it stops again: the later call counts, whoever is quicker. */
    @Test
    void theLatestCallCounts() {
        var socket = f.openWebSocket();
        f.session.reading(false);
        f.loop.outside(() -> f.session.reading(true));
        f.session.reading(false);
        f.loop.run();
        assertFalse(socket.reading);
    }

    @Test
    void anUpgradedSessionGoesOnAsItWas() {
        f.openPolling();
        f.session.reading(false);
        var socket = f.connectForUpgrade();
        socket.receive("2probe");
        assertTrue(socket.reading);
        socket.receive("5");
        assertFalse(socket.reading);
    }

    @Test
    void noPongIsMissedWhileReadingIsStopped() {
        var socket = f.openWebSocket();
        f.session.reading(false);
        f.loop.advance(Duration.ofSeconds(25 + 20 + 5));
        assertEquals(1, f.server.sessions());
        f.session.reading(true);
        f.loop.advance(Duration.ofSeconds(14));
        socket.receive("3");
        f.loop.advance(Duration.ofSeconds(20));
        assertEquals(1, f.server.sessions());
    }

    /** Its pong may have come, unread; until the loop resumes reading, and has read, its silence means nothing. */
    @Test
    void whoIsReadAgainHasTimeForThePong() {
        for (boolean isAppliedFirst : new boolean[] {true, false}) {
            var socket = f.openWebSocket();
            f.session.reading(false);
            f.loop.advance(Duration.ofSeconds(25 + 20).minusNanos(1));
            f.loop.outside(() -> f.session.reading(true));
            if (isAppliedFirst) {
                f.loop.run();
            }
            f.loop.advance(Duration.ofNanos(1));
            assertFalse(f.session.isOver());
            socket.receive("3");
            f.loop.advance(Duration.ofSeconds(25 + 20).minusNanos(1));
            assertFalse(f.session.isOver());
            f.loop.advance(Duration.ofNanos(1));
            assertTrue(f.session.isOver());                     // read, and silent
        }
    }

    /** A client leaves if no ping comes within {@code pingInterval + pingTimeout}; and what is written finds out who has gone. */
    @Test
    void pingsGoOnWhileReadingIsStopped() {
        var socket = f.openWebSocket();
        f.session.reading(false);
        socket.sent();
        f.loop.advance(Duration.ofSeconds(25));
        assertEquals(List.of("2"), socket.sent());
        f.loop.advance(Duration.ofSeconds(20));
        assertEquals(List.of("2"), socket.sent());
        f.loop.advance(Duration.ofSeconds(20));
        assertEquals(List.of("2"), socket.sent());
    }
}
