package enchufe.json;

import java.util.List;
import java.util.Map;

/** The values that {@link JsonReader} makes, and {@code byte[]}, made by something else: whether they are, and how large. */
public final class PlainValues {
    private PlainValues() {}

    /** {@return a plain value as a map; empty if it is none} */
    @SuppressWarnings("unchecked")                      // plain values: their maps have strings as keys
    public static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** {@return a plain value as a list; empty if it is none} */
    @SuppressWarnings("unchecked")
    public static List<Object> list(Object value) {
        return value instanceof List<?> list ? (List<Object>) list : List.of();
    }

    /** {@return a value as a whole number from 0 to {@code end} (exclusive); -1 if it is none. As in JavaScript, 2.0 is one} */
    public static long whole(Object value, long end) {
        if (value instanceof Number number && number.longValue() == number.doubleValue() && number.longValue() < end) {
            return Math.max(-1, number.longValue());
        }
        return -1;
    }

    /**
     * {@return what a value takes on the heap, in bytes: an estimate}
     *
     * @param value null, or a {@code Boolean}, {@code Long}, {@code Double}, {@code String}, {@code byte[]}, or a {@code List} or a
     *     {@code Map} of these, with strings as keys
     * @throws MalformedException if it is or contains something else, or is nested deeper than {@link JsonReader#MAX_DEPTH}
     */
    public static long heapBytes(Object value) {
        return heapBytes(value, 0);
    }

    private static long heapBytes(Object value, int depth) {
        if (value instanceof String text) {
            return HeapBytes.STRING + 2L * text.length();
        }
        if (value == null || value instanceof Boolean) {
            return 0;
        }
        if (value instanceof Long || value instanceof Double) {
            return HeapBytes.NUMBER;
        }
        if (value instanceof byte[] bytes) {
            return HeapBytes.BYTES + bytes.length;
        }
        if (depth == JsonReader.MAX_DEPTH) {
            throw new MalformedException("nested deeper than " + JsonReader.MAX_DEPTH, MalformedException.DEPTH);
        }
        if (value instanceof List<?> list) {
            long sum = HeapBytes.list(list.size());
            for (Object element : list) {
                sum += heapBytes(element, depth + 1);
            }
            return sum;
        }
        if (value instanceof Map<?, ?> map) {
            long sum = HeapBytes.map(map.size());
            for (Map.Entry<?, ?> member : map.entrySet()) {
                if (!(member.getKey() instanceof String)) {
                    throw new MalformedException("the name of a member is no String");
                }
                sum += heapBytes(member.getKey(), depth + 1) + heapBytes(member.getValue(), depth + 1);
            }
            return sum;
        }
        throw new MalformedException("a " + value.getClass().getName() + ", which is none of the values that JSON has, nor byte[]");
    }
}
