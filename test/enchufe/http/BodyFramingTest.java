package enchufe.http;

import static enchufe.http.Wire.LIMIT;
import static enchufe.http.Wire.assertRefused;
import static enchufe.http.Wire.buffer;
import static enchufe.http.Wire.chunked;
import static enchufe.http.Wire.framer;
import static enchufe.http.Wire.get;
import static enchufe.http.Wire.post;
import static enchufe.http.Wire.request;
import static enchufe.http.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 §6 and §7: how long a body is, and every way to leave a doubt about it. */
class BodyFramingTest {
    private static String body(String text) {
        return text(request(text).body());
    }

    private static String sized(int length) {
        return post("Content-Length: " + length + "\r\n", "b".repeat(length));
    }

    @Test
    void withoutAFieldThereIsNoBody() {                                         // §6.3 rule 7
        assertSame(request(get()).body(), request(post("", "")).body());
        assertEquals("", body(post("Content-Length: 0\r\n", "")));
    }

    @Test
    void contentLengthIsTheLength() {
        assertEquals("abc", body(post("Content-Length: 3\r\n", "abc")));
        assertEquals("abc", body(post("content-length:\t0003 \r\n", "abc")));
        assertEquals("abc", body(post("Content-Length: 3\r\n", "abc").replace("HTTP/1.1", "HTTP/1.0")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+3", "-3", "0x3", "3 3", "3, 3", "3,", "", "3.0", "3a", "\u00B3", "\"3\"", "3;"})
    void contentLengthIsDigitsOnly(String length) {                             // RFC 9110 §8.6
        assertRefused(400, post("Content-Length: " + length + "\r\n", "abc"));
    }

    @Test
    void contentLengthIsGivenOnce() {                                           // §6.3 rule 5
        assertRefused(400, post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"));
        assertRefused(400, post("Content-Length: 3\r\ncontent-length: 4\r\n", "abcd"));
    }

    @Test
    void bodiesMayBeAsLongAsTheLimit() {
        assertEquals(LIMIT, body(sized(LIMIT)).length());
        assertRefused(413, sized(LIMIT + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001", "2147483647", "2147483648", "4294967299", "18446744073709551619",
        "99999999999999999999999999999999999999999"})
    void anAnnouncedLengthOverTheLimitIsRefusedBeforeTheBody(String length) {
        assertRefused(413, post("Content-Length: " + length + "\r\n", ""));
    }

    @Test
    void noLengthPassesForASmallerOne() {
        var framer = new RequestFramer(head -> Integer.MAX_VALUE);
        var refusal = assertThrows(HttpException.class,
            () -> framer.next(buffer(post("Content-Length: 2147483648\r\n", ""))));
        assertEquals(413, refusal.status());
    }

    @Test
    void theLimitIsAskedOncePerHeadWithABody() {
        List<String> asked = new ArrayList<>();
        var framer = new RequestFramer(head -> {
            asked.add(head.method());
            return 3;
        });
        framer.next(buffer(get()));
        for (String piece : List.of(post("Content-Length: 3\r\n", "a"), "b", "c")) {
            framer.next(buffer(piece));
        }
        assertEquals(List.of("POST"), asked);
    }

    @Test
    void whoeverGivesTheLimitMayRefuseTheRequest() {
        var framer = new RequestFramer(head -> {
            throw new HttpException(404, "no such path");
        });
        assertEquals(404, assertThrows(HttpException.class, () -> framer.next(buffer(sized(1)))).status());
    }

    @Test
    void memoryIsNotTakenForWhatIsOnlyAnnounced() {
        var framer = new RequestFramer(head -> Integer.MAX_VALUE);
        assertNull(framer.next(buffer(post("Content-Length: 2147483647\r\n", "abc"))));
        assertNull(framer.next(buffer("d".repeat(5_000))));
        var inChunks = new RequestFramer(head -> Integer.MAX_VALUE);
        assertNull(inChunks.next(buffer(chunked("FFFFFFF\r\nabc"))));
    }

    @Test
    void chunksAreJoined() {                                                    // §7.1
        assertEquals("", body(chunked("0\r\n\r\n")));
        assertEquals("Wikipedia in\r\n\r\nchunks.",
            body(chunked("4\r\nWiki\r\n5\r\npedia\r\nE\r\n in\r\n\r\nchunks.\r\n000\r\n\r\n")));
        assertEquals("x".repeat(0xaB), body(chunked("aB\r\n" + "x".repeat(0xaB) + "\r\n0\r\n\r\n")));
    }

    @Test
    void theNameOfTheCodingHasNoCase() {                                        // §7
        assertEquals("a", body(post("transfer-encoding:Chunked\r\n", "1\r\na\r\n0\r\n\r\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked", "identity", "xchunked", "chunkedx",
        "\"chunked\"", "chunked;q=1", "", "chunked,", "chunked\tx"})
    void chunkedIsTheOnlyCoding(String coding) {                                // §6.1, §6.3 rule 4
        assertRefused(400, post("Transfer-Encoding: " + coding + "\r\n", "0\r\n\r\n"));
    }

    @Test
    void transferEncodingIsGivenOnce() {
        assertRefused(400, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
        assertRefused(400, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"));
    }

    @Test
    void http10HasNoTransferEncoding() {                                        // §6.1
        assertRefused(400, chunked("0\r\n\r\n").replace("HTTP/1.1", "HTTP/1.0"));
    }

    @Test
    void lengthAndCodingTogetherAreHowRequestsAreSmuggled() {                   // §6.1, §6.3 rule 3, §11.2
        String clTe = "0\r\n\r\nGET /secret HTTP/1.1\r\nHost: x\r\n\r\n";
        assertRefused(400, post("Content-Length: " + clTe.length() + "\r\nTransfer-Encoding: chunked\r\n", clTe));
        assertRefused(400, post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\nGET /secret HTTP/1.1"));
        assertRefused(400, post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "g\r\n", "+1\r\na\r\n", "-1\r\n", "0x1\r\na\r\n", " 1\r\na\r\n", "1 \r\na\r\n",
        "1\na\r\n", "1\rxa\r\n", "1\r\naa", "1\r\na\n", "1\r\na\rx", "\u00FF\r\n", "1\t\r\n",
        "1a=b\r\n", "1,\r\n", "1\u00A0;a\r\n", ";a\r\n", " ;a\r\n"})
    void otherChunksAreRefused(String chunk) {
        assertRefused(400, chunked(chunk));
    }

    @ParameterizedTest
    @ValueSource(strings = {";a", ";a=b", ";a=\"b;\\\"c\"", " ; a = b", "\t;a", ";a;b=c ;d", ";a=\u00E9", ";"})
    void chunkExtensionsAreIgnored(String extension) {                          // §7.1.1
        assertEquals("ab", body(chunked("1" + extension + "\r\na\r\n001" + extension + "\r\nb\r\n0" + extension + "\r\n\r\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1;a\na\r\n", "1;a\rb", "1;a\0b", "1;a=\"\n\"", "1;\u007F", "1 \n", "0;a\n\r\n"})
    void anExtensionEndsAtCrLfAlone(String chunk) {                             // §2.2: to others a bare LF ends it, or not
        assertRefused(400, chunked(chunk));
    }

    @Test
    void extensionsHaveALimitTogether() {                                       // §7.1.1: "ought to limit the total length"
        String half = ";" + "e".repeat(ChunkedBody.MAX_EXTENSIONS / 2 - 1);
        assertEquals("a", body(chunked("1" + half + "\r\na\r\n0" + half + "\r\n\r\n")));
        assertRefused(413, chunked("1" + half + "\r\na\r\n0" + half + "e"));
        assertRefused(413, chunked("1;" + "e".repeat(ChunkedBody.MAX_EXTENSIONS)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A: b\r\n", "A:\r\nB: c\r\n", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n",
        "Host: evil\r\nHost: evil\r\n", "a: \u00E9\r\n"})
    void trailersAreDropped(String trailers) {                                  // §7.1.2
        Request request = request(chunked("1\r\na\r\n0\r\n" + trailers + "\r\n"));
        assertEquals("a", text(request.body()));
        assertEquals(request(chunked("0\r\n\r\n")).head(), request.head());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\rx", "A: b\n\r\n", "A: b\r\n\n", " folded: b\r\n\r\n", "A: b\r\n c\r\n\r\n", "A : b\r\n\r\n",
        "no colon\r\n\r\n", "A: \0\r\n", ": b\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"})
    void trailersAreWrittenLikeHeaders(String trailers) {                       // §7.1.2, §5
        assertRefused(400, chunked("0\r\n" + trailers));
    }

    @Test
    void trailersHaveTheLimitsOfAHead() {
        String most = "A: " + "x".repeat(RequestFramer.MAX_HEAD - "A: \r\n\r\n".length()) + "\r\n\r\n";
        assertEquals("", body(chunked("0\r\n" + most)));
        assertRefused(431, chunked("0\r\nA" + most));
        assertRefused(431, chunked("0\r\n" + "A".repeat(RequestFramer.MAX_HEAD)));
        assertEquals("", body(chunked("0\r\n" + "A: b\r\n".repeat(RequestFramer.MAX_FIELDS) + "\r\n")));
        assertRefused(431, chunked("0\r\n" + "A: b\r\n".repeat(RequestFramer.MAX_FIELDS + 1) + "\r\n"));
    }

    @Test
    void theRequestAfterATrailerIsTheNext() {
        var framer = framer();
        var in = buffer(chunked("1\r\na\r\n0\r\nA: b\r\n\r\n") + get());
        assertEquals("a", text(framer.next(in).body()));
        assertEquals("GET", framer.next(in).head().method());
    }

    @Test
    void sizesMayBePaddedToSixteenDigits() {                                    // §7.1: 1*HEXDIG; printf("%016lx")
        assertEquals("a", body(chunked("0000000000000001\r\na\r\n0000000000000000\r\n\r\n")));
        assertEquals("a", body(chunked("00000001\r\na\r\n00000000\r\n\r\n")));
        assertRefused(400, chunked("00000000000000001\r\na\r\n0\r\n\r\n"));
        assertRefused(400, chunked("00000000000000000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"80000000", "100000000", "100000001", "8000000000000000", "8000000000000001", "FFFFFFFFFFFFFFFF",
        "fffffffffffffffF"})
    void noSizePassesForASmallerOne(String size) {                              // §7.1: "prevent parsing errors due to overflow"
        assertRefused(413, chunked(size + "\r\n"));
        var large = new RequestFramer(head -> Integer.MAX_VALUE);
        assertEquals(413, assertThrows(HttpException.class, () -> large.next(buffer(chunked(size + "\r\n")))).status());
    }

    @Test
    void chunksTogetherMayBeAsLongAsTheLimit() {
        String most = "3e7\r\n" + "b".repeat(LIMIT - 1) + "\r\n";
        assertEquals(LIMIT, body(chunked(most + "1\r\nb\r\n0\r\n\r\n")).length());
        assertRefused(413, chunked(most + "2\r\n"));
        assertRefused(413, chunked("FFFFFFF\r\n"));
        assertRefused(413, chunked("3e9\r\n"));
    }

    @Test
    void aBodyThatStopsShortIsNoRequest() {
        assertNull(framer().next(buffer(post("Content-Length: 4\r\n", "abc"))));
        assertNull(framer().next(buffer(chunked("1\r\na\r\n0\r\n\r"))));
    }
}
