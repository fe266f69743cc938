package enchufe.msgpack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.json.JsonReader;
import enchufe.json.MalformedException;
import enchufe.json.RandomValues;
import enchufe.json.StackOf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Vectors are made by hand from the specification's "Formats"; those of extensions from what notepack 2.2 and 3.0 write. */
class MsgpackTest {
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static Object read(String hex) {
        return read(bytes(hex));
    }

    private static Object read(byte[] message) {
        return MsgpackReader.read(message, JsonReader.MAX_DEPTH, Long.MAX_VALUE);
    }

    /** The value has exactly this form. */
    private static void is(Object value, String hex) {
        assertEquals(value, read(hex), hex);
        assertEquals(hex.replace(" ", ""), HexFormat.of().formatHex(MsgpackWriter.write(value)), hex);
    }

    private static MalformedException refuses(String hex) {
        return assertThrows(MalformedException.class, () -> read(hex), hex);
    }

    @Test
    void valuesThatTakeTooMuchOfTheHeapAreRefusedWhileTheyAreRead() {
        for (String value : List.of("80", "90", "cd1000", "ca00000000", "a161", "c40100", "81a16100", "91c0")) {
            byte[] message = bytes("dc0100" + value.repeat(0xff) + "c1");                   // malformed at the end
            var fault = assertThrows(MalformedException.class, () -> read(message));
            assertNull(fault.limit(), fault::getMessage);
            fault = assertThrows(MalformedException.class, () -> MsgpackReader.read(message, 10, 48 + 6 * 0x100 + 2_000));
            assertEquals(MalformedException.HEAP, fault.limit());
        }
        byte[] announced = bytes("dc0100" + "c0".repeat(0xff) + "c1");
        assertEquals(MalformedException.HEAP,
                assertThrows(MalformedException.class, () -> MsgpackReader.read(announced, 10, 48 + 6 * 0x100 - 1)).limit());
        byte[] three = bytes("93 80 90 a161");
        long exact = 24 + 16 + 8 + 3 * 6 + 56 + 24 + 40 + 1;
        assertEquals(List.of(Map.of(), List.of(), "a"), MsgpackReader.read(three, 10, exact));
        assertEquals(MalformedException.HEAP,
                assertThrows(MalformedException.class, () -> MsgpackReader.read(three, 10, exact - 1)).limit());
    }

    @Test
    void constants() {
        is(null, "c0");
        is(false, "c2");
        is(true, "c3");
    }

    @Test
    void integersAtTheEdgesOfTheirForms() {
        is(0L, "00");
        is(127L, "7f");
        is(128L, "cc 80");
        is(255L, "cc ff");
        is(256L, "cd 0100");
        is(65_535L, "cd ffff");
        is(65_536L, "ce 00010000");
        is(4_294_967_295L, "ce ffffffff");
        is(4_294_967_296L, "cf 0000000100000000");
        is(Long.MAX_VALUE, "cf 7fffffffffffffff");
        is(-1L, "ff");
        is(-32L, "e0");
        is(-33L, "d0 df");
        is(-128L, "d0 80");
        is(-129L, "d1 ff7f");
        is(-32_768L, "d1 8000");
        is(-32_769L, "d2 ffff7fff");
        is(-2_147_483_648L, "d2 80000000");
        is(-2_147_483_649L, "d3 ffffffff7fffffff");
        is(Long.MIN_VALUE, "d3 8000000000000000");
    }

    @Test
    void integersInLongerFormsThanNecessary() {
        for (String one : List.of("cc01", "cd0001", "ce00000001", "cf0000000000000001", "d001", "d10001", "d200000001",
                "d30000000000000001")) {
            assertEquals(1L, read(one), one);
        }
    }

    @Test
    void integersThatFitNoLongAreDoubles() {
        assertEquals(0x1p63, read("cf 8000000000000000"));
        assertEquals(0x1p64, read("cf ffffffffffffffff"));
    }

