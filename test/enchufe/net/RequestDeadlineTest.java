package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.http.RequestFramer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class RequestDeadlineTest {
    private static final long START = Long.MAX_VALUE - 1;           // the clock may pass the end of its range
    private static final int HEADERS = 1_000_000;
    private static final int REQUEST = 3_000_000;
    private static final int KEEP_ALIVE = 5_000_000;

    private final RequestFramer framer = new RequestFramer(head -> 100);
    private RequestDeadline deadline = deadline(HEADERS, REQUEST);

    private static RequestDeadline deadline(int headers, int request) {
        return new RequestDeadline(
                new HttpTimeouts(ofNanos(headers), ofNanos(request), ofNanos(KEEP_ALIVE), ofSeconds(1)), START);
    }

    private void receive(String text, long now) {
        var in = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        if (framer.next(in) == null) {
            deadline.incomplete(framer, now);
        } else {
            deadline.answered(framer, now);
        }
    }

    private void assertEnds(long time, String option) {
        assertFalse(deadline.isOver(time - 1));
        assertTrue(deadline.isOver(time));
        assertEquals(option, deadline.option());
    }

    @Test
    void aNewConnectionHasTheTimeOfAHead() {
        assertEnds(START + HEADERS, "headersTimeout (1 ms)");
        receive("G", START + 5);
        receive("E", START + 9);
        assertEnds(START + HEADERS, "headersTimeout (1 ms)");
    }

    @Test
    void theWholeRequestHasItsTimeFromItsFirstByte() {
        receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", START + 5);
        assertEnds(START + REQUEST, "requestTimeout (3 ms)");
        receive("x", START + 7);
        assertEnds(START + REQUEST, "requestTimeout (3 ms)");
        deadline.goAhead(START + 8);
        assertEnds(START + 8 + REQUEST, "requestTimeout (3 ms)");
    }

    @Test
    void theNextRequestMayBeginLaterAndThenHasTheTimeOfAHead() {
        receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n", START + 5);
        assertEnds(START + 5 + KEEP_ALIVE, "keepAliveTimeout (5 ms)");
        receive("G", START + 9);
        assertEnds(START + 9 + HEADERS, "headersTimeout (1 ms)");
        receive("E", START + 11);
        assertEnds(START + 9 + HEADERS, "headersTimeout (1 ms)");
    }

    @Test
    void aRequestThatBeganWhileAnotherWasAnsweredHasItsTimeFromThatAnswer() {
        receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx", START + 5);
        deadline.answered(framer, START + 50);
        assertEnds(START + 50 + REQUEST, "requestTimeout (3 ms)");
    }

    @Test
    void aRequestTimeoutShorterThanThatOfItsHeadRulesBoth() {
        deadline = deadline(REQUEST, HEADERS);
        assertEnds(START + HEADERS, "requestTimeout (1 ms)");
        receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", START + 5);
        assertEnds(START + HEADERS, "requestTimeout (1 ms)");
    }

    @Test
    void theDefaultsAreNodesAndOutlastProxies() {
        var defaults = HttpTimeouts.DEFAULT;
        assertEquals(60, defaults.headersTimeout().toSeconds());
        assertEquals(300, defaults.requestTimeout().toSeconds());
        assertTrue(defaults.keepAliveTimeout().toSeconds() > 75);
        assertEquals("timeout=80", defaults.keepAlive());
    }

    @Test
    void timesHaveBounds() {
        Duration good = ofSeconds(1);
        for (Duration bad : new Duration[] {Duration.ZERO, ofSeconds(-1), Duration.ofDays(13), ChronoUnit.FOREVER.getDuration()}) {
            var error = assertThrows(IllegalArgumentException.class, () -> new HttpTimeouts(good, bad, good, good));
            assertEquals("requestTimeout is " + bad + ": it must be between 1 ms and 12 days", error.getMessage());
        }
        new HttpTimeouts(Duration.ofMillis(1), Duration.ofDays(12), good, good);
    }

    @Test
    void aClientThatTakesNothingIsNoticed() {
        var send = new SendDeadline(10);
        assertFalse(send.isOver(false, false, START));
        assertFalse(send.isOver(true, false, START + 100));         // it begins to wait
        assertFalse(send.isOver(true, false, START + 109));
        assertTrue(send.isOver(true, false, START + 110));
        assertFalse(send.isOver(true, true, START + 111));
        assertFalse(send.isOver(true, false, START + 120));
        assertTrue(send.isOver(true, false, START + 121));
        assertFalse(send.isOver(false, false, START + 122));
        assertFalse(send.isOver(true, false, START + 200));
    }

    @Test
    void forEachRequestThatWaitsOneMayBeCutOffInASecond() {
        int[] waiting = {2};
        var crowd = new BackEnd.Crowd(() -> waiting[0]);
        long second = 1_000_000_000;
        assertTrue(crowd.mayCut(START));
        assertTrue(crowd.mayCut(START + 1));
        assertFalse(crowd.mayCut(START + 2));
        assertTrue(crowd.mayCut(START + second + 2));
        waiting[0] = 0;
        assertFalse(crowd.mayCut(START + 2 * second + 2));
    }
}
