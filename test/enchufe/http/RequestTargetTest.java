package enchufe.http;

import static enchufe.http.Wire.assertRefused;
import static enchufe.http.Wire.request;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 §3.2. */
class RequestTargetTest {
    private static String line(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static String target(String raw) {
        return request(line(raw)).head().target();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b;c=1", "/?", "/a?b=c&d=?/", "/%41%2f", "/a//b", "/?a[]=1", "/~a!$&'()*+,;=:@-._"})
    void legalTargetsStayAsTheyAre(String raw) {
        assertEquals(raw, target(raw));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '~', value = {
        "/{|}?{|} /%7B%7C%7D?%7B%7C%7D", "/^?^ /%5E?%5E", "/\"<>?\"<> /%22%3C%3E?%22%3C%3E", "/\\?\\ /%5C?%5C",
        "/`?` /%60?%60", "/[1]?[1] /%5B1%5D?[1]", "/%?% /%25?%25", "/%4?%zz /%254?%25zz", "/%%41 /%25%41",
        "/\u00C3\u00A9?\u00FF /%C3%A9?%FF", "/\\\\a /%5C%5Ca"})
    void whatJavaNetUriRejectsIsEscaped(String raw, String escaped) {
        assertEquals(escaped, target(raw));
    }

    @Test
    void strayPercentSignsMeanTheSameAfterwards() {
        assertEquals(Query.parse("a=%&b=%zz"), request(line("/?a=%&b=%zz")).head().query());
    }

    @ParameterizedTest
    @CsvSource({"http://h/p?q,/p?q,h", "HTTP://h:80,/,h:80", "http://h?q,/?q,h", "https://[::1]:3/,/,[::1]:3"})
    void anAbsoluteTargetBecomesAPathAndOverrulesHost(String raw, String target, String host) {       // §3.2.2
        RequestHead head = request(line(raw)).head();
        assertEquals(target, head.target());
        assertEquals(host, head.headers().first("Host"));
        assertEquals(1, Wire.count(head.headers()));
    }

    @Test
    void anAbsoluteTargetGivesHttp10AHost() {
        RequestHead head = request("GET http://h/ HTTP/1.0\r\n\r\n").head();
        assertEquals("h", head.headers().first("Host"));
    }

    @Test
    void anAbsoluteTargetDoesNotReplaceAMissingHost() {                                               // §3.2
        assertRefused(400, "GET http://h/ HTTP/1.1\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//", "//h/p", "*", "h:443", "a", "?q", "http:/p", "http://", "http:///p", "http://u@h/",
        "http://h//p", "http://h\"/", "ftp://h/", "/a#b", "http://h#b", "/a\tb"})
    void otherTargetsAreRefused(String raw) {
        assertRefused(400, line(raw));
    }

    @Test
    void connectIsRefusedWhateverItsTarget() {                                                        // §3.2.3
        assertRefused(400, line("/").replace("GET", "CONNECT"));
        assertRefused(400, line("h:443").replace("GET", "CONNECT"));
        assertEquals("OPTIONS", request(line("/").replace("GET", "OPTIONS")).head().method());
    }

    @Test
    void javaNetUriTakesEveryTargetThatPasses() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int passed = 0;
        for (int round = 0; round < 20_000; round++) {
            RequestHead head;
            try {
                head = request(line(randomTarget(random))).head();
            } catch (HttpException refused) {
                continue;
            }
            passed++;
            URI uri = assertDoesNotThrow(() -> new URI(head.target()), "seed " + seed);
            assertEquals(head.path(), uri.getRawPath(), "seed " + seed);
            assertEquals(head.rawQuery(), uri.getRawQuery() == null ? "" : uri.getRawQuery(), "seed " + seed);
        }
        assertTrue(passed > 5_000, "only " + passed + " passed: seed " + seed);
    }

    private static String randomTarget(Random random) {
        var target = new StringBuilder(random.nextInt(4) == 0 ? "http://h/" : "/");
        for (int i = random.nextInt(12); i >= 0; i--) {
            boolean special = random.nextInt(4) == 0;
            target.append(special ? "%/?:[]@".charAt(random.nextInt(7)) : (char) (0x21 + random.nextInt(0x100 - 0x21)));
        }
        return target.toString();
    }
}
