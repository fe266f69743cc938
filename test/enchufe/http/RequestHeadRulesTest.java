package enchufe.http;

import static enchufe.http.Wire.assertRefused;
import static enchufe.http.Wire.buffer;
import static enchufe.http.Wire.framer;
import static enchufe.http.Wire.get;
import static enchufe.http.Wire.post;
import static enchufe.http.Wire.request;
import static enchufe.http.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The request line and the fields: each rule with what breaks it and a neighbour that does not. */
class RequestHeadRulesTest {
    private static String withLine(String line) {
        return line + "\r\nHost: x\r\n\r\n";
    }

    private static String withHosts(String... fields) {
        return "GET / HTTP/1.1\r\n" + String.join("", fields) + "\r\n";
    }

    @Test
    void aRequestIsReadAsItWasSent() {
        RequestHead head = request("GET /a?b HTTP/1.0\r\nX-One: 1\r\nx-TWO:2\r\n\r\n").head();
        assertEquals(List.of("GET", "/a", "b", "HTTP/1.0"),
            List.of(head.method(), head.path(), head.rawQuery(), head.version()));
        assertEquals("1", head.headers().first("x-one"));
        assertEquals("2", head.headers().first("x-two"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "GET / HTTP/1.0", "brew! /%20 HTTP/1.1"})
    void aRequestLineHasTwoSpaces(String line) {                                // RFC 9112 §3
        RequestHead head = request(withLine(line)).head();
        assertEquals(line, head.method() + " " + head.target() + " " + head.version());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET\t/ HTTP/1.1",
        "GET / x HTTP/1.1", "GET /", "GET", "GET / ", " / HTTP/1.1", "G(T / HTTP/1.1", "G\u00E9T / HTTP/1.1",
        "HTTP/1.1 200 OK"})
    void otherRequestLinesAreRefused(String line) {
        assertRefused(400, withLine(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http/1.1", "HTTP/1.1x", "HTTP/1", "HTTP/01.1", "HTTP/1.10", "HTTP/+.1", "HTCPCP/1.0"})
    void malformedVersionsAreRefused(String version) {                          // RFC 9112 §2.3
        assertRefused(400, withLine("GET / " + version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.2", "HTTP/0.9", "HTTP/2.0", "HTTP/3.0"})
    void otherVersionsAreNotSupported(String version) {                         // RFC 9110 §15.6.6
        assertRefused(505, withLine("GET / " + version));
    }

    @Test
    void thePrefaceOfHttp2IsRefused() {
        assertRefused(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\nHost: x\r\n\r\n", "\r\nHost: x\n\r\n", "\r\nHost: x\r\n\n", "\rHost: x\r\n\r\n",
        "\r\nHost: x\r\nA: b\rC: d\r\n\r\n", "\r\nHost: x\r\r\n\r\n", "\r\nHost: x\r\n\rX"})
    void linesEndInCrLfAlone(String rest) {                                     // RFC 9112 §2.2
        assertRefused(400, "GET / HTTP/1.1" + rest);
    }

    @Test
    void emptyLinesBeforeARequestAreSkipped() {                                 // RFC 9112 §2.2
        String most = "\r\n".repeat(RequestFramer.MAX_EMPTY_LINES);
        assertEquals("/a", request(most + get()).head().target());
        assertRefused(400, most + "\r\n" + get());
        RequestFramer framer = framer();
        for (int i = 0; i < 3; i++) {                                           // they are counted for each request anew
            assertEquals("/a", framer.next(buffer(most + get())).head().target());
        }
        assertNull(framer.next(buffer("\r\n")));
        assertTrue(framer.isIdle());
    }

    @Test
    void anEmptyLineAfterABodyBelongsToNoRequest() {                            // RFC 9112 §2.2: old clients send one
        RequestFramer framer = framer();
        var in = buffer(post("Content-Length: 3\r\n", "abc\r\n") + get());
        assertEquals("abc", text(framer.next(in).body()));
        assertEquals("GET", framer.next(in).head().method());
    }

    @Test
    void emptyLinesAreNoPartOfTheHeadsLength() {
        String longest = get("A: " + "x".repeat(RequestFramer.MAX_HEAD - get("A: \r\n").length()) + "\r\n");
        assertEquals(2, Wire.count(request("\r\n" + longest).head().headers()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\rGET", " \r\n", "\t\r\n", "\r\r\n", "\r\n\n", "\r\n \r\n"})
    void otherwiseEmptyLinesAreRefused(String start) {                          // RFC 9112 §2.2
        assertRefused(400, start + get());
    }

    @Test
    void violationsOfTheLineStructureAreSeenAtOnce() {
        assertRefused(400, "\u0016\u0003\u0001");                               // a TLS client
        assertRefused(400, "GET / HTTP/1.1\n");
    }

    @Test
    void controlCharactersAreRefusedButTabs() {                                 // RFC 9110 §5.5
        for (char c = 0; c < 0x100; c++) {
            String text = get("A: b" + c + "c\r\n");
            if (c < ' ' && c != '\t' || c == 0x7F) {
                assertRefused(400, text);
            } else {
                assertEquals("b" + c + "c", request(text).head().headers().first("A"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" folded\r\n", "\tfolded\r\n", "A: b\r\n folded\r\n", "A: b\r\n\tB: c\r\n", "A : b\r\n",
        "A\t: b\r\n", "A b: c\r\n", ": b\r\n", "no colon\r\n", "A\u00E9: b\r\n", "A\": b\r\n", "(A): b\r\n", " \r\n",
        "Transfer-Encoding : chunked\r\n"})
    void namesAreTokensUpToTheColonAndLinesAreNotFolded(String line) {          // RFC 9112 §5.1, §5.2
        assertRefused(400, get(line));
    }

    @Test
    void aFoldedLineCannotFollowTheRequestLine() {                              // RFC 9112 §2.2
        assertRefused(400, "GET / HTTP/1.1\r\n Host: x\r\nHost: x\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A:b\r\n", "A: b\r\n", "A: \t b \t\r\n", "!#$%&'*+-.^_`|~09: b\r\nA: b\r\n"})
    void spaceAroundValuesIsNoPartOfThem(String line) {                         // RFC 9110 §5.5
        assertEquals("b", request(get(line)).head().headers().first("A"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A:\r\n", "A: \t\r\n"})
    void valuesMayBeEmpty(String line) {
        assertEquals("", request(get(line)).head().headers().first("A"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "x:3000", "[::1]:3000", "", "a.b-c_d"})
    void http11HasOneHost(String host) {                                        // RFC 9112 §3.2
        assertEquals(host, request(withHosts("host: " + host + "\r\n")).head().headers().first("Host"));
    }

    @Test
    void moreOrFewerHostsAreRefused() {
        assertRefused(400, withHosts());
        assertRefused(400, withHosts("Host: x\r\n", "Host: x\r\n"));
        assertRefused(400, withHosts("Host: x\r\n", "HOST: y\r\n").replace("HTTP/1.1", "HTTP/1.0"));
        assertNull(request(withHosts().replace("HTTP/1.1", "HTTP/1.0")).head().headers().first("Host"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x y", "x, y/", "u@x", "x/y", "x#", "x?", "\"x\"", "<x>", "\u00E9"})
    void aHostThatIsNoneIsRefused(String host) {
        assertRefused(400, withHosts("Host: " + host + "\r\n"));
    }

    @Test
    void aHeadMayHaveSixteenKilobytes() {
        int others = get("A: \r\n").length();
        String longest = get("A: " + "x".repeat(RequestFramer.MAX_HEAD - others) + "\r\n");
        assertEquals(RequestFramer.MAX_HEAD, longest.length());
        assertEquals(2, Wire.count(request(longest).head().headers()));
        assertRefused(431, get("A: x" + "x".repeat(RequestFramer.MAX_HEAD - others) + "\r\n"));
    }

    @Test
    void aTooLongHeadIsRefusedBeforeItsEndHasCome() {
        RequestFramer framer = framer();
        assertNull(framer.next(buffer(get().strip() + "\r\nA: ")));
        String kilobyte = "x".repeat(1024);
        var refusal = assertThrows(HttpException.class, () -> {
            for (int i = 0; i < 16; i++) {
                framer.next(buffer(kilobyte));
            }
        });
        assertEquals(431, refusal.status());                                    // RFC 6585 §5
    }

    @Test
    void aTargetThatFillsTheHeadIsTooLong() {                                   // RFC 9112 §3
        assertRefused(414, withLine("GET /" + "a".repeat(RequestFramer.MAX_HEAD) + " HTTP/1.1"));
    }

    @Test
    void aHeadIsJudgedWithoutRegardToTheOneBefore() {
        RequestFramer framer = framer();
        framer.next(buffer(get()));
        String next = "\r\nGET /" + "a".repeat(RequestFramer.MAX_HEAD);
        assertEquals(414, assertThrows(HttpException.class, () -> framer.next(buffer(next))).status());
    }

    @Test
    void aHeadMayHaveAHundredFields() {
        String others = "A: b\r\n".repeat(RequestFramer.MAX_FIELDS - 1);
        assertEquals(RequestFramer.MAX_FIELDS, Wire.count(request(get(others)).head().headers()));
        assertRefused(431, get(others, "A: b\r\n"));
    }
}
