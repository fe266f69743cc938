package enchufe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadersTest {
    private final Headers headers = Headers.of(List.of("A", "1", "Connection", "keep-alive, Upgrade", "a", "2"));

    @Test
    void namesHaveNoCase() {
        assertEquals("1", headers.first("a"));
        assertEquals(List.of("1", "2"), headers.all("A"));
        assertNull(headers.first("b"));
    }

    @Test
    void tokensAreFoundInLists() {
        assertTrue(headers.hasToken("connection", "upgrade"));
        assertFalse(headers.hasToken("connection", "keep"));
    }

    @Test
    void theMapJoinsRepeatedFields() {
        assertEquals(Map.of("a", "1, 2", "connection", "keep-alive, Upgrade"), headers.toMap());
        assertEquals(3, Wire.count(headers));
    }

    @Test
    void someFieldsCanBeLeftOut() {
        assertEquals("{connection=keep-alive, Upgrade}", headers.without("B", "a").toString());
        assertEquals(Headers.NONE.toMap(), headers.without("connection", "A").toMap());
    }

    @Test
    void aNameWithoutAValueIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Headers.of(List.of("A", "1", "B")));
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, x, true", "HTTP/1.1, close, false", "HTTP/1.0, x, false", "HTTP/1.0, Keep-Alive, true",
        "HTTP/1.0, 'keep-alive, close', false"})
    void connectionsAreKeptAsVersionAndConnectionSay(String version, String connection, boolean kept) {   // RFC 9112 §9.3
        Headers fields = Headers.of(List.of("Connection", connection));
        assertEquals(kept, new RequestHead("GET", "/", version, fields).keepsAlive());
    }
}
