package enchufe.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonBinderTest {
    enum Colour { RED, GREEN }

    private record User(String name, int age) {}

    private record Everything(boolean yes, Boolean no, byte b, short s, int i, long l, float f, double d, char c,
            String text, Colour colour, User user, Object any, Number number) {}

    private record Generic(List<User> list, Set<String> set, Collection<Long> collection, Map<String, User> map,
            Map<Colour, List<? extends Number>> byColour, Optional<User> some, Optional<User> none, User[] array, int[] ints,
            List<String>[] lists) {}

    private record Page<T>(T first, List<T> items, T[] array) {}

    private record Holder(Page<User> page, List<Page<Integer>> pages) {}

    private record Tree(int value, List<Tree> children, Tree next) {}

    private record Picture(byte[] pixels, ByteBuffer more) {}

    private record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("not positive");
            }
        }
    }

    private static Object read(String json) {
        return JsonReaderTest.read(json.getBytes(UTF_8));
    }

    private static <T> T bind(String json, Class<T> target) {
        return JsonBinder.bind(read(json), target, "argument 0");
    }

    private static void refuses(String expected, Object value, Class<?> target) {
        var e = assertThrows(BindException.class, () -> JsonBinder.bind(value, target, "argument 0 (\"say\")"));
        assertEquals("argument 0 (\"say\"): " + expected, e.getMessage());
    }

    @Test
    void bindsEveryKindOfComponent() {
        assertEquals(new Everything(true, false, (byte) -128, (short) 7, 3, 1L << 60, 0.1f, 1.5, 'é', "x", Colour.GREEN,
                new User("Ada", 36), List.of(1L), 2L),
                bind("""
                {"yes":true,"no":false,"b":-128,"s":7,"i":3.0,"l":1152921504606846976,"f":0.1,"d":1.5,"c":"é","text":"x",
                 "colour":"GREEN","user":{"age":36,"name":"Ada","unknown":[1]},"any":[1],"number":2}""", Everything.class));
    }

    @Test
    void bindsGenericComponents() {
        Generic bound = bind("""
                {"list":[{"name":"a","age":1}],"set":["x","x"],"collection":[1,2],"map":{"b":{"name":"b","age":2}},
                 "byColour":{"RED":[1,2.5]},"some":{"name":"c","age":3},"array":[null,{"name":"d","age":4}],"ints":[1,2],
                 "lists":[["p"],[]]}""", Generic.class);
        assertEquals(List.of(new User("a", 1)), bound.list());
        assertEquals(Set.of("x"), bound.set());
        assertEquals(List.of(1L, 2L), bound.collection());
        assertEquals(Map.of("b", new User("b", 2)), bound.map());
        assertEquals(Map.of(Colour.RED, List.of(1L, 2.5)), bound.byColour());
        assertEquals(Optional.of(new User("c", 3)), bound.some());
        assertEquals(Optional.empty(), bound.none());
        assertArrayEquals(new User[] {null, new User("d", 4)}, bound.array());
        assertArrayEquals(new int[] {1, 2}, bound.ints());
        assertArrayEquals(new Object[] {List.of("p"), List.of()}, bound.lists());
    }

    @Test
    void bindsGenericRecords() {
        Holder holder = bind("""
                {"page":{"first":{"name":"a","age":1},"items":[{"name":"b","age":2}],"array":[]},
                 "pages":[{"first":1,"items":[2],"array":[3]}]}""", Holder.class);
        assertEquals(new User("a", 1), holder.page().first());
        assertEquals(List.of(new User("b", 2)), holder.page().items());
        assertEquals(0, holder.page().array().length);
        assertEquals(List.of(2), holder.pages().get(0).items());
        assertEquals(1L, bind("{\"first\":1}", Page.class).first(), "a raw one takes what comes");
    }

    @Test
    void bindsToTypesOfMethodsAndFields() throws ReflectiveOperationException {
        Type type = Generic.class.getRecordComponents()[0].getGenericType();
        assertEquals(List.of(new User("a", 1)), JsonBinder.bind(read("[{\"name\":\"a\",\"age\":1}]"), type, "argument 0"));
    }

    @Test
    void bindsRecursiveRecords() throws InterruptedException {
        assertEquals(new Tree(1, List.of(new Tree(2, List.of(), null)), null),
                bind("{\"value\":1,\"children\":[{\"value\":2,\"children\":[]}]}", Tree.class));
        String deep = "{\"value\":1,\"next\":".repeat(JsonReader.MAX_DEPTH) + "null" + "}".repeat(JsonReader.MAX_DEPTH);
        StackOf.kilobytes(4096, () -> assertEquals(1, bind(deep, Tree.class).value()));
        StackOf.kilobytes(200, () -> assertThrows(BindException.class, () -> bind(deep, Tree.class)));
    }

    @Test
    void bindsBinaryDataBothWays() {
        var value = new LinkedHashMap<String, Object>();
        value.put("pixels", ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2));
        value.put("more", new byte[] {4});
        Picture picture = JsonBinder.bind(value, Picture.class, "argument 0");
        assertArrayEquals(new byte[] {2, 3}, picture.pixels());
        assertEquals(ByteBuffer.wrap(new byte[] {4}), picture.more());
        byte[] bytes = {5};
        assertSame(bytes, JsonBinder.bind(bytes, byte[].class, "argument 0"));
        refuses("expected byte[], got \"x\" (string)", "x", byte[].class);
        refuses("expected an array, got 1 bytes of binary data", bytes, List.class);
    }

    @Test
    void whatIsMissingOrNullIsNullUnlessPrimitive() {
        assertEquals(new User(null, 3), bind("{\"age\":3}", User.class));
        assertEquals(new User(null, 3), bind("{\"age\":3,\"name\":null}", User.class));
        assertNull(bind("null", User.class));
        assertNull(bind("null", Integer.class));
        refuses("User misses age (int); came: \"name\"", read("{\"name\":\"x\"}"), User.class);
        refuses("age: expected int, got null", read("{\"name\":\"x\",\"age\":null}"), User.class);
        refuses("User misses age (int); nothing came", read("{}"), User.class);
        refuses("User misses name (String: is \"Name\" meant for it?), age (int: is \"AGE\" meant for it?); came: \"Name\", \"AGE\"",
                read("{\"Name\":\"x\",\"AGE\":3}"), User.class);
        refuses("expected boolean, got null", null, boolean.class);
    }

    @Test
    void numbersMustFitExactly() {
        refuses("expected int, got 1.5 (number)", 1.5, int.class);
        refuses("expected int, got 2147483648 (number)", 2147483648L, int.class);
        refuses("expected byte, got 300 (number)", 300L, byte.class);
        refuses("expected short, got -32769 (number)", -32769L, short.class);
        refuses("expected long, got 9.223372036854776E18 (number)", 0x1p63, long.class);
        refuses("expected double, got 9007199254740993 (number)", (1L << 53) + 1, double.class);
        refuses("expected Double, got 9223372036854775807 (number)", Long.MAX_VALUE, Double.class);
        refuses("expected float, got 16777217 (number)", 16777217L, float.class);
        refuses("expected float, got 1.0E300 (number)", 1e300, float.class);
        refuses("expected BigInteger, got 0.5 (number)", 0.5, BigInteger.class);
        refuses("expected BigDecimal, got Infinity (number)", Double.POSITIVE_INFINITY, BigDecimal.class);
        refuses("expected BigDecimal, got NaN (number)", Double.NaN, BigDecimal.class);        // from MessagePack
        refuses("expected BigInteger, got NaN (number)", Double.NaN, BigInteger.class);
        assertEquals(3, JsonBinder.bind(3.0, int.class, ""));
        assertEquals(Integer.MIN_VALUE, JsonBinder.bind(-2147483648L, Integer.class, ""));
        assertEquals(Long.MIN_VALUE, JsonBinder.bind(-0x1p63, long.class, ""));
        assertEquals(0x1p53, JsonBinder.bind(1L << 53, double.class, ""));
        assertEquals(-0x1p63, JsonBinder.bind(Long.MIN_VALUE, double.class, ""));
        assertEquals(new BigDecimal("0.1"), JsonBinder.bind(0.1, BigDecimal.class, ""));
        assertEquals(new BigInteger("1000000000000000000000"), JsonBinder.bind(1e21, BigInteger.class, ""));
    }

    @Test
    void aMismatchSaysWhereWhatAndWhatInstead() {
        refuses("list[1].age: expected int, got \"x\" (string)",
                read("{\"list\":[{\"age\":1},{\"age\":\"x\"}]}"), Generic.class);
        refuses("map.k.y: expected User (object), got an array of 2", read("{\"map\":{\"k.y\":[1,2]}}"), Generic.class);
        refuses("byColour.BLUE: expected Colour (one of RED, GREEN), got \"BLUE\" (string)",
                read("{\"byColour\":{\"BLUE\":[]}}"), Generic.class);
        refuses("expected User (object), got true (boolean)", true, User.class);
        refuses("expected String, got an object of 1 member", Map.of("a", 1), String.class);
        refuses("expected char, got \"ab\" (string)", "ab", char.class);
        refuses("expected boolean, got \"\\n" + "x".repeat(39) + "\"… (61 more) (string)", "\n" + "x".repeat(100), boolean.class);
    }

    @Test
    void aConstructorThatThrowsIsTheCause() {
        var e = assertThrows(BindException.class, () -> bind("{\"value\":-1}", Positive.class));
        assertEquals("argument 0: the constructor of Positive refused it: java.lang.IllegalArgumentException: not positive",
                e.getMessage());
        assertInstanceOf(IllegalArgumentException.class, e.getCause());
    }

    @Test
    void aTypeThatNothingCanBecomeIsTheCallersFault() {
        var e = assertThrows(IllegalArgumentException.class, () -> bind("\"main\"", Thread.class));
        assertTrue(e.getMessage().startsWith("nothing received can become a java.lang.Thread: what can be asked for is"));
    }
}
