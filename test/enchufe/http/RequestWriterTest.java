package enchufe.http;

import static enchufe.http.Wire.chunked;
import static enchufe.http.Wire.get;
import static enchufe.http.Wire.post;
import static enchufe.http.Wire.request;
import static enchufe.http.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RequestWriterTest {
    private static String forwarded(String text) {
        return text(RequestWriter.write(request(text)));
    }

    @Test
    void plainRequestsStayAsTheyAre() {
        assertEquals(get("Cookie: a=\u00E9\r\n", "cookie: b\r\n"), forwarded(get("Cookie:a=\u00E9 \r\n", "cookie: b\r\n")));
    }

    @Test
    void targetsAreForwardedInOriginForm() {
        assertEquals("GET /%7B HTTP/1.1\r\nHost: h\r\n\r\n", forwarded("GET http://h/{ HTTP/1.1\r\nHost: x\r\n\r\n"));
    }

    @Test
    void chunksBecomeALength() {
        assertEquals(post("Content-Length: 4\r\n", "abcd"), forwarded(chunked("1\r\na\r\n3\r\nbcd\r\n0\r\n\r\n")));
        assertEquals(post("Content-Length: 0\r\n", ""), forwarded(chunked("0\r\n\r\n")));
        assertEquals(post("Content-Length: 3\r\n", "abc"), forwarded(post("content-length: 0003\r\n", "abc")));
    }

    @Test
    void aBodyThatWasNotAnnouncedIsNot() {
        assertEquals(post("", ""), forwarded(post("", "")));
        assertEquals(post("Content-Length: 0\r\n", ""), forwarded(post("Content-Length: 0\r\n", "")));
    }

    @Test
    void fieldsOfTheConnectionAreLeftOut() {
        assertEquals(get("X: 1\r\n"), forwarded(get("TE: trailers\r\nConnection: Upgrade, TE, X\r\nupgrade: h2c\r\nX: 1\r\n"
            + "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTrailer: A\r\nExpect: 100-continue\r\n")));
    }

    @Test
    void theClientsWishAboutTheConnectionIsKept() {                             // RFC 9112 §9.3
        assertEquals(get("Connection: close\r\n"), forwarded(get("Connection: x, Close\r\n")));
        assertEquals(get(), forwarded(get("Connection: keep-alive\r\n")));
        String old = get().replace("HTTP/1.1", "HTTP/1.0");
        assertEquals(old, forwarded(old));
        String kept = get("Connection: keep-alive\r\n").replace("HTTP/1.1", "HTTP/1.0");
        assertEquals(kept, forwarded(kept));
    }
}
