package enchufe.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) straight from UTF-8 bytes, and accepts exactly what {@code JSON.parse} accepts. Its values are
 * {@code null}, {@code Boolean}, {@code Long} (integers that fit), {@code Double} (all other numbers), {@code String},
 * {@code ArrayList} and {@code LinkedHashMap}, where the last of equal keys wins. It does not recurse, so no peer can exhaust the
 * stack. It adds up what the values take on the heap, which may be thirty times the size of the text. A reader reads one text, and
 * is used by one thread.
 */
public final class JsonReader {
    /** How deeply arrays and objects may be nested: code that walks through the values needs stack for each level. */
    public static final int MAX_DEPTH = 1_000;

    private static final int END = -1;
    private static final int OTHER = -2;            // any byte outside ASCII: not part of the grammar
    private static final Object MORE = new Object();

    private final byte[] in;
    private final int end;
    private final int maxDepth;
    private final long maxHeapBytes;
    private int at;
    private Container open;                         // the innermost one that has not ended
    private long heapBytes;

    /**
     * Makes a reader of a part of an array.
     *
     * @param utf8 the array; malformed UTF-8 inside strings becomes U+FFFD
     * @param from where the text begins
     * @param to where the text ends (exclusive)
     * @param maxDepth how deeply arrays and objects may be nested
     */
    public JsonReader(byte[] utf8, int from, int to, int maxDepth) {
        this(utf8, from, to, maxDepth, Long.MAX_VALUE);
    }

    /**
     * Makes a reader with a limit for what the values may take.
     *
     * @param utf8 the array; malformed UTF-8 inside strings becomes U+FFFD
     * @param from where the text begins
     * @param to where the text ends (exclusive)
     * @param maxDepth how deeply arrays and objects may be nested
     * @param maxHeapBytes how many bytes of the heap the values may take; checked while they are made
     */
    public JsonReader(byte[] utf8, int from, int to, int maxDepth, long maxHeapBytes) {
        this.in = utf8;
        this.at = from;
        this.end = to;
        this.maxDepth = maxDepth;
        this.maxHeapBytes = maxHeapBytes;
    }

    /**
     * {@return the text's value, which has nothing but whitespace around it} Throws a {@link MalformedException} if it is not JSON
     * or exceeds a limit.
     */
    public Object read() {
        Object value = readText();
        if (next() != END) {
            throw expected("nothing more");
        }
        return value;
    }

    /** {@return how many bytes the value that was read takes on the heap: an estimate, rarely wrong by half} */
    public long heapBytes() {
        return heapBytes;
    }

    /** Reads values, adding each to the container around it, until the outermost one is complete. */
    private Object readText() {
        while (true) {
            Object value = readValue();
            while (value != MORE) {
                if (open == null) {
                    return value;
                }
                open.add(value);
                count(open.array != null ? HeapBytes.ELEMENT : HeapBytes.MEMBER);
                value = readSeparator();
            }
        }
    }

    /** {@return a value, or MORE after the start of a container that is not empty} */
    private Object readValue() {
        return switch (next()) {
            case '"' -> readString();
            case '{' -> readObjectStart();
            case '[' -> readArrayStart();
            case 't' -> readLiteral("true", Boolean.TRUE);
            case 'f' -> readLiteral("false", Boolean.FALSE);
            case 'n' -> readLiteral("null", null);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> readNumber();
            default -> throw expected("a value");
        };
    }

    private Object readObjectStart() {
        enter();
        var object = new LinkedHashMap<String, Object>();
        if (next() == '}') {
            at++;
            count(HeapBytes.MAP);
            return object;
        }
        count(HeapBytes.MAP_TABLE);
        open = new Container(open, null, object);
        readName();
        return MORE;
    }

    private Object readArrayStart() {
        enter();
        if (next() == ']') {
            at++;
            count(HeapBytes.LIST);
            return new ArrayList<>();
        }
        count(HeapBytes.LIST_ARRAY);
        open = new Container(open, new ArrayList<>(4), null);       // an event has its name and one or two arguments
        return MORE;
    }

    private void enter() {
        int depth = open == null ? 1 : open.depth + 1;
        if (depth > maxDepth) {
            throw new MalformedException("nested deeper than " + maxDepth + " at byte " + at, MalformedException.DEPTH);
        }
        at++;
    }

    private void readName() {
        if (next() != '"') {
            throw expected("a name in quotes");
        }
        open.name = readString();
        if (next() != ':') {
            throw expected("':'");
        }
        at++;
    }

    /** {@return MORE after a comma, or the container that ends here} */
    private Object readSeparator() {
        boolean inArray = open.array != null;
        int c = next();
        if (c == ',') {
            at++;
            if (!inArray) {
                readName();
            }
            return MORE;
        }
        if (c != (inArray ? ']' : '}')) {
            throw expected(inArray ? "',' or ']'" : "',' or '}'");
        }
        at++;
        Object closed = inArray ? open.array : open.object;
        open = open.outer;
        return closed;
    }

