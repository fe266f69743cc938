package enchufe.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestLog;
import org.junit.jupiter.api.Test;

class HintsLimitTest {
    private static final String SILENT = "nothing more will be said about mistakes: there have been 100 of them";

    private final Hints hints = new Hints(Log.of("enchufe"), "mistakes");

    @Test
    void eachIsGivenOnceAndTheEndOfAllIsSaidOnce() {
        try (var log = new TestLog()) {
            for (int i = 1; i <= Hints.MAX_HINTS; i++) {
                hints.say("key " + i, "hint " + i);
                hints.say("key " + i, "again");
                assertEquals("hint " + i, log.next());
            }
            assertTrue(log.isEmpty());                          // perhaps there is nothing more to say
            hints.say("one more", "one too many");
            assertEquals(SILENT, log.next());
            assertFalse(hints.isDue("another"));
            assertTrue(log.isEmpty());
        }
    }

    @Test
    void itIsSaidTooIfWhatWasDueWasNotWorthALine() {
        try (var log = new TestLog()) {
            for (int i = 1; i <= Hints.MAX_HINTS; i++) {
                assertTrue(hints.isDue("key " + i));
            }
            assertFalse(hints.isDue("one too many"));
            assertEquals(SILENT, log.next());
        }
    }
}
