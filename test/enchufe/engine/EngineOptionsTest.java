package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class EngineOptionsTest {
    private static final EngineOptions DEFAULT = EngineOptions.DEFAULT;

    @Test
    void defaultsAreThoseOfNode() {
        assertEquals(Duration.ofSeconds(25), DEFAULT.pingInterval());
        assertEquals(Duration.ofSeconds(20), DEFAULT.pingTimeout());
        assertEquals(Duration.ofSeconds(10), DEFAULT.upgradeTimeout());
        assertEquals(1_000_000, DEFAULT.maxHttpBufferSize());
        assertEquals(Set.of(Transport.POLLING, Transport.WEBSOCKET), DEFAULT.transports());
    }

    @Test
    void durationsHaveBounds() {
        var most = Duration.ofMillis(Integer.MAX_VALUE / 2);        // two of them fit a browser's setTimeout
        assertEquals(most, Settings.with("pingInterval", most).pingInterval());
        refused("pingInterval is PT0S: it must be between 1 ms and 12 days", () -> Settings.with("pingInterval", Duration.ZERO));
        refused("pingTimeout is PT298H15M41.824S: it must be between 1 ms and 12 days",
                () -> Settings.with("pingTimeout", most.plusMillis(1)));
        refused("upgradeTimeout is PT-1S: it must be between 1 ms and 12 days",
                () -> Settings.with("upgradeTimeout", Duration.ofSeconds(-1)));
        refused("closeTimeout is PT0.000999S: it must be between 1 ms and 12 days",
                () -> Settings.with("closeTimeout", Duration.ofNanos(999_000)));
    }

    @Test
    void limitsHaveBounds() {
        assertEquals(1 << 30, Settings.with("maxOutboundBytes", 1 << 30).maxOutboundBytes());
        refused("maxHttpBufferSize is 0: it must be between 1 and 1073741824", () -> Settings.with("maxHttpBufferSize", 0));
        refused("maxOutboundBytes is 1073741825: it must be between 1 and 1073741824",
                () -> Settings.with("maxOutboundBytes", (1 << 30) + 1));
        refused("maxSessions is 0: it must be between 1 and 2147483647", () -> Settings.with("maxSessions", 0));
        refused("transports is empty: no client could connect", () -> Settings.with("transports", Set.of()));
    }

    private static void refused(String message, Executable change) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, change).getMessage());
    }
}
