package enchufe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3986 §2 and §6.2.2, and what the URL Standard has browsers send. */
class UrlPathTest {
    @ParameterizedTest
    @CsvSource(delimiter = ' ', quoteCharacter = '~', value = {
        "/socket.io /socket.io", "/a/ /a", "/ ~~", "/café /caf%C3%A9", "/caf%c3%a9 /caf%C3%A9", "~/my chat~ /my%20chat",
        "/😀 /%F0%9F%98%80", "/a;b=c@d:e!$&'()*+,~-._ /a;b=c@d:e!$&'()*+,~-._", "/100% /100%25", "/%41%2d%40 /A-@",
        "/{a|b}^[c]\"<>` /%7Ba%7Cb%7D%5E%5Bc%5D%22%3C%3E%60", "/%ff /%FF", "/%3f%23%25 /%3F%23%25", "/.well-known /.well-known",
        "/a../..b/... /a../..b/..."})
    void aPathIsWhatBrowsersMakeOfIt(String given, String path) {
        assertEquals(path, UrlPath.of(given));
        assertEquals(path, UrlPath.of(path.isEmpty() ? "/" : path), "twice changes nothing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a          | the path \"a\" does not begin with a slash",
        "''         | the path \"\" does not begin with a slash",
        "/a?x=1     | the path \"/a?x=1\" has a ?, where the query begins: leave out \"?x=1\", or write %3F if the path has one",
        "/a#b       | the path \"/a#b\" has a #, which browsers do not send: leave out \"#b\", or write %23 if the path has one",
        "/a\\b      | the path \"/a\\b\" has a backslash, for which browsers send a slash: write that",
        "//a        | the path \"//a\" has two slashes in a row: write one",
        "/a//b      | the path \"/a//b\" has two slashes in a row: write one",
        "/a//       | the path \"/a//\" has two slashes in a row: write one",
        "/./a       | the path \"/./a\" has a part \".\", which browsers resolve before they send the path: leave it out",
        "/a/..      | the path \"/a/..\" has a part \"..\", which browsers resolve before they send the path: leave it out",
        "/%2e/a     | the path \"/%2e/a\" has a part \".\", which browsers resolve before they send the path: leave it out",
        "/a/.%2E/b  | the path \"/a/.%2E/b\" has a part \"..\", which browsers resolve before they send the path: leave it out",
        "/a%2fb     | the path \"/a%2fb\" has a %2F, which proxies turn into a slash, or not: write a slash, or another name"})
    void aPathThatWouldNeverMatchIsRefusedWithTheCure(String given, String message) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> UrlPath.of(given)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\tb", "/a\nb", "/a\0", "/a\u007F", "/%00", "/%0a"})
    void controlCharactersAreRefused(String given) {
        String message = assertThrows(IllegalArgumentException.class, () -> UrlPath.of(given)).getMessage();
        assertTrue(message.endsWith(" has a control character: leave it out"), message);
    }

    @Test
    void halfACharacterIsRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> UrlPath.of("/a\uD83D")).getMessage();
        assertTrue(message.endsWith("has half of a surrogate pair, which no URL can have: leave it out"), message);
    }

    @ParameterizedTest
    @CsvSource({"/a, /a", "/%61, /a", "/caf%c3%A9, /caf%C3%A9", "/a%2fb, /a%2Fb", "/%2e%2E/, /../", "/%25%34%31, /%2541", "/, /"})
    void allWaysToWriteARequestsPathAreOne(String raw, String canonical) {      // RFC 3986 §6.2.2.1, §6.2.2.2
        assertEquals(canonical, UrlPath.canonical(raw));
        assertEquals(canonical, UrlPath.canonical(canonical));
    }

    @Test
    void bytesOfTheWireAreBytes() {             // as the JDK's HttpServer passes them: a character for each
        assertEquals("/caf%C3%A9", UrlPath.canonical("/caf\u00C3\u00A9"));
    }

    @Test
    void whatNeedsNoEscapeIsNotCopied() {       // every request's path
        String path = "/socket.io/";
        assertSame(path, UrlPath.canonical(path));
    }

    @Test
    void escapesAreBytesOfUtf8() {
        assertEquals("/café 😀%/", UrlPath.decode("/caf%C3%A9%20%F0%9F%98%80%25%2f"));
        assertEquals("/\uFFFD+%2", UrlPath.decode("/%FF+%2"));
    }

    @Test
    void everyPathIsMatchedAsJavaNetUriSendsIt() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int[] characters = "abz09-._~!$&'()*+,;=:@ \"<>[]^`{|}é€ñ😀".codePoints().toArray();
        for (int round = 0; round < 5_000; round++) {
            var text = new StringBuilder("/x");
            for (int i = random.nextInt(12); i > 0; i--) {
                text.appendCodePoint(characters[random.nextInt(characters.length)]);
            }
            String given = text.toString();
            String sent = new URI(null, null, given, null).toASCIIString();
            assertEquals(UrlPath.of(given), UrlPath.canonical(sent), "seed " + seed);
            assertEquals(given, UrlPath.decode(UrlPath.of(given)), "seed " + seed);
        }
    }
}
