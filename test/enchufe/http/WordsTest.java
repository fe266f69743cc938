package enchufe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final String BROWSER = "Mozilla/5.0 (words test)";

    private static String word(String text) {
        return Words.of("<" + text + ">", 1, text.length() + 1);
    }

    private static String field(String name, String value) {
        var head = Wire.framer().next(Wire.buffer("GET / HTTP/1.1\r\nHost: x\r\n" + name + ": " + value + "\r\n\r\n")).head();
        return head.headers().first(name);
    }

    @Test
    void aWordIsThePartOfTheText() {
        for (String text : List.of("", "a", "Upgrade", "é", "x".repeat(Words.MAX_LENGTH), "x".repeat(Words.MAX_LENGTH + 1))) {
            for (int i = 0; i < 3; i++) {
                assertEquals(text, word(text));
            }
        }
    }

    @Test
    void whatComesTwiceInARowIsKept() {
        word("comes twice");
        assertSame(word("comes twice"), word("comes twice"));
    }

    @Test
    void whatComesOnceDisplacesNothing() {
        word("stays");
        String kept = word("stays");
        for (int i = 0; i < 100_000; i++) {                     // far more than there are places
            word("once-" + i);
        }
        assertSame(kept, word("stays"));
    }

    @Test
    void wordsWithOneHashCodeAreNotMistakenForEachOther() {
        assertEquals("Aa".hashCode(), "BB".hashCode());
        for (int i = 0; i < 3; i++) {
            assertEquals("Aa", word("Aa"));
            assertEquals("BB", word("BB"));
        }
    }

    @Test
    void aLongWordIsNotKept() {
        String longest = "y".repeat(Words.MAX_LENGTH);
        word(longest);
        assertSame(word(longest), word(longest));
        word(longest + "y");
        assertNotSame(word(longest + "y"), word(longest + "y"));
    }

    @Test
    void theHeadsOfTwoClientsShareTheirWords() {
        field("User-Agent", BROWSER);
        assertSame(field("User-Agent", BROWSER), field("User-Agent", BROWSER));
    }

    @Test
    void credentialsAreForgottenWithTheirRequest() {
        for (String name : List.of("Cookie", "authorization")) {
            field(name, "s3cret");
            field(name, "s3cret");
            assertNotSame(field(name, "s3cret"), field(name, "s3cret"));
        }
    }
}
