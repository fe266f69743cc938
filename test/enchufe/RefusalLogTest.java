package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A response that says nothing but its status has a line in the log that says why. */
class RefusalLogTest {
    private final SocketIOServer io = new SocketIOServer();
    private TestLog log;

    @BeforeEach
    void listen() {
        io.listen(0);
        log = new TestLog();
    }

    @AfterEach
    void close() {
        log.close();
        io.close();
    }

    private void assertSays(int status, String request, String why) {
        String response = TestHttp.exchange(io.port(), request);
        assertTrue(response.startsWith("HTTP/1.1 " + status + ' '), response);
        String line = log.next();
        String text = line.replaceFirst("^a request of /127\\.0\\.0\\.1:\\d+ ", "it ");
        assertEquals("it is answered with " + status + ": " + why, text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "404 | GET /a%0ab HTTP/1.1~Host: a~~                      | nothing is served at \"/a%0ab\"",
        "400 | GET /a HTTP/1.1~~                                  | HTTP/1.1 without a Host",
        "400 | GET /a HTTP/1.1~Host: a~A b: c~~                   | a header's name is not a token: \"A b\"",
        "400 | G(T /a HTTP/1.1~~                                  | the method is not a token: \"G(T\"",
        "400 | GET //a HTTP/1.1~Host: a~~                         | the request target starts with two slashes: \"//a\"",
        "400 | GET * HTTP/1.1~Host: a~~                           | the request target is neither a path nor an http URL: \"*\"",
        "400 | POST /a HTTP/1.1~Host: a~Content-Length: +1~~      | Content-Length is not one number"})
    void whyARequestIsRefused(int status, String request, String why) {
        assertSays(status, request.replace("~", "\r\n"), why);
    }

    @Test
    void aBrowserThatTriesHttpsIsToldApart() {
        assertSays(400, "\u0016\u0003\u0001\u0002\u0000\u0001",
                "it speaks TLS, which this port does not: use http:// and ws://, or the server new Options().tls(…)");
    }

    @Test
    void theClientScriptToo() {
        assertEquals(404, TestHttp.get(io, "/socket.io/socket.io.js.map").status());
        assertEquals("GET \"/socket.io/socket.io.js.map\" is answered with 404: there is no such client script", log.next());
    }

    @Test
    void whatTheResponseSaysIsNotRepeated() {
        assertEquals(400, TestHttp.get(io, "/socket.io/?EIO=4&transport=carrier").status());
        assertEquals(404, TestHttp.get(io, "/x").status());
        assertTrue(log.next().endsWith("nothing is served at \"/x\""));
    }
}