    private Object readLiteral(String literal, Object value) {
        for (int i = 0; i < literal.length(); i++, at++) {
            if (at == end || in[at] != literal.charAt(i)) {
                throw expected(literal);
            }
        }
        return value;
    }

    /** Reads a string. Most have no escapes and are copied once; the others go to {@link Escapes}. */
    private String readString() {
        int start = ++at;
        int seen = 0;                               // negative after a byte outside ASCII
        for (int i = EightBytes.skipPlain(in, start, end); i < end; i++) {
            byte b = in[i];
            if (b == '"') {
                at = i + 1;
                if (seen < 0) {
                    return counted(new String(in, start, i - start, UTF_8), 2);
                }
                count(HeapBytes.STRING + i - start);
                return new String(in, start, i - start, ISO_8859_1);
            }
            if (b == '\\') {
                return readEscaped(start, i, seen);
            }
            if (b < ' ' && b >= 0) {
                at = i;
                throw expected("no control character in a string");
            }
            seen |= b;
        }
        at = end;
        throw expected("a closing quote");
    }

    private String readEscaped(int start, int firstEscape, int seenBefore) {
        int seen = seenBefore;                      // the byte after a backslash is ASCII, or is refused
        int i = firstEscape;
        while (i < end && in[i] != '"') {
            byte b = in[i];
            if (b < ' ' && b >= 0) {
                at = i;
                throw expected("no control character in a string");
            }
            seen |= b;
            i += b == '\\' ? 2 : 1;
        }
        if (i >= end) {
            at = end;
            throw expected("a closing quote");
        }
        at = i + 1;
        return counted(Escapes.decode(in, start, i), seen < 0 ? 2 : 1);
    }

    private String counted(String text, int bytesPerCharacter) {
        count(HeapBytes.STRING + (long) bytesPerCharacter * text.length());
        return text;
    }

    private Number readNumber() {
        int start = at;
        boolean negative = in[at] == '-';
        if (negative) {
            at++;
        }
        int firstDigit = at;
        long value = readDigits(0);
        int digits = at - firstDigit;
        if (digits > 1 && in[firstDigit] == '0') {
            at = firstDigit + 1;
            throw expected("no digit after a leading zero");
        }
        if (at < end && (in[at] == '.' || in[at] == 'e' || in[at] == 'E')) {
            return readFraction(start, negative, digits, value);
        }
        if (digits < Numbers.LONG_DIGITS) {
            count(HeapBytes.of(value));
            return negative ? -value : value;
        }
        count(HeapBytes.NUMBER);
        return Numbers.big(new String(in, start, at - start, ISO_8859_1));
    }

    private Double readFraction(int start, boolean negative, int digits, long integer) {
        count(HeapBytes.NUMBER);
        long value = integer;
        int scale = 0;
        if (in[at] == '.') {
            int point = at++;
            value = readDigits(value);
            scale = at - point - 1;
        }
        boolean exponent = at < end && (in[at] == 'e' || in[at] == 'E');
        if (exponent) {
            at++;
            if (at < end && (in[at] == '+' || in[at] == '-')) {
                at++;
            }
            readDigits(0);
        }
        if (!exponent && digits + scale <= Numbers.EXACT_DIGITS) {
            double magnitude = Numbers.scaled(value, scale);
            return negative ? -magnitude : magnitude;
        }
        return Double.valueOf(new String(in, start, at - start, ISO_8859_1));
    }

    /** Reads one or more digits as a continuation of a value. With {@link Numbers#LONG_DIGITS} or more it may have overflowed. */
    private long readDigits(long value) {
        int first = at;
        long result = value;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            result = 10 * result + in[at++] - '0';
        }
        if (at == first) {
            throw expected("a digit");
        }
        return result;
    }

    /** Skips whitespace. {@return the next byte, which is not consumed; or END or OTHER} */
    private int next() {
        while (at < end) {
            int b = in[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b < 0 ? OTHER : b;
            }
            at++;
        }
        return END;
    }

    private void count(long bytes) {
        heapBytes += bytes;
        if (heapBytes > maxHeapBytes) {
            throw HeapBytes.tooMuch(maxHeapBytes);
        }
    }

    private MalformedException expected(String what) {
        return new MalformedException("expected " + what + " at byte " + at);
    }

    /** An array or object that has not ended. */
    private static final class Container {
        final Container outer;
        final int depth;
        final List<Object> array;                   // null for an object
        final Map<String, Object> object;           // null for an array
        String name;

        Container(Container outer, List<Object> array, Map<String, Object> object) {
            this.outer = outer;
            this.depth = outer == null ? 1 : outer.depth + 1;
            this.array = array;
            this.object = object;
        }

        void add(Object value) {
            if (array != null) {
                array.add(value);
            } else {
                object.put(name, value);
            }
        }
    }
}
