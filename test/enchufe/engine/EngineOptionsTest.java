package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

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
    void eachSettingChangesAlone() {
        var second = Duration.ofSeconds(1);
        assertEquals(new EngineOptions(second, second, second, second, 1, 2, 3, Set.of(Transport.POLLING), false, true, 0),
                DEFAULT.withPingInterval(second).withPingTimeout(second).withUpgradeTimeout(second)
                        .withCloseTimeout(second).withMaxHttpBufferSize(1).withMaxOutboundBytes(2).withMaxSessions(3)
                        .withTransports(Set.of(Transport.POLLING)).withAllowUpgrades(false).withAllowEIO3(true)
                        .withHttpCompression(0));
    }

    @Test
    void durationsHaveBounds() {
        var most = Duration.ofMillis(Integer.MAX_VALUE / 2);        // two of them fit a browser's setTimeout
        assertEquals(most, DEFAULT.withPingInterval(most).pingInterval());
        refused("pingInterval is PT0S: it must be between 1 ms and 12 days", o -> o.withPingInterval(Duration.ZERO));
        refused("pingTimeout is PT298H15M41.824S: it must be between 1 ms and 12 days",
                o -> o.withPingTimeout(most.plusMillis(1)));
        refused("upgradeTimeout is PT-1S: it must be between 1 ms and 12 days",
                o -> o.withUpgradeTimeout(Duration.ofSeconds(-1)));
        refused("closeTimeout is PT0.000999S: it must be between 1 ms and 12 days",
                o -> o.withCloseTimeout(Duration.ofNanos(999_000)));
    }

    @Test
    void limitsHaveBounds() {
        assertEquals(1 << 30, DEFAULT.withMaxOutboundBytes(1 << 30).maxOutboundBytes());
        refused("maxHttpBufferSize is 0: it must be between 1 and 1073741824", o -> o.withMaxHttpBufferSize(0));
        refused("maxOutboundBytes is 1073741825: it must be between 1 and 1073741824",
                o -> o.withMaxOutboundBytes((1 << 30) + 1));
        refused("maxSessions is 0: it must be between 1 and 2147483647", o -> o.withMaxSessions(0));
        refused("transports is empty: no client could connect", o -> o.withTransports(Set.of()));
    }

    private static void refused(String message, UnaryOperator<EngineOptions> change) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> change.apply(DEFAULT)).getMessage());
    }
}
