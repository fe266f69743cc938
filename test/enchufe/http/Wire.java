package enchufe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.ArrayList;

/** What the tests of this package share: text to and from the bytes of the wire. */
final class Wire {
    static final int LIMIT = 1_000;

    private Wire() {}

    static RequestFramer framer() {
        return new RequestFramer(head -> LIMIT);
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static int count(Headers headers) {
        var names = new ArrayList<String>();
        headers.forEach((name, value) -> names.add(name));
        return names.size();
    }

    static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(bytes(text));
    }

    static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    /** The one request that a text is. */
    static Request request(String text) {
        var in = buffer(text);
        Request request = framer().next(in);
        assertNotNull(request, "incomplete");
        assertEquals(0, in.remaining(), "bytes left");
        return request;
    }

    /** A GET with a request line and lines of the test's own, a Host line included. */
    static String get(String... lines) {
        return "GET /a HTTP/1.1\r\nHost: x\r\n" + String.join("", lines) + "\r\n";
    }

    static String post(String fields, String body) {
        return "POST /a HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n" + body;
    }

    static String chunked(String body) {
        return post("Transfer-Encoding: chunked\r\n", body);
    }

    static void assertRefused(int status, String text) {
        RequestFramer framer = framer();
        String start = text.substring(0, Math.min(text.length(), 200));
        var refusal = assertThrows(HttpException.class, () -> framer.next(buffer(text)), start);
        assertEquals(status, refusal.status(), start);
        assertThrows(IllegalStateException.class, () -> framer.next(buffer("")), "nothing can follow a refusal");
    }
}
