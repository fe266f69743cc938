package enchufe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuotedTest {
    @Test
    void plainTextIsQuoted() {
        assertEquals("\"hello, ñandú 😀\"", Quoted.of("hello, ñandú 😀"));
        assertEquals("\"\"", Quoted.of(""));
        assertEquals("null", Quoted.of(null));
    }

    @Test
    void nothingCanPassForALineOfTheLog() {
        assertEquals("\"a\\u000d\\u000ab\\u0000\\u001b[31m\\u0085\\u2028\\u2029\"", Quoted.of("a\r\nb\0\u001B[31m\u0085\u2028\u2029"));
        assertEquals("\"\\\"\\\\\\\"\"", Quoted.of("\"\\\""));
        assertEquals("\"\\u202e\\u200b\\ud83d\"", Quoted.of("\u202E\u200B\uD83D"));
        assertEquals("\"\\udb40\\udc01\"", Quoted.of("\uDB40\uDC01"));
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        String most = "x".repeat(Quoted.MAX_LENGTH);
        assertEquals('"' + most + '"', Quoted.of(most));
        assertEquals('"' + most + "…\"", Quoted.of(most + "x"));
        String before = "x".repeat(Quoted.MAX_LENGTH - 1);
        assertEquals('"' + before + "…\"", Quoted.of(before + "😀"));
    }
}
