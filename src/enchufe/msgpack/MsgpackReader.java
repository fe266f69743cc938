package enchufe.msgpack;

import static java.nio.charset.StandardCharsets.UTF_8;

import enchufe.json.Doubles;
import enchufe.json.HeapBytes;
import enchufe.json.JsonReader;
import enchufe.json.MalformedException;
import enchufe.json.TextTypes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads MessagePack. The values are those of {@link JsonReader}, nested as deeply, and {@code byte[]}. Of the extensions, it reads
 * those of the libraries that Socket.IO uses (notepack 2.2 and 3.0): dates, which become text as in JSON, {@code undefined}, which
 * becomes null, and binary data. It does not recurse, so no peer can exhaust the stack.
 */
public final class MsgpackReader {
    private static final byte TIMESTAMP = -1;       // the specification, "Timestamp extension type"
    private static final byte NOTEPACK = 0;         // undefined and a date, behind headers without a length; or an ArrayBuffer
    private static final long MAX_DATE = 8_640_000_000_000_000L;        // ECMA-262, "Time Values and Time Range"
    private static final Object MORE = new Object();

    private final ByteBuffer in;
    private final int maxDepth;
    private final long maxHeapBytes;
    private Container open;                         // the innermost one that is not complete
    private long heapBytes;                         // an estimate, as in JSON

    private MsgpackReader(ByteBuffer in, int maxDepth, long maxHeapBytes) {
        this.in = in;
        this.maxDepth = maxDepth;
        this.maxHeapBytes = maxHeapBytes;
    }

    /**
     * Reads a message that is one value. Throws a {@link MalformedException} if it is malformed, exceeds a limit, or has an unknown
     * extension.
     *
     * @param message the message
     * @param maxDepth how deeply lists and maps may be nested
     * @param maxHeapBytes how many bytes of the heap the values may take; checked while they are made
     */
    public static Object read(byte[] message, int maxDepth, long maxHeapBytes) {
        var reader = new MsgpackReader(ByteBuffer.wrap(message), maxDepth, maxHeapBytes);
        try {
            Object value = reader.readAll();
            if (reader.in.hasRemaining()) {
                throw new MalformedException(reader.in.remaining() + " bytes after the value");
            }
            return value;
        } catch (BufferUnderflowException e) {
            throw new MalformedException("it ends in the middle of a value");
        }
    }

    /** Reads values, adding each to the container around it, until the outermost one is complete. */
    private Object readAll() {
        while (true) {
            Object value = readValue();
            if (value instanceof Number number) {
                count(number instanceof Long integer ? HeapBytes.of(integer) : HeapBytes.NUMBER);
            }
            while (value != MORE) {
                if (open == null) {
                    return value;
                }
                value = open.add(value) ? close() : MORE;
            }
        }
    }

    private Object close() {
        Object complete = open.value();
        open = open.outer;
        return complete;
    }

    /** {@return a value, or MORE after the header of a container that is not empty} */
    private Object readValue() {
        int header = in.get();
        if (header >= -32) {
            return (long) header;                   // fixint, positive or negative
        }
        return switch (header & 0xF0) {
            case 0x80 -> openMap(header & 0x0F);
            case 0x90 -> openList(header & 0x0F);
            case 0xA0, 0xB0 -> readText(header & 0x1F);
            default -> readOther(header & 0xFF);
        };
    }

    private Object readOther(int header) {
        return switch (header) {
            case 0xC0 -> null;
            case 0xC2 -> Boolean.FALSE;
            case 0xC3 -> Boolean.TRUE;
            case 0xC4, 0xC5, 0xC6 -> readBytes(readLength(header - 0xC4));
            case 0xC7, 0xC8, 0xC9 -> readExtension(readLength(header - 0xC7), false);
            case 0xCA -> (double) in.getFloat();
            case 0xCB -> in.getDouble();
            case 0xCC, 0xCD, 0xCE -> readLength(header - 0xCC);
            case 0xCF -> unsigned(in.getLong());
            case 0xD0 -> (long) in.get();
            case 0xD1 -> (long) in.getShort();
            case 0xD2 -> (long) in.getInt();
            case 0xD3 -> in.getLong();
            case 0xD4, 0xD5, 0xD6, 0xD7, 0xD8 -> readExtension(1L << header - 0xD4, true);
            case 0xD9, 0xDA, 0xDB -> readText(readLength(header - 0xD9));
            case 0xDC, 0xDD -> openList(readLength(header - 0xDB));
            case 0xDE, 0xDF -> openMap(readLength(header - 0xDD));
            default -> throw new MalformedException("the byte c1 begins no value");
        };
    }

