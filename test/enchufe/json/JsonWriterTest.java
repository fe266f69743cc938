package enchufe.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is expected here is what {@code JSON.stringify} of Node 20 gives. */
class JsonWriterTest {
    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "another";
            }
        }
    }

    private record Item(String name, int count, Colour colour) {}

    private record Order(Item item, List<Item> more, Optional<String> note) {}

    private record Empty() {}

    private record Explosive(String text) {
        @Override
        public String text() {
            throw new IllegalStateException("boom");
        }
    }

    private static JsonWriter writer(Utf8Buffer out) {
        return new JsonWriter(out, (data, o) -> {
            throw new UnsendableException("no binary data here", null);
        });
    }

    private static String write(Object value) {
        var out = new Utf8Buffer();
        writer(out).write(value);
        return out.toString();
    }

    private static Object readBack(Object value) {
        return JsonReaderTest.read(write(value).getBytes(UTF_8));
    }

    private static String refusal(Object value) {
        return assertThrows(IllegalArgumentException.class, () -> write(value)).getMessage();
    }

    @Test
    void writesPlainValues() {
        assertEquals("[null,true,false,\"a\",\"b\",\"c\",\"RED\",\"GREEN\"]",
                write(Arrays.asList(null, true, false, "a", new StringBuilder("b"), 'c', Colour.RED, Colour.GREEN)));
    }

    @Test
    void writesStringsAsJavaScriptDoes() {
        assertEquals("\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\u007f\u0080\u2028é€😀\\ud800x\\udc00\\ud83d\"",
                write("\u0000\u0001\b\t\n\u000b\f\r\u001f \"\\/\u007f\u0080\u2028é€😀\ud800x\udc00\ud83d"));
        assertEquals("[\"\\ud83d\",\"\\udfff\\ud800\"]", write(List.of("\ud83d", "\udfff\ud800")));
    }

    @Test
    void writesLongStringsWholeWhereverAPairFalls() {
        for (int length = 1020; length < 1030; length++) {
            String text = "x".repeat(length) + "😀\u0001é".repeat(2000);
            assertEquals(text, readBack(text));
        }
    }

    @Test
    void writesIntegers() {
        assertEquals("[0,-1,7,10,99,100,-128,2147483647,-9223372036854775808,9223372036854775807,5,"
                + "123456789012345678901234567890]",
                write(List.of(0, -1, (short) 7, 10, 99, 100L, (byte) -128, Integer.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE,
                        new AtomicLong(5), new BigInteger("123456789012345678901234567890"))));
        assertEquals("[1.50,1E+999999999]", write(List.of(new BigDecimal("1.50"), new BigDecimal("1E+999999999"))));
    }

    @Test
    void writesDoublesAsJavaScriptDoes() {
        var expected = new LinkedHashMap<Double, String>();
        expected.put(3.0, "3");
        expected.put(-0.0, "0");
        expected.put(-1.5, "-1.5");
        expected.put(0.1, "0.1");
        expected.put(0.30000000000000004, "0.30000000000000004");
        expected.put(1 / 3.0, "0.3333333333333333");
        expected.put(123456.789, "123456.789");
        expected.put(0.000001, "0.000001");
        expected.put(1e-7, "1e-7");
        expected.put(-1.5e-7, "-1.5e-7");
        expected.put(9.5e-7, "9.5e-7");
        expected.put(1e20, "100000000000000000000");
        expected.put(123456789012345680000.0, "123456789012345680000");
        expected.put(1e21, "1e+21");
        expected.put(1.1e21, "1.1e+21");
        expected.put(0x1p53, "9007199254740992");
        expected.put(0x1p63, "9223372036854776000");
        expected.put(Double.MAX_VALUE, "1.7976931348623157e+308");
        expected.put(Double.MIN_NORMAL, "2.2250738585072014e-308");
        expected.put(Double.MIN_VALUE, "5e-324");
        expected.put(4.9406564584124654e-322, "4.94e-322");
        expected.put(2e23, "2e+23");
        expected.put(8.41e21, "8.41e+21");
        expected.put(0x1p-44, "5.684341886080802e-14");
        expected.put(0x1p-24, "5.960464477539063e-8");
        expected.put(0x1p-25, "2.9802322387695312e-8");      // a tie of two shortest forms: the even one
        expected.put(9.999999999999999e22, "1e+23");
        expected.put(Double.NaN, "null");
        expected.put(Double.NEGATIVE_INFINITY, "null");
        expected.forEach((value, text) -> assertEquals(text, write(value)));
    }

    @Test
    void writesFloatsWithTheirOwnDigits() {
        assertEquals("[0.1,16777216,1.5,null]", write(new float[] {0.1f, 16777216f, 1.5f, Float.NaN}));
    }

    @Test
    void writtenDoublesReadBackTheSame() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertEquals(value, Double.parseDouble(write(value)), () -> "seed " + seed);
            }
        }
    }

    @Test
    void writesMapsArraysAndIterables() {
        var map = new LinkedHashMap<Object, Object>();
        map.put("a\"", 1);
        map.put(2, List.of());
        map.put(Colour.GREEN, Map.of());
        map.put(null, new Object[] {1, new int[] {2, 3}, new char[] {'x'}, new boolean[0]});
        assertEquals("{\"a\\\"\":1,\"2\":[],\"GREEN\":{},\"null\":[1,[2,3],[\"x\"],[]]}", write(map));
        assertEquals("{\"GREEN\":1}", write(new EnumMap<>(Map.of(Colour.GREEN, 1))));
        Iterable<Integer> numbers = () -> List.of(1, 2).iterator();
        assertEquals("[1,2]", write(numbers));
        assertEquals("[\"x\",null]", write(List.of(Optional.of("x"), Optional.empty())));
    }

    @Test
    void writesRecordsAsObjectsInTheOrderOfTheirComponents() {
        var order = new Order(new Item("é", 2, Colour.RED), List.of(new Item(null, 0, null)), Optional.empty());
        assertEquals("{\"item\":{\"name\":\"é\",\"count\":2,\"colour\":\"RED\"},"
                + "\"more\":[{\"name\":null,\"count\":0,\"colour\":null}],\"note\":null}", write(order));
        assertEquals("{}", write(new Empty()));
        record Local(int x) {}
        assertEquals("{\"x\":1}", write(new Local(1)));
    }

    @Test
    void whatHasNoJsonFormIsNamedWithItsPlace() {
        String message = refusal(Map.of("users", List.of(1, Map.of("id", new Object()))));
        assertTrue(message.startsWith("users[1].id: cannot send a java.lang.Object: what can be sent is null, "), message);
        assertTrue(refusal(Path.of("a")).contains("Path"));
        assertTrue(refusal(new Object()).contains("java.lang.Object"));
        assertEquals("[0]: no binary data here", refusal(List.of(new byte[1])));
    }

    @Test
    void anAccessorThatThrowsIsTheCause() {
        var e = assertThrows(UnsendableException.class, () -> write(new Explosive("x")));
        assertEquals("text: the accessor " + Explosive.class.getName() + ".text() failed", e.getMessage());
        assertEquals("boom", e.getCause().getMessage());
    }

    @Test
    void cyclesAreRefusedWithAShortMessage() throws InterruptedException {
        var list = new ArrayList<>();
        list.add(list);
        StackOf.kilobytes(4096, () -> assertEquals("[0]".repeat(26) + "[0… (2920 more): nested deeper than 1000: is there a cycle?",
                refusal(list)));
        StackOf.kilobytes(200, () -> assertTrue(refusal(list).endsWith("is there a cycle?")));
        var map = new HashMap<String, Object>();
        map.put("self", new Object[] {Optional.of(map)});
        StackOf.kilobytes(4096, () -> assertTrue(refusal(map).startsWith("self[0].self[0].self")));
    }

    @Test
    void depthIsLimited() throws InterruptedException {
        Object deep = List.of();
        for (int i = 1; i < JsonWriter.MAX_DEPTH; i++) {
            deep = List.of(deep);
        }
        Object deepest = deep;
        StackOf.kilobytes(4096, () -> assertEquals(2 * JsonWriter.MAX_DEPTH, write(deepest).length()));
        assertTrue(refusal(List.of(deepest)).endsWith("is there a cycle?"));
    }

    @Test
    void binaryDataIsHandedToTheWriterOfBinaryData() {
        record Picture(String name, byte[] pixels) {}
        var out = new Utf8Buffer();
        var writer = new JsonWriter(out, (data, o) -> o.putDecimal(data.remaining()));
        var buffer = ByteBuffer.allocate(9).position(4);
        writer.write(List.of(new byte[3], Map.of("deep", buffer), new Picture("p", new byte[2])));
        assertEquals("[3,{\"deep\":5},{\"name\":\"p\",\"pixels\":2}]", out.toString());
        assertEquals(4, buffer.position(), "the caller's buffer is left as it was");
    }

    @Test
    void aWriterWorksAgainAfterAFailure() {
        var out = new Utf8Buffer();
        var writer = writer(out);
        for (int i = 0; i < JsonWriter.MAX_DEPTH; i++) {
            assertThrows(UnsendableException.class, () -> writer.write(List.of(List.of(new Object()))));
        }
        out.clear();
        writer.write(List.of(1));
        assertEquals("[1]", out.toString());
    }

    @Test
    void aHugeMessageDoesNotKeepItsMemory() {
        var out = new Utf8Buffer();
        writer(out).write("x".repeat(Utf8Buffer.KEPT_CAPACITY - 2));
        byte[] kept = out.array();
        out.clear();
        assertEquals(kept.length <= Utf8Buffer.KEPT_CAPACITY, out.array() == kept);
        writer(out).write("x".repeat(2 * Utf8Buffer.KEPT_CAPACITY));
        out.clear();
        assertTrue(out.array().length <= Utf8Buffer.KEPT_CAPACITY);
        assertEquals("", out.toString());
    }

    @Test
    void whatIsWrittenReadsBackTheSame() {
        long seed = new Random().nextLong();
        var values = new RandomValues(new Random(seed), false);
        for (int i = 0; i < 3_000; i++) {
            Object value = values.value(4);
            assertEquals(value, readBack(value), () -> "seed " + seed);
        }
    }
}
