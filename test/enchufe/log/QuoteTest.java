package enchufe.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuoteTest {
    @Test
    void whatIsPlainStaysAsItIs() {
        assertEquals("\"say\"", Quote.of("say"));
        assertEquals("\"\"", Quote.of(""));
        assertEquals("\"é€😀 ñ\"", Quote.of("é€😀 ñ"));
        assertEquals("null", Quote.of(null));
        assertEquals("/admin", Quote.bare("/admin", 10));
        assertEquals("null", Quote.bare(null, 10));
    }

    @Test
    void nothingBeginsALineOrChangesWhatATerminalShows() {
        assertEquals("\"a\\nSEVERE: b\\r\\tc\"", Quote.of("a\nSEVERE: b\r\tc"));
        assertEquals("\"\\u001b[31m\\u0000\\u007f\\u0085\\u009b\"", Quote.of("\u001b[31m\0\u007f\u0085\u009b"));
        assertEquals("\"\\u2028\\u2029\\u202e\\u2066\\u200f\\ufeff\\u00ad\"", Quote.of("\u2028\u2029\u202e\u2066\u200f\ufeff\u00ad"));
        assertEquals("\"\\udb40\\udc41\"", Quote.of("\udb40\udc41"));           // a tag, which nobody sees
        assertEquals("\"\\ud83d \\ude00\\ud83d\"", Quote.of("\ud83d \ude00\ud83d"));
    }

    @Test
    void nothingEndsItsQuotes() {
        assertEquals("\"a\\\" failed\\\\\"", Quote.of("a\" failed\\"));
        assertEquals("a\" \\n", Quote.bare("a\" \n", 10));
        assertEquals("a\" \\n", Quote.bare("a\" \\n", 10));                     // what is escaped already stays so
    }

    @Test
    void soMuchIsShownAndNoMore() {
        String most = "x".repeat(Quote.LONGEST);
        assertEquals('"' + most + '"', Quote.of(most));
        assertEquals('"' + most + "\"… (1 more)", Quote.of(most + "y"));
        assertEquals('"' + most + "\"… (999800 more)", Quote.of("x".repeat(1_000_000)));
        assertEquals("\"\\n\\n\\n\"… (2 more)", Quote.of("\n\n\n\n\n", 3));
        assertEquals("\"ab\"… (3 more)", Quote.of("ab😀c", 3));                  // no pair is split
        assertEquals("ab😀… (1 more)", Quote.bare("ab😀c", 4));
    }

    @Test
    void anExceptionSaysWhatItSaysOnOneLine() {
        assertEquals("java.lang.IllegalStateException: a\\nb", Quote.message(new IllegalStateException("a\nb")));
        String message = Quote.message(new IllegalStateException("x".repeat(1_000_000)));
        assertEquals(Quote.LONGEST_MESSAGE + "… (999033 more)".length(), message.length(), message);
        assertEquals(Broken.class.getName(), Quote.message(new Broken()));
    }

    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("expected by the test");
        }
    }
}
