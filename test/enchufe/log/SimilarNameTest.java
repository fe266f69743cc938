package enchufe.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimilarNameTest {
    private static String of(String name, String... known) {
        return SimilarName.of(name, List.of(known));
    }

    @Test
    void oneOrTwoMistakesAreForgiven() {
        assertEquals("message", of("mesage", "join", "message"));
        assertEquals("message", of("messgae", "message"));
        assertEquals("message", of("messages", "message"));
        assertEquals("chat message", of("chat mesage", "chat message"));
        assertEquals("drawing", of("darwing", "drawing"));
        assertNull(of("massages", "mission"));
        assertNull(of("message", "massive"));
    }

    @Test
    void writingDoesNotMatter() {
        assertEquals("newMessage", of("new message", "newMessage"));
        assertEquals("new_message", of("new-message", "new_message"));
        assertEquals("Say", of("say", "Say"));
    }

    @Test
    void shortNamesMustBeAlmostTheSame() {
        assertNull(of("say", "pay"));
        assertNull(of("a", "b"));
        assertEquals("join", of("jion", "join"));
        assertNull(of("leave", "save"));
        assertEquals("say", of("sya", "say"));
        assertEquals("say", of("sai", "say"));
        assertEquals("say", of("says", "say"));
        assertNull(of("get", "set"));
        assertNull(of("to", "so"));
    }

    @Test
    void theNearestIsFoundAndTheSameNameIsNone() {
        assertEquals("messages", of("messagess", "message", "messages"));
        assertNull(of("say", "say"));
        assertNull(of("say"));
        assertNull(of("", "a"));
    }

    @Test
    void veryLongNamesAreNotCompared() {
        String longest = "x".repeat(64);
        assertEquals(longest, of("x".repeat(63), longest));
        assertNull(of("x".repeat(65), longest));
        assertNull(of(longest, "x".repeat(65)));
    }
}
