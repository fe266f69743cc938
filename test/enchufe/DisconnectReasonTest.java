package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.engine.CloseReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DisconnectReasonTest {
    @ParameterizedTest
    @EnumSource
    void aSocketEndsForTheReasonOfItsSession(CloseReason reason) {
        assertEquals(reason.toString(), DisconnectReason.of(reason).toString());
    }
}
