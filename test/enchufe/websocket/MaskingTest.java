package enchufe.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskingTest {
    @Test
    void everyLengthOffsetAndPlaceFollowsTheFormulaOfTheRfc() {
        var random = new Random(6455);
        int key = 0x87A1_0F42;
        for (int length = 0; length < 40; length++) {
            for (int offset = 0; offset < 5; offset++) {
                byte[] source = new byte[50];
                random.nextBytes(source);
                byte[] expected = source.clone();
                for (int i = 0; i < length; i++) {
                    expected[3 + i] ^= (byte) (key >>> 24 - 8 * ((offset + i) % 4));        // RFC 6455 §5.3
                }
                byte[] target = source.clone();
                Masking.apply(key, offset, source, 3, target, 3, length);
                assertArrayEquals(expected, target, "copied " + length + " at " + offset);
                Masking.apply(key, offset, source, 3, source, 3, length);
                assertArrayEquals(expected, source, "in place " + length + " at " + offset);
            }
        }
    }

    @Test
    void theKeyZeroCopies() {
        byte[] target = new byte[4];
        Masking.apply(0, 1, new byte[] {1, 2, 3}, 1, target, 2, 2);
        assertArrayEquals(new byte[] {0, 0, 2, 3}, target);
    }
}
