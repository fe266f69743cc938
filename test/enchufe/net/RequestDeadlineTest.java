package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.http.RequestFramer;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RequestDeadlineTest {
    private static final long START = Long.MAX_VALUE - 1;           // the clock may pass the end of its range

    private final RequestFramer framer = new RequestFramer(head -> 100);
    private final RequestDeadline deadline = new RequestDeadline(START);

    private void receive(String text, long now) {
        var in = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        if (framer.next(in) == null) {
            deadline.incomplete(framer, now);
        } else {
            deadline.idle(now);
        }
    }

    private void assertEnds(long time) {
        assertFalse(deadline.isOver(time - 1));
        assertTrue(deadline.isOver(time));
    }

    @Test
    void aNewConnectionHasTheTimeOfAHead() {
        assertEnds(START + RequestDeadline.HEAD_NANOS);
        receive("G", START + 5);
        receive("E", START + 9);
        assertEnds(START + RequestDeadline.HEAD_NANOS);
    }

    @Test
    void aBodyHasItsTimeFromTheEndOfTheHead() {
        receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", START + 5);
        assertEnds(START + 5 + RequestDeadline.BODY_NANOS);
        receive("x", START + 7);
        assertEnds(START + 5 + RequestDeadline.BODY_NANOS);
        deadline.body(START + 8);
        assertEnds(START + 8 + RequestDeadline.BODY_NANOS);
    }

    @Test
    void theNextRequestMayBeginLaterAndThenHasTheTimeOfAHead() {
        receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n", START + 5);
        assertEnds(START + 5 + RequestDeadline.IDLE_NANOS);
        receive("G", START + 9);
        assertEnds(START + 9 + RequestDeadline.HEAD_NANOS);
        receive("E", START + 11);
        assertEnds(START + 9 + RequestDeadline.HEAD_NANOS);
    }
}