    @Test
    void floats() {
        is(1.5, "cb 3ff8000000000000");
        is(-0.0, "cb 8000000000000000");
        is(Double.NaN, "cb 7ff8000000000000");
        is(Double.POSITIVE_INFINITY, "cb 7ff0000000000000");
        assertEquals(1.5, read("ca 3fc00000"));
        assertEquals((double) 0.1f, read("ca 3dcccccd"));
    }

    @Test
    void strings() {
        is("", "a0");
        is("a", "a1 61");
        is("é€😀", "a9 c3a9 e282ac f09f9880");
        is("x".repeat(31), "bf" + "78".repeat(31));
        is("x".repeat(32), "d9 20" + "78".repeat(32));
        is("x".repeat(255), "d9 ff" + "78".repeat(255));
        is("x".repeat(256), "da 0100" + "78".repeat(256));
        is("x".repeat(65_535), "da ffff" + "78".repeat(65_535));
        is("x".repeat(65_536), "db 00010000" + "78".repeat(65_536));
        assertEquals("a", read("d9 01 61"));
        assertEquals("\ufffd", read("a1 ff"));
        assertEquals("a7 efbfbd 61 efbfbd".replace(" ", ""), HexFormat.of().formatHex(MsgpackWriter.write("\ud800a\udc00")));
    }

    @Test
    void binaryData() {
        for (int length : new int[] {0, 1, 255, 256, 65_535, 65_536}) {
            String header = length < 256 ? "c4" + HexFormat.of().toHexDigits((byte) length)
                    : length < 65_536 ? "c5" + HexFormat.of().toHexDigits((short) length) : "c6" + HexFormat.of().toHexDigits(length);
            byte[] data = new byte[length];
            Arrays.fill(data, (byte) 7);
            assertArrayEquals(data, (byte[]) read(header + "07".repeat(length)));
            assertArrayEquals(bytes(header + "07".repeat(length)), MsgpackWriter.write(data));
        }
    }

    @Test
    void largeBinaryDataAmongOtherValues() {
        byte[] large = new byte[20_000];
        Arrays.fill(large, (byte) 7);
        String hex = "c5 4e20" + "07".repeat(large.length);
        assertEquals(("96 01" + hex + "a161" + hex + hex + "c0").replace(" ", ""),
                HexFormat.of().formatHex(MsgpackWriter.write(Arrays.asList(1L, large, "a", large, large, null))));
    }

    @Test
    void lists() {
        is(List.of(), "90");
        is(List.of(1L, List.of("a"), List.of()), "93 01 91a161 90");
        is(Collections.nCopies(15, 1L), "9f" + "01".repeat(15));
        is(Collections.nCopies(16, 1L), "dc 0010" + "01".repeat(16));
        is(Collections.nCopies(65_535, 1L), "dc ffff" + "01".repeat(65_535));
        is(Collections.nCopies(65_536, 1L), "dd 00010000" + "01".repeat(65_536));
    }

    @Test
    void maps() {
        is(Map.of(), "80");
        is(Map.of("a", Map.of("b", List.of())), "81 a161 81 a162 90");
        var members = new LinkedHashMap<String, Object>();
        var hex = new StringBuilder();
        for (char name = 'a'; name < 'a' + 15; name++) {
            members.put(String.valueOf(name), (long) name);
            hex.append("a1").append(HexFormat.of().toHexDigits((byte) name)).append(HexFormat.of().toHexDigits((byte) name));
        }
        is(members, "8f" + hex);
        members.put("z", 0L);
        is(members, "de 0010" + hex + "a17a00");
        assertEquals(members, read("df 00000010" + hex + "a17a00"));
        assertEquals(List.copyOf(members.keySet()), List.copyOf(((Map<?, ?>) read("de 0010" + hex + "a17a00")).keySet()));
    }

