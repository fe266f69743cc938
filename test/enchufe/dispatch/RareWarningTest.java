package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class RareWarningTest {
    private static final long START = Long.MAX_VALUE - 1;           // the clock may pass the end of its range

    private final RareWarning warning = new RareWarning(System.getLogger("enchufe.dispatch"));

    @Test
    void aFloodOfClientsIsNoFloodOfLines() {
        assertEquals("a", warning.line("a", START));
        assertNull(warning.line("b", START + 1));
        assertNull(warning.line("c", START + RareWarning.PAUSE_NANOS - 1));
        assertEquals("d (and 2 more like this since the last such line)", warning.line("d", START + RareWarning.PAUSE_NANOS));
        assertNull(warning.line("e", START + RareWarning.PAUSE_NANOS + 1));
        assertEquals("f (and 1 more like this since the last such line)", warning.line("f", START + 2 * RareWarning.PAUSE_NANOS));
        assertEquals("g", warning.line("g", START + 3 * RareWarning.PAUSE_NANOS));
    }
}
