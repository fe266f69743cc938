package enchufe.websocket;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CloseCodeTest {
    @Test
    void exactlyTheCodesOfTheRfcAndTheRegistryAreValid() {
        List<Integer> valid = IntStream.rangeClosed(0, 65_535).filter(CloseCode::isValid).boxed().toList();
        var expected = IntStream.concat(IntStream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014),
                IntStream.rangeClosed(3000, 4999)).boxed().toList();
        assertEquals(expected, valid);
    }

    @Test
    void aCodeThatMayNotBeSentIsTheCallersFault() {
        for (int code : new int[] {-1, 0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 66_536}) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> CloseCode.check(code, ""));
            assertTrue(refusal.getMessage().contains(String.valueOf(code)), refusal.getMessage());
        }
    }

    @Test
    void aReasonHasAtMost123Bytes() {
        assertDoesNotThrow(() -> CloseCode.check(1000, "é".repeat(61) + "x"));
        assertThrows(IllegalArgumentException.class, () -> CloseCode.check(1000, "é".repeat(62)));
    }
}
