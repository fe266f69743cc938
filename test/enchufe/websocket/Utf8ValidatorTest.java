package enchufe.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8ValidatorTest {
    private static final String SAMPLE = "κόσμε – naïve ASCII, long enough for longs – \u07FF\u0800\uD7FF\uE000\uFFFF"
            + "\uD800\uDC00😀\uDBFF\uDFFF\0";

    /** The index of the byte that is refused; the length if all is well, or minus it if the end is within a character. */
    private static int verdict(byte[] bytes, int parts) {
        int state = Utf8Validator.COMPLETE;
        for (int from = 0; from < bytes.length; from += parts) {
            try {
                state = Utf8Validator.advance(state, bytes, from, Math.min(from + parts, bytes.length));
            } catch (ProtocolException violation) {
                assertEquals(1007, violation.closeCode());
                return from;
            }
        }
        return state == Utf8Validator.COMPLETE ? bytes.length : -bytes.length;
    }

    @ParameterizedTest
    @ValueSource(strings = {"7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf", "efbbbf"})
    void theEdgesOfTheRangesAreValid(String hex) {
        byte[] bytes = Frames.hex(hex);
        assertEquals(bytes.length, verdict(bytes, 1));
        assertEquals(bytes.length, verdict(bytes, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "80, 0", "bf, 0", "fe, 0", "ff, 0", "f5808080, 0", "f8888080, 0",           // no lead bytes
        "c0af, 0", "c1bf, 0", "e080af, 1", "e09fbf, 1", "f08080af, 1", "f08fbfbf, 1",       // overlong
        "eda080, 1", "edbfbf, 1", "edadbf edb080, 1",                               // surrogates, alone and as a pair
        "f4908080, 1", "f7bfbfbf, 0",                                               // above U+10FFFF
        "c241, 1", "c2c2, 1", "e28241, 2", "e282f0, 2", "f09f9841, 3", "f09f41, 2", // a character cut short
        "4141414141414141 c0, 8", "cebae1bdb9cf83cebcceb5 f4908080 656469746564, 12"})   // the last one: Autobahn 6.4.3
    void anInvalidTextFailsAtTheVeryByte(String hex, int index) {
        assertEquals(index, verdict(Frames.hex(hex), 1));
        assertEquals(0, verdict(Frames.hex(hex), 1000), "in one part");
    }

    @Test
    void aTextMayBeSplitAtEveryByte() {
        byte[] bytes = Frames.utf8(SAMPLE);
        for (int part = 1; part <= bytes.length; part++) {
            assertEquals(bytes.length, verdict(bytes, part), "parts of " + part);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"c2", "e2", "e282", "f0", "f09f", "f09f98", "41414141414141414141 e282"})
    void anEndWithinACharacterIsNotComplete(String hex) {
        byte[] bytes = Frames.hex(hex);
        assertEquals(-bytes.length, verdict(bytes, 1));
        assertEquals(-bytes.length, verdict(bytes, 1000));
    }

    @Test
    void itAgreesWithTheDecoderOfTheJdk() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Frames.utf8(SAMPLE.substring(random.nextInt(10), SAMPLE.length() - random.nextInt(10)));
            for (int flips = random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            boolean valid;
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
                valid = true;
            } catch (CharacterCodingException invalid) {
                valid = false;
            }
            assertEquals(valid, verdict(bytes, 1 + random.nextInt(20)) == bytes.length,
                    "seed " + seed + " " + Frames.hex(bytes));
        }
    }
}
