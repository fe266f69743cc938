package enchufe.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
    private static Object read(String json) {
        return read(json.getBytes(UTF_8));
    }

    static Object read(byte[] utf8) {
        return new JsonReader(utf8, 0, utf8.length, JsonReader.MAX_DEPTH).read();
    }

    private static void refuses(String... texts) {
        for (String text : texts) {
            assertThrows(MalformedException.class, () -> read(text), text);
        }
    }

    @Test
    void readsEveryKindOfValue() {
        assertEquals(Arrays.asList(null, true, false, 1L, 1.5, "a", List.of(), Map.of(), Map.of("k", List.of(2L))),
                read(" [ null , true,false\t,1,\r\n1.5,\"a\",[],{ },{ \"k\" : [2] } ] "));
        assertNull(read("null"));
    }

    @Test
    void readsNumbersAsJavaScriptDoes() {
        assertEquals(0L, read("0"));
        assertEquals(0L, read("-0"));
        assertEquals(-12L, read("-12"));
        assertEquals(999_999_999_999_999_999L, read("999999999999999999"));
        assertEquals(Long.MAX_VALUE, read("9223372036854775807"));
        assertEquals(Long.MIN_VALUE, read("-9223372036854775808"));
        assertEquals(9223372036854775808.0, read("9223372036854775808"));
        assertEquals(1e20, read("100000000000000000000"));
        assertEquals(1.0, read("1.0"));
        assertEquals(-0.0, read("-0.0"));
        assertEquals(-12.34, read("-12.34"));
        assertEquals(0.1, read("0.1"));
        assertEquals(123456789.012345678901234567890, read("123456789.012345678901234567890"));
        assertEquals(1e-7, read("1E-7"));
        assertEquals(1.5e21, read("1.5e+21"));
        assertEquals(Double.POSITIVE_INFINITY, read("1e400"));
        assertEquals(5e-324, read("5e-324"));
    }

    @Test
    void refusesWhatIsNoNumber() {
        refuses("01", "-01", "-", "+1", ".5", "1.", "1.e1", "1e", "1e+", "--1", "0x1", "1_0", "NaN", "Infinity",
                "1 2", "00", "1a");
    }

    @Test
    void readsFractionsAsTheJdkDoes() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = random.nextInt(1_000_000) + "." + Math.abs(random.nextLong() >> random.nextInt(60));
            assertEquals(Double.valueOf(text), read(text), () -> "seed " + seed);
        }
    }

    @Test
    void aMillionDigitsAreReadInLinearTime() {
        assertEquals(Double.POSITIVE_INFINITY, read("9".repeat(1_000_000)));
        assertEquals(1.0, read("1." + "0".repeat(1_000_000)));
        assertEquals(0.0, read("1e-" + "9".repeat(1_000_000)));
    }

    @Test
    void readsStringsWithEscapes() {
        assertEquals("", read("\"\""));
        assertEquals("\"\\/\b\f\n\r\té€😀\u0000", read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\uDE00\\u0000\""));
        assertEquals("é€😀 plain\nend", read("\"é€😀 plain\\nend\""));
        assertEquals("\u007f\u2028", read("\"\u007f\u2028\""));
    }

    @Test
    void keepsLoneSurrogatesThatWereEscaped() {
        assertEquals("a\ud800", read("\"a\\ud800\""));
        assertEquals("\udc00é\ud83dx", read("\"\\udc00é\\ud83dx\""));
        assertEquals("\ud800\ud800\udc00", read("\"\\ud800\\ud800\\udc00\""));
        assertEquals("\ud800\n", read("\"\\ud800\\n\""));
        assertEquals("\ud800A", read("\"\\ud800\\u0041\""));
    }

    @Test
    void refusesWhatIsNoString() {
        refuses("\"", "\"a", "\"\\", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u\"", "'a'", "\"a\nb\"",
                "\"\\n\u0001\"", "\"\\\n\"", "\"\u0000\"", "\"\\ud800\\u\"");
    }

    @Test
    void aSpecialByteIsSeenAtEveryPlaceOfALongString() {
        for (int length = 0; length < 40; length++) {
            String before = "x".repeat(length);
            for (String after : List.of("", "yyyyyyyyy")) {
                assertEquals(before + after, read("\"" + before + after + "\""));
                assertEquals(before + "\n" + after, read("\"" + before + "\\n" + after + "\""));
                assertEquals(before + "é" + after, read("\"" + before + "é" + after + "\""));
                refuses("\"" + before + "\u001f" + after + "\"");
            }
        }
    }

    @Test
    void refusesWhatIsNoJson() {
        refuses("", " ", "[", "]", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}",
                "{\"a\":1 \"b\":2}", "nul", "nullx", "True", "undefined", "[1]]", "// no\n1",
                "\u00a01", "\ufeff1", "\u000b1", "é");
    }

    @Test
    void theLastOfEqualNamesWins() {
        assertEquals(Map.of("a", 2L), read("{\"a\":1,\"a\":2}"));
    }

    @Test
    void prototypesAreOrdinaryNames() {
        assertEquals(Map.of("__proto__", Map.of("x", 1L), "constructor", 2L),
                read("{\"__proto__\":{\"x\":1},\"constructor\":2}"));
    }

    @Test
    void readsAPartOfAnArray() {
        byte[] bytes = "42[1,\"a\"]]]".getBytes(UTF_8);
        assertEquals(List.of(1L, "a"), new JsonReader(bytes, 2, bytes.length - 2, JsonReader.MAX_DEPTH).read());
        assertThrows(MalformedException.class, () -> new JsonReader(bytes, 2, 7, JsonReader.MAX_DEPTH).read(), "cut off");
        assertThrows(MalformedException.class, () -> new JsonReader("1".getBytes(UTF_8), 0, 0, 1).read());
    }

    @Test
    void depthIsLimited() throws InterruptedException {
        int most = JsonReader.MAX_DEPTH;
        StackOf.kilobytes(256, () -> read("[".repeat(most) + "]".repeat(most)));
        StackOf.kilobytes(256, () -> read("{\"a\":".repeat(most) + "1" + "}".repeat(most)));
        assertThrows(MalformedException.class, () -> read("[".repeat(most + 1) + "]".repeat(most + 1)));
        assertThrows(MalformedException.class, () -> read("[".repeat(1_000_000)));
        assertEquals(2 * most, ((List<?>) read("[" + "[],{},".repeat(most) + "1]")).size() - 1, "siblings do not add up");
    }

    @Test
    void malformedUtf8BecomesReplacementCharacters() {
        assertEquals("a\ufffdb", read("\"a\u00ffb\"".getBytes(ISO_8859_1)));
        assertEquals("\n\ufffd", read("\"\\n\u00c3\"".getBytes(ISO_8859_1)));
    }

    @Test
    void randomBytesGiveAValueOrAMalformedException() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        byte[] alphabet = "{}[]\",:\\u0019.eE+-tfn \u00c3\u00a9\u00ff\n".getBytes(ISO_8859_1);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(24)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = alphabet[random.nextInt(alphabet.length)];
            }
            try {
                read(bytes);
            } catch (MalformedException expected) {
                continue;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(bytes, ISO_8859_1), e);
            }
        }
    }

    private static long heapBytes(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        var reader = new JsonReader(utf8, 0, utf8.length, JsonReader.MAX_DEPTH);
        reader.read();
        return reader.heapBytes();
    }

    /** Against a layout of 64 bits with compressed references, counted by hand: headers of 12 and 16 bytes, multiples of eight. */
    @Test
    void estimatesWhatTheValuesTakeOnTheHeap() {
        estimates(0, "null");
        estimates(0, "true");
        estimates(0, "127");                                    // Long.valueOf has it
        estimates(24, "128");
        estimates(24, "-1.5");
        estimates(40, "\"\"");                                  // a little too much: all empty strings share their array
        estimates(24 + 24, "\"a\"");
        estimates(24 + 16 + 1_000, "\"" + "a".repeat(1_000) + "\"");
        estimates(24 + 16 + 2 * 1_000, "\"" + "\u6f22".repeat(1_000) + "\"");
        estimates(24 + 16 + 1_001, "\"" + "a".repeat(1_000) + "\\n\"");
        estimates(24, "[]");
        estimates(24 + 16 + 4 * 4, "[1,2,3,4]");
        estimates(24 + 16 + 4 * 1_200, "[" + "1,".repeat(999) + "1]");
        estimates(56, "{}");
        estimates(56 + 80 + 40 + 48, "{\"a\":1}");              // map, table of 16, entry, name
        estimates(24 + 16 + 4 * 1_200 + 1_000 * (56 + 80 + 40 + 48), "[" + "{\"a\":1},".repeat(999) + "{\"a\":1}]");
    }

    private static Object readWithin(long maxHeapBytes, String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        return new JsonReader(utf8, 0, utf8.length, JsonReader.MAX_DEPTH, maxHeapBytes).read();
    }

    @Test
    void valuesThatTakeTooMuchOfTheHeapAreRefusedWhileTheyAreRead() {
        for (String json : List.of("[1000]", "[[],[],[]]", "{\"a\":{}}", "[{\"a\":1,\"b\":2}]", "\"text\"", "\"\\n\"", "[\"é\"]", "[0,0,0]")) {
            long bytes = heapBytes(json);
            assertEquals(read(json.getBytes(UTF_8)), readWithin(bytes, json));
            assertEquals(MalformedException.HEAP,
                    assertThrows(MalformedException.class, () -> readWithin(bytes - 1, json), json).limit());
        }
        // Each of these is malformed, but only behind what is too much.
        for (String json : List.of("{},".repeat(1_000), "0,".repeat(10_000), "\"\",".repeat(1_000), "[".repeat(900))) {
            assertEquals(MalformedException.HEAP,
                    assertThrows(MalformedException.class, () -> readWithin(10_000, "[" + json + "oh"), json).limit());
        }
        var fault = assertThrows(MalformedException.class, () -> readWithin(Long.MAX_VALUE, "[oh"));
        assertNull(fault.limit());
    }

    private static void estimates(long byHand, String json) {
        long estimate = heapBytes(json);
        assertTrue(2 * estimate <= 3 * byHand && 3 * estimate >= 2 * byHand, estimate + " for " + byHand + ", of "
                + json.substring(0, Math.min(40, json.length())));
    }
}
