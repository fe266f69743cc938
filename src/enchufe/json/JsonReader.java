package enchufe.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) straight from UTF-8 bytes, and accepts exactly what {@code JSON.parse} accepts. Its values are
 * {@code null}, {@code Boolean}, {@code Long} (integers that fit), {@code Double} (all other numbers), {@code String},
 * {@code ArrayList} and {@code LinkedHashMap}, where the last of equal keys wins. One method for each rule of the grammar.
 */
public final class JsonReader {
    /** How deeply arrays and objects may be nested: each level costs stack. */
    public static final int MAX_DEPTH = 1_000;

    private static final int END = -1;
    private static final int OTHER = -2;            // any byte outside ASCII: none belongs to the grammar

    private final byte[] in;
    private final int end;
    private final int maxDepth;
    private int at;
    private int depth;

    private JsonReader(byte[] in, int from, int to, int maxDepth) {
        this.in = in;
        this.at = from;
        this.end = to;
        this.maxDepth = maxDepth;
    }

    /**
     * Reads one value that fills a part of an array, but for whitespace.
     *
     * @param utf8 the array; malformed UTF-8 inside strings becomes U+FFFD
     * @param from where to begin
     * @param to where the text ends (exclusive)
     * @param maxDepth how deeply arrays and objects may be nested
     * @return the value
     * @throws JsonException if the text is not JSON or nested too deeply
     */
    public static Object read(byte[] utf8, int from, int to, int maxDepth) {
        var reader = new JsonReader(utf8, from, to, maxDepth);
        Object value = reader.readValue();
        if (reader.next() != END) {
            throw reader.expected("nothing more");
        }
        return value;
    }

    /**
     * Reads one value that fills a buffer, nested at most {@link #MAX_DEPTH} deep.
     *
     * @param utf8 a buffer with an accessible array; its position is left alone
     * @return the value
     * @throws JsonException if the text is not JSON or nested too deeply
     */
    public static Object read(ByteBuffer utf8) {
        int offset = utf8.arrayOffset();
        return read(utf8.array(), offset + utf8.position(), offset + utf8.limit(), MAX_DEPTH);
    }

    private Object readValue() {
        return switch (next()) {
            case '"' -> readString();
            case '{' -> readObject();
            case '[' -> readArray();
            case 't' -> readLiteral("true", Boolean.TRUE);
            case 'f' -> readLiteral("false", Boolean.FALSE);
            case 'n' -> readLiteral("null", null);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> readNumber();
            default -> throw expected("a value");
        };
    }

    private Map<String, Object> readObject() {
        enter();
        var object = new LinkedHashMap<String, Object>();
        if (next() == '}') {
            return leave(object);
        }
        while (true) {
            if (next() != '"') {
                throw expected("a name in quotes");
            }
            String name = readString();
            if (next() != ':') {
                throw expected("':'");
            }
            at++;
            object.put(name, readValue());
            switch (next()) {
                case '}' -> {
                    return leave(object);
                }
                case ',' -> at++;
                default -> throw expected("',' or '}'");
            }
        }
    }

    private List<Object> readArray() {
        enter();
        var array = new ArrayList<Object>();
        if (next() == ']') {
            return leave(array);
        }
        while (true) {
            array.add(readValue());
            switch (next()) {
                case ']' -> {
                    return leave(array);
                }
                case ',' -> at++;
                default -> throw expected("',' or ']'");
            }
        }
    }

    private void enter() {
        if (++depth > maxDepth) {
            throw new JsonException("nested deeper than " + maxDepth + " at byte " + at);
        }
        at++;
    }

    private <T> T leave(T container) {
        depth--;
        at++;
        return container;
    }

    private Object readLiteral(String literal, Object value) {
        for (int i = 0; i < literal.length(); i++, at++) {
            if (at == end || in[at] != literal.charAt(i)) {
                throw expected(literal);
            }
        }
        return value;
    }

    /** Plain strings, the most of them, are copied once; those with escapes take a way of their own. */
    private String readString() {
        int start = ++at;
        int seen = 0;                               // negative once a byte outside ASCII has come
        for (int i = EightBytes.skipPlain(in, start, end); i < end; i++) {
            byte b = in[i];
            if (b == '"') {
                at = i + 1;
                return new String(in, start, i - start, seen < 0 ? UTF_8 : ISO_8859_1);
            }
            if (b == '\\') {
                return readEscaped(start, i);
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

    private String readEscaped(int start, int firstEscape) {
        at = firstEscape;
        while (stringByte() != '"') {
            at += in[at] == '\\' ? 2 : 1;
        }
        String text = Escapes.decode(in, start, firstEscape, at);
        at++;
        return text;
    }

    private byte stringByte() {
        if (at >= end) {
            throw expected("a closing quote");
        }
        if (in[at] < ' ' && in[at] >= 0) {
            throw expected("no control character in a string");
        }
        return in[at];
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
            return negative ? -value : value;
        }
        return Numbers.big(new String(in, start, at - start, ISO_8859_1));
    }

    private Double readFraction(int start, boolean negative, int digits, long integer) {
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

    /** Reads one digit or more as a continuation of a value; after {@link Numbers#LONG_DIGITS} of them it means nothing. */
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

    /** {@return the next byte that is not whitespace, not yet consumed; or END or OTHER} */
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

    private JsonException expected(String what) {
        return new JsonException("expected " + what + " at byte " + at);
    }
}