    @Test
    void namesOfMembers() {
        assertEquals(Map.of("1", true, "-1", false), read("82 01 c3 ff c2"));      // as JavaScript takes them
        assertEquals(Map.of("1", true, "1.5", false, "1e+21", true, "NaN", false, "18446744073709552000", true),
                read("85 cb3ff0000000000000 c3 cb3ff8000000000000 c2 cb444b1ae4d6e2ef50 c3 cb7ff8000000000000 c2"
                        + "cfffffffffffffffff c3"));
        assertEquals(Map.of("a", 2L), read("82 a161 01 a161 02"));                 // the last of equal ones
        for (String noName : List.of("81 c0 01", "81 c3 01", "81 9101 01", "81 90 01", "81 c40101 01")) {
            assertTrue(refuses(noName).getMessage().contains("name"), noName);
        }
    }

    @Test
    void extensionsOfNotepack() {
        assertNull(read("d4 00 00"));                                               // undefined
        assertEquals("2018-11-26T15:00:00.123Z", read("d7 00 000001675088c5fb"));
        assertEquals("1969-12-31T23:59:59.999Z", read("d7 00 ffffffffffffffff"));
        for (String data : List.of("c7 03 00 010203", "c8 0003 00 010203", "c9 00000003 00 010203")) {      // an ArrayBuffer
            assertArrayEquals(new byte[] {1, 2, 3}, (byte[]) read(data));
        }
        assertArrayEquals(new byte[0], (byte[]) read("c7 00 00"));
        for (int length : new int[] {1, 8}) {                                       // of the same length as undefined and a date
            String data = "0%d 00".formatted(length) + "07".repeat(length);
            for (String header : List.of("c7", "c8 00", "c9 000000")) {
                assertEquals("07".repeat(length), HexFormat.of().formatHex((byte[]) read(header + data)), header + data);
            }
        }
        assertArrayEquals(new byte[16], (byte[]) read("d8 00 00000000000000000000000000000000"));
    }

    @Test
    void timestamps() {
        assertEquals("2018-11-26T15:00:00.000Z", read("d6 ff 5bfc0a70"));
        assertEquals("2018-11-26T15:00:00.123Z", read("d7 ff 1d5353005bfc0a70"));
        assertEquals("2018-11-26T15:00:00.123456789Z", read("d7 ff 1d6f34545bfc0a70"));
        assertEquals("1969-12-31T23:59:59.000Z", read("c7 0c ff 00000000 ffffffffffffffff"));
        assertEquals("1969-12-31T23:59:59.500Z", read("c7 0c ff 1dcd6500 ffffffffffffffff"));
        assertTrue(refuses("c7 02 ff 0000").getMessage().contains("2 bytes"));
        assertTrue(refuses("c7 0c ff 00000000 7fffffffffffffff").getMessage().contains("too far"));
    }

    /** {@code new Date(8.64e15 + 1)} is an invalid date in JavaScript, which is null in JSON. */
    @Test
    void aDateThatJavaScriptHasNotIsNull() {
        assertEquals("+275760-09-13T00:00:00.000Z", read("d7 00 001eb208c2dc0000"));
        assertNull(read("d7 00 001eb208c2dc0001"));
        assertEquals("-271821-04-20T00:00:00.000Z", read("d7 00 ffe14df73d240000"));
        assertNull(read("d7 00 ffe14df73d23ffff"));
        assertNull(read("d7 00 8000000000000000"));
        assertNull(read("d7 00 7fffffffffffffff"));
    }

    @Test
    void otherExtensionsAreRefused() {
        for (String unknown : List.of("d4 01 00", "d5 02 0000", "d6 05 00000000", "c7 01 fe 00")) {
            assertTrue(refuses(unknown).getMessage().contains("unknown type"), unknown);
        }
        refuses("c1");
    }

