package enchufe.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestLog;
import org.junit.jupiter.api.Test;

class HintsLimitTest {
    private final Hints hints = new Hints(Log.of("enchufe"));

    @Test
    void eachIsGivenOnceAndTheLastSaysSo() {
        try (var log = new TestLog()) {
            for (int i = 1; i <= Hints.MAX_HINTS; i++) {
                hints.say("key " + i, "hint " + i);
                hints.say("key " + i, "again");
                assertEquals("hint " + i + (i == 100 ? " (there have been 100 hints: this is the last)" : ""), log.next());
            }
            hints.say("one more", "one too many");
            assertFalse(hints.isDue("another"));
            assertTrue(log.isEmpty());
        }
    }
}