    /** Reads an unsigned number of 1, 2 or 4 bytes. */
    private long readLength(int power) {
        return switch (power) {
            case 0 -> in.get() & 0xFFL;
            case 1 -> in.getShort() & 0xFFFFL;
            default -> in.getInt() & 0xFFFF_FFFFL;
        };
    }

    /** {@return a number as JSON's are: what does not fit a long becomes a double} */
    private static Number unsigned(long value) {
        return value >= 0 ? (Number) value : (Number) Double.valueOf(Long.toUnsignedString(value));
    }

    private String readText(long length) {
        return new String(readBytes(length), UTF_8);
    }

    private byte[] readBytes(long length) {
        expect(length);
        count(HeapBytes.STRING + length);           // a text has two objects
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    /** Believes no length that the rest of the message cannot have, before any memory is taken for it. */
    private void expect(long bytes) {
        if (bytes > in.remaining()) {
            throw new MalformedException(bytes + " bytes are announced, and " + in.remaining() + " are left");
        }
    }

    private void count(long bytes) {
        heapBytes += bytes;
        if (heapBytes > maxHeapBytes) {
            throw HeapBytes.tooMuch(maxHeapBytes);
        }
    }

    private Object openList(long count) {
        expect(count);                              // each value takes a byte at least
        count(HeapBytes.list(count));
        return open(count, new ArrayList<>(capacity(count)), null);
    }

    private Object openMap(long count) {
        expect(2 * count);
        count(HeapBytes.map(count));
        return open(2 * count, null, new LinkedHashMap<>(2 * capacity(count)));
    }

    /** Small ones have the size that they need, since a peer may send many; large ones grow, since they may be incomplete. */
    private static int capacity(long count) {
        return (int) Math.min(count, 16);
    }

    private Object open(long count, List<Object> list, Map<String, Object> map) {
        int depth = open == null ? 1 : open.depth + 1;
        if (depth > maxDepth) {
            throw new MalformedException("nested deeper than " + maxDepth, MalformedException.DEPTH);
        }
        var container = new Container(open, depth, (int) count, list, map);
        if (count == 0) {
            return container.value();
        }
        open = container;
        return MORE;
    }

    private Object readExtension(long length, boolean fixed) {
        byte type = in.get();
        if (type == TIMESTAMP) {
            return readTimestamp(length);
        }
        if (type != NOTEPACK) {
            throw new MalformedException("an extension of the unknown type " + type);
        }
        if (fixed && length == 1) {
            in.get();
            return null;                            // undefined
        }
        return fixed && length == 8 ? javaScriptDate(in.getLong()) : readBytes(length);
    }

    /** {@return a date as JSON has it: null if JavaScript has none so far away} */
    private static String javaScriptDate(long millis) {
        boolean valid = millis >= -MAX_DATE && millis <= MAX_DATE;
        return valid ? TextTypes.write(Instant.ofEpochMilli(millis)) : null;
    }

    private Object readTimestamp(long length) {
        if (length == 4) {
            return date(in.getInt() & 0xFFFF_FFFFL, 0);
        }
        if (length == 8) {
            long both = in.getLong();               // 30 bits of nanoseconds, 34 bits of seconds
            return date(both & 0x3_FFFF_FFFFL, both >>> 34);
        }
        if (length == 12) {
            long nanos = in.getInt() & 0xFFFF_FFFFL;
            return date(in.getLong(), nanos);
        }
        throw new MalformedException("a timestamp of " + length + " bytes");
    }

    private static String date(long seconds, long nanos) {
        try {
            return TextTypes.write(Instant.ofEpochSecond(seconds, nanos));
        } catch (DateTimeException | ArithmeticException e) {
            throw new MalformedException("a date that is too far away");
        }
    }

    /** A list or a map that is not complete. */
    private static final class Container {
        final Container outer;
        final int depth;
        private final List<Object> list;            // null for a map
        private final Map<String, Object> map;      // null for a list
        private int left;                           // values, and names
        private String name;                        // null if the next value is a name

        Container(Container outer, int depth, int left, List<Object> list, Map<String, Object> map) {
            this.outer = outer;
            this.depth = depth;
            this.left = left;
            this.list = list;
            this.map = map;
        }

        Object value() {
            return list != null ? list : map;
        }

        /** {@return whether it is complete now} */
        boolean add(Object value) {
            if (list != null) {
                list.add(value);
            } else if (name == null) {
                name = nameOf(value);
            } else {
                map.put(name, value);
                name = null;
            }
            return --left == 0;
        }

        /** {@return the name of a member, as JavaScript takes it: numbers are names too} */
        private static String nameOf(Object value) {
            if (value instanceof String text) {
                return text;
            }
            if (value instanceof Number number) {
                return Doubles.name(number);
            }
            throw new MalformedException("the name of a member is no text");
        }
    }
}
