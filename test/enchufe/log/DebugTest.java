package enchufe.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DebugTest {
    private final Debug debug = new Debug("engine:ws", true, null, new AtomicLong());

    @Test
    void theSettingSelectsCategoriesAsNodesDoes() {
        assertFalse(Debug.selects(null, "engine"));
        assertFalse(Debug.selects("", "engine"));
        assertFalse(Debug.selects(" ", "engine"));
        assertTrue(Debug.selects("*", "engine"));
        assertTrue(Debug.selects("engine", "engine"));
        assertFalse(Debug.selects("engine", "engine:ws"));
        assertTrue(Debug.selects("engine*", "engine:ws"));
        assertTrue(Debug.selects("socket.io:*,engine:ws", "engine:ws"));
        assertTrue(Debug.selects("socket.io:* engine:ws", "engine:ws"));
        assertFalse(Debug.selects("*,-engine:ws", "engine:ws"));
        assertFalse(Debug.selects("-engine:*,*", "engine:ws"));
        assertTrue(Debug.selects("*,-engine:ws", "engine:polling"));
        assertFalse(Debug.selects("-engine:ws", "engine:polling"));
        assertFalse(Debug.selects("socket.io:*", "socketXio:client"));
    }

    @Test
    void aLineHasTheTimeSinceTheLastOne() {
        assertEquals("  engine:ws received \"5\" +3ms", debug.line("received \"5\"", 3_999_999, false));
        assertEquals("  engine:ws x +999ms", debug.line("x", 999_000_000, false));
        assertEquals("  engine:ws x +1s", debug.line("x", 1_000_000_000, false));
        assertEquals("  engine:ws x +59s", debug.line("x", 59_999_000_000L, false));
        assertEquals("  engine:ws x +1m", debug.line("x", 60_000_000_000L, false));
    }

    @Test
    void onATerminalItIsInColour() {
        String line = debug.line("x", 0, true);
        assertEquals("  engine:ws x +0ms", line.replaceAll("\033\\[[0-9;]*m", ""));
        assertTrue(line.startsWith("  \033[3"), line);
        assertTrue(line.endsWith("\033[0m"), line);
    }
}
