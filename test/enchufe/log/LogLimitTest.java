package enchufe.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogLimitTest {
    private static final long SECOND = 1_000_000_000;
    private static final long START = Long.MAX_VALUE - 3 * SECOND;              // the clock may overflow at any time

    @Test
    void aFewComeAtOnceAndThenOneInEachInterval() {
        var limit = new LogLimit(2, Duration.ofSeconds(1));
        assertEquals("", limit.pass(START));
        assertEquals("", limit.pass(START));
        assertNull(limit.pass(START));
        assertNull(limit.pass(START + SECOND - 1));
        assertEquals(" (and 2 more since the last such line)", limit.pass(START + SECOND));
        assertNull(limit.pass(START + SECOND));
        assertEquals(" (and 1 more since the last such line)", limit.pass(START + 5 * SECOND));
        assertEquals("", limit.pass(START + 5 * SECOND));
        assertNull(limit.pass(START + 5 * SECOND));
    }

    @Test
    void whatIsRareIsNeverLeftOut() {
        var limit = new LogLimit(1, Duration.ofMinutes(1));
        for (int i = 0; i < 10; i++) {
            assertEquals("", limit.pass(START + i * 60 * SECOND));
        }
    }
}
