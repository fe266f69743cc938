package enchufe.json;

import enchufe.log.Quote;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * Writes Java values as UTF-8, byte for byte as {@code JSON.stringify} writes such values: compact, without unnecessary escapes,
 * {@code 3.0} as {@code 3}, {@code NaN} as {@code null}. A record becomes an object with its components in order, an enum its
 * name. For one thread at a time.
 */
public final class JsonWriter {
    /** How deeply arrays and objects may be nested; deeper nesting is most likely a cycle. */
    public static final int MAX_DEPTH = 1_000;

    private static final String SENDABLE = "what can be sent is null, Boolean, Number, String, Character, enums, records, Map,"
            + " Iterable, arrays, Optional, java.time, UUID, URI, and byte[] or ByteBuffer as binary; convert it first, or set a"
            + " mapper with Options.json";

    private final Utf8Buffer out;
    private final BiConsumer<ByteBuffer, Utf8Buffer> binary;
    private UnaryOperator<Object> mapper;           // null without one
    private boolean mapping;
    private final int maxDepth;
    private int depth;

    /**
     * Makes a writer.
     *
     * @param out where to write
     * @param binary is given binary data, the bytes between position and limit, and writes what stands for it in the JSON; the
     *     data belongs to the caller, and must not be changed
     */
    public JsonWriter(Utf8Buffer out, BiConsumer<ByteBuffer, Utf8Buffer> binary) {
        this(out, binary, MAX_DEPTH);
    }

    /** Makes a writer with another limit of depth. */
    public JsonWriter(Utf8Buffer out, BiConsumer<ByteBuffer, Utf8Buffer> binary, int maxDepth) {
        this.out = out;
        this.binary = binary;
        this.maxDepth = maxDepth;
    }

    /** Sets what turns objects that have no JSON form into maps, lists, texts, numbers and so on; null for none. */
    public void mapper(UnaryOperator<Object> function) {
        mapper = function;
    }

    /**
     * Appends a value.
     *
     * @param value the value
     * @throws UnsendableException if the value, or something in it, has no JSON form, or throws when it is read; the buffer then
     *     contains a part of it
     */
    public void write(Object value) {
        depth = 0;
        try {
            writeValue(value);
        } catch (StackOverflowError e) {            // on a thread with little stack, this comes before MAX_DEPTH
            throw tooDeep();
        } catch (UnsendableException e) {
            throw e;
        } catch (RuntimeException e) {              // from an iterator, an entry set or a toString
            throw new UnsendableException("reading it failed: " + Quote.message(e), e);
        }
    }

    /** Only dispatches, to keep its stack frame small: there is one for each level of nesting. */
    private void writeValue(Object value) {
        if (value instanceof String text) {
            Quotes.write(text, out);
        } else if (value == null || value instanceof Number) {
            writeScalar(value);
        } else if (value instanceof Map<?, ?>) {
            writeMap((Map<?, ?>) value);
        } else if (value instanceof Record) {
            writeRecord((Record) value);
        } else if (value instanceof Object[]) {
            writeElements(Arrays.asList((Object[]) value));
        } else if (value instanceof Iterable<?> && !(value instanceof Path)) {      // a path iterates over paths
            writeElements((Iterable<?>) value);
        } else if (value instanceof Optional<?>) {
            writeValue(((Optional<?>) value).orElse(null));
        } else {
            writeScalar(value);
        }
    }

    private void writeScalar(Object value) {
        if (value == null || value instanceof Boolean) {
            out.put(String.valueOf(value));
        } else if (value instanceof CharSequence || value instanceof Character) {
            Quotes.write(value.toString(), out);
        } else if (value instanceof Number number) {
            writeNumber(number);
        } else if (value instanceof byte[] bytes) {
            binary.accept(ByteBuffer.wrap(bytes), out);
        } else if (value instanceof ByteBuffer bytes) {
            binary.accept(bytes, out);
        } else if (value instanceof Enum<?> constant) {
            Quotes.write(textOf(constant), out);
        } else if (value.getClass().isArray()) {
            writePrimitives(value);
        } else {
            writeOther(value);
        }
    }

    private void writeOther(Object value) {
        String text = TextTypes.write(value);
        if (text != null) {
            Quotes.write(text, out);
        } else if (mapper != null && !mapping) {
            mapping = true;                         // what it returns must be made of what JSON has
            try {
                writeValue(mapper.apply(value));
            } finally {
                mapping = false;
            }
        } else {
            throw new UnsendableException("cannot send a " + value.getClass().getName() + ": " + SENDABLE, null);
        }
    }

    private void writeNumber(Number number) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte
                || number instanceof AtomicInteger || number instanceof AtomicLong || number instanceof LongAdder) {
            out.putDecimal(number.longValue());
        } else if (number instanceof BigInteger || number instanceof BigDecimal) {
            out.put(number.toString());             // scientific notation is valid JSON, and keeps 1E+999999999 short
        } else if (number instanceof Float) {
            Doubles.write(Double.parseDouble(number.toString()), out);      // 0.1f as 0.1, not 0.10000000149011612
        } else {
            Doubles.write(number.doubleValue(), out);
        }
    }

    private void writeMap(Map<?, ?> map) {
        begin('{');
        int start = out.length();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (out.length() > start) {
                out.put(',');
            }
            String name = name(entry.getKey());
            Quotes.write(name, out);
            out.put(':');
            try {
                writeValue(entry.getValue());
            } catch (UnsendableException e) {
                throw e.withinMember(name);
            }
        }
        end('}');
    }

    private String name(Object key) {
        return key instanceof Enum<?> constant ? textOf(constant) : String.valueOf(key);
    }

    private static String textOf(Enum<?> constant) {
        return constant instanceof SentAsText ? constant.toString() : constant.name();
    }

    private void writeRecord(Record record) {
        RecordShape shape = RecordShape.of(record.getClass());
        begin('{');
        for (int i = 0; i < shape.size(); i++) {
            out.put(shape.quotedName(i));           // with the comma before it and the colon after it
            try {
                writeValue(shape.get(record, i));
            } catch (UnsendableException e) {
                throw e.withinMember(shape.name(i));
            }
        }
        end('}');
    }

    private void writeElements(Iterable<?> elements) {
        begin('[');
        int i = 0;
        for (Object element : elements) {
            if (i > 0) {
                out.put(',');
            }
            try {
                writeValue(element);
            } catch (UnsendableException e) {
                throw e.withinElement(i);
            }
            i++;
        }
        end(']');
    }

    private void writePrimitives(Object array) {
        begin('[');
        for (int i = 0; i < Array.getLength(array); i++) {
            if (i > 0) {
                out.put(',');
            }
            writeScalar(Array.get(array, i));
        }
        end(']');
    }

    private void begin(char bracket) {
        if (++depth > maxDepth) {
            throw tooDeep();
        }
        out.put(bracket);
    }

    private UnsendableException tooDeep() {
        return new UnsendableException("nested deeper than " + maxDepth + ": is there a cycle?", null);
    }

    private void end(char bracket) {
        depth--;
        out.put(bracket);
    }
}