    @Test
    void everyPrefixOfAMessageIsRefused() {
        byte[] whole = MsgpackWriter.write(Map.of("list", List.of(1L, 1_000L, 100_000L, 10_000_000_000L, 1.5, "text", new byte[3]),
                "map", Map.of("a", Map.of())));
        assertInstanceOf(Map.class, read(whole));
        for (int length = 0; length < whole.length; length++) {
            byte[] prefix = Arrays.copyOf(whole, length);
            assertThrows(MalformedException.class, () -> read(prefix));
        }
        refuses("01 01");
    }

    /** The messages are short; what they announce would take gigabytes. */
    @Test
    void lengthsThatTheMessageCannotHave() {
        for (String liar : List.of("c6 7fffffff", "c6 ffffffff", "db ffffffff", "c9 ffffffff 00", "dd ffffffff", "df ffffffff",
                "df 80000000", "df 00000002 a161 01", "dd 00000002 01", "91".repeat(500) + "dd 7fffffff")) {
            refuses(liar);
        }
    }

    @Test
    void depthHasALimit() throws Exception {
        String deepest = "91".repeat(JsonReader.MAX_DEPTH - 1) + "90";
        assertEquals(1, ((List<?>) read(deepest)).size());
        assertEquals(MalformedException.DEPTH, refuses("91" + deepest).limit());
        assertEquals(MalformedException.DEPTH, refuses("91".repeat(1_000_000)).limit());
        assertEquals(MalformedException.DEPTH, refuses("81a161".repeat(1_000_000)).limit());
        assertNull(refuses("9191").limit());
        StackOf.kilobytes(16, () -> read(deepest));                                 // it does not recurse
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        var random = new Random(11);
        var values = new RandomValues(random, true);
        int same = 0;
        for (int i = 0; i < 20_000; i++) {
            Object value = values.value(4);
            if (!String.valueOf(value).matches("(?s).*\\p{Cs}.*")) {                // lone surrogates cannot be the same
                byte[] message = MsgpackWriter.write(value);
                Object again = read(message);
                assertArrayEquals(message, MsgpackWriter.write(again));
                assertEquals(asText(value), asText(again));
                same++;
            }
        }
        assertTrue(same > 10_000, "only " + same + " were tried");
    }

    /** {@return the value as text, with the bytes of binary data} */
    private static String asText(Object value) {
        if (value instanceof byte[] bytes) {
            return Arrays.toString(bytes);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(MsgpackTest::asText).toList().toString();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(entry -> entry.getKey() + "=" + asText(entry.getValue())).toList().toString();
        }
        return String.valueOf(value);
    }

    @Test
    void anyBytesAreReadOrRefused() {
        var random = new Random(5);
        int read = 0;
        for (int i = 0; i < 300_000; i++) {
            byte[] any = new byte[1 + random.nextInt(20)];
            random.nextBytes(any);
            try {
                read(any);
                read++;
            } catch (MalformedException expected) {
                assertFalse(expected.getMessage().isEmpty());
            }
        }
        assertTrue(read > 1_000, "only " + read + " were read");
    }

    @Test
    void messagesWithOneWrongByteAreReadOrRefused() {
        var random = new Random(6);
        var values = new RandomValues(random, true);
        for (int i = 0; i < 20_000; i++) {
            byte[] message = MsgpackWriter.write(values.value(3));
            message[random.nextInt(message.length)] = (byte) random.nextInt();
            try {
                read(message);
            } catch (MalformedException expected) {
                assertFalse(expected.getMessage().isEmpty());
            }
        }
    }

    @Test
    void onlyPlainValuesAreWritten() {
        assertEquals("2a", HexFormat.of().formatHex(MsgpackWriter.write(42)));
        for (Object other : List.of('a', 1.5f, new int[0], new ArrayList<>(List.of(new ByteArrayOutputStream())))) {
            assertThrows(IllegalArgumentException.class, () -> MsgpackWriter.write(other));
        }
    }
}
