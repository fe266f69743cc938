package enchufe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseFramerTest {
    private ResponseFramer framer = new ResponseFramer();

    private static RequestHead head(String method) {
        return new RequestHead(method, "/", "HTTP/1.1", Headers.NONE);
    }

    private void read(String text) {
        ByteBuffer in = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
        framer.read(in);
        assertFalse(in.hasRemaining());
    }

    /** A response is over with its last byte and not before, wherever it is cut. */
    private void assertEndsWith(String method, String response) {
        for (int cut = 1; cut < response.length(); cut++) {
            framer = new ResponseFramer();
            framer.expect(head(method));
            assertFalse(framer.isIdle());
            assertFalse(framer.isInResponse());
            read(response.substring(0, cut));
            assertTrue(framer.isInResponse(), response.substring(0, cut));
            read(response.substring(cut));
            assertTrue(framer.isIdle(), response);
        }
    }

    @Test
    void theLengthIsKnownInEveryWay() {
        assertEndsWith("GET", "HTTP/1.1 200 OK\r\nContent-length: 5\r\n\r\nhello");
        assertEndsWith("GET", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        assertEndsWith("GET", "HTTP/1.1 200 OK\r\nTransfer-encoding: chunked\r\n\r\n1a;x=y\r\n" + "\n".repeat(26)
                + "\r\n3\r\nabc\r\n0\r\nTrailer: x\r\n\r\n");
        assertEndsWith("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        assertEndsWith("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
        assertEndsWith("GET", "HTTP/1.1 204 No Content\r\n\r\n");
        assertEndsWith("GET", "HTTP/1.1 200 \r\nX: " + "long".repeat(100) + "\r\nContent-Length: 1\r\n\r\nx");
        assertEndsWith("GET", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
    }

    @Test
    void withoutALengthItLastsUntilTheEnd() {
        for (String head : List.of("HTTP/1.1 200 OK\r\n\r\n", "what is this\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")) {
            framer = new ResponseFramer();
            framer.expect(head("GET"));
            read(head + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            assertTrue(framer.isInResponse(), head);
        }
    }

    @Test
    void responsesKeepTheOrderOfTheRequests() {
        RequestHead first = head("HEAD");
        RequestHead second = head("GET");
        framer.expect(first);
        framer.expect(second);
        read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        assertEquals(List.of(second), List.copyOf(framer.unanswered()));
        read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");
        assertEquals(List.of(second), List.copyOf(framer.unanswered()));
        assertTrue(framer.isInResponse());
        read("o");
        assertTrue(framer.isIdle());
    }

    @Test
    void whetherMuchIsStillToComeIsKnownFromTheHead() {
        framer.expect(head("GET"));
        read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n");
        assertFalse(framer.isLong(4));
        read("\r\n");
        assertTrue(framer.isLong(4));
        assertFalse(framer.isLong(5));
        read("hello");
        framer.expect(head("GET"));
        read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertTrue(framer.isLong(Long.MAX_VALUE));
    }

    @Test
    void aServerThatClosesSaysSo() {
        framer.expect(head("GET"));
        read("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
        assertFalse(framer.isClosing());
        framer.expect(head("GET"));
        read("HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n");
        assertTrue(framer.isClosing());
    }

    @Test
    void soDoesAClient() {
        framer.expect(new RequestHead("GET", "/", "HTTP/1.0", Headers.NONE));
        read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n");
        assertFalse(framer.isClosing());
        read("x");
        assertTrue(framer.isClosing());
    }
}
