package enchufe.http;

import static enchufe.http.Wire.bytes;
import static enchufe.http.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseWriterTest {
    private static String response(int status, String body, boolean close, boolean toHead, String... fields) {
        return text(new ResponseWriter(status).fields(Headers.of(List.of(fields))).end(bytes(body), close, toHead));
    }

    @Test
    void aResponseSaysHowLongItIs() {
        assertEquals("HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nhi", response(200, "hi", false, false, "A", "b"));
        assertEquals("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", response(404, "", false, false));
    }

    @Test
    void closingIsAnnounced() {                                                 // RFC 9112 §9.6
        assertEquals("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", response(200, "", true, false));
    }

    @Test
    void theResponseToHeadHasNoContent() {                                      // RFC 9110 §9.3.2
        assertEquals("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", response(200, "hi", false, true));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 101, 204, 304})
    void someStatusesHaveNoContentAndNoLength(int status) {                     // RFC 9110 §8.6
        assertEquals("HTTP/1.1 " + status + " " + ResponseWriter.reason(status) + "\r\n\r\n", response(status, "", false, false));
        assertThrows(IllegalArgumentException.class, () -> response(status, "x", false, false));
    }

    @Test
    void unknownStatusesHaveAnEmptyReason() {                                   // RFC 9112 §4
        assertEquals("HTTP/1.1 599 \r\nContent-Length: 0\r\n\r\n", response(599, "", false, false));
        assertThrows(IllegalArgumentException.class, () -> response(99, "", false, false));
        assertThrows(IllegalArgumentException.class, () -> response(600, "", false, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: b", "a\nb", "a\rb", "a\0b", "\u007F", "\u010D\u010A", "€"})
    void valuesCannotSplitAResponse(String value) {
        assertThrows(IllegalArgumentException.class, () -> response(200, "", false, false, "A", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A:", "A b", "A\r\n", "\u010A", "Content-Length", "transfer-encoding"})
    void someNamesAreRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> response(200, "", false, false, name, "1"));
    }

    @Test
    void valuesMayHaveTabsAndLatin1() {
        assertEquals("HTTP/1.1 200 OK\r\nA: \u00E9\tb\r\nContent-Length: 0\r\n\r\n",
            response(200, "", false, false, "A", "\u00E9\tb"));
    }

    @Test
    void aRefusalEndsTheConnectionAndEchoesNothing() {
        assertEquals("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            text(ResponseWriter.write(new HttpException(400, "<script>"), Headers.NONE, false)));
        var refusal = new HttpException(426, "version 12", Headers.of(List.of("Sec-WebSocket-Version", "13")), bytes("no"));
        assertEquals("HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nConnection: close\r\n"
            + "Content-Length: 2\r\n\r\nno", text(ResponseWriter.write(refusal, Headers.NONE, false)));
    }
}
