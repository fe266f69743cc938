package enchufe.http;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Names and values that heads share. */
class WordsTest {
    private static String field(String name, String value) {
        var head = Wire.framer().next(Wire.buffer("GET / HTTP/1.1\r\nHost: x\r\n" + name + ": " + value + "\r\n\r\n")).head();
        return head.headers().first(name);
    }

    private static String word(String text) {
        return field("Word", text);
    }

    @Test
    void theHeadsOfTwoClientsShareTheirWords() {
        word("Mozilla/5.0 (words test)");
        assertSame(word("Mozilla/5.0 (words test)"), word("Mozilla/5.0 (words test)"));
    }

    @Test
    void aLongWordIsNotKept() {
        String longest = "y".repeat(HeadParser.LONGEST_WORD);
        word(longest);
        assertSame(word(longest), word(longest));
        word(longest + "y");
        assertNotSame(word(longest + "y"), word(longest + "y"));
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
