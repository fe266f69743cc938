package enchufe.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array, which is reused. For one thread at a time. */
public final class Utf8Buffer {
    /** {@link #clear()} drops a larger array, so that one huge message does not take memory for ever. */
    public static final int KEPT_CAPACITY = 64 * 1024;

    private static final int FIRST_CAPACITY = 512;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    /** Makes an empty buffer. */
    public Utf8Buffer() {}

    /** {@return the array, whose bytes before {@link #length()} were written; the next write may replace it} */
    public byte[] array() {
        return bytes;
    }

    /** {@return how many bytes were written} */
    public int length() {
        return length;
    }

    /** Sets how many bytes of the array count as written: after writing to {@link #reserve reserved} room, or to leave room. */
    public void setLength(int newLength) {
        length = newLength;
    }

    /** Empties the buffer. */
    public void clear() {
        length = 0;
        if (bytes.length > KEPT_CAPACITY) {
            bytes = new byte[FIRST_CAPACITY];
        }
    }

    /** Makes room for at most so many bytes after {@link #length()}. {@return the array to write to} */
    public byte[] reserve(int count) {
        if (count > bytes.length - length) {
            grow(count);
        }
        return bytes;
    }

    private void grow(int count) {
        long needed = (long) length + count;
        if (needed > Integer.MAX_VALUE - 8) {       // the largest array that JVMs make
            throw new IllegalArgumentException("the message is larger than 2 GB");
        }
        long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
        bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }

    /** Appends a byte. */
    public void put(int b) {
        reserve(1)[length++] = (byte) b;
    }

    /** Appends bytes. */
    public void put(byte[] source) {
        System.arraycopy(source, 0, reserve(source.length), length, source.length);
        length += source.length;
    }

    /** Appends a string without quotes or escapes; a lone surrogate in it becomes a question mark. */
    public void put(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends an integer in decimal. */
    public void putDecimal(long value) {
        int end = length + (value < 0 ? 1 : 0) + digits(value);
        byte[] target = reserve(end - length);
        int i = end;
        long rest = value;
        do {
            target[--i] = (byte) ('0' + Math.abs(rest % 10));       // no overflow, even for Long.MIN_VALUE
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            target[length] = '-';
        }
        length = end;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Writes a code point that is not ASCII. {@return where the next one goes} */
    static int encode(int codePoint, byte[] target, int at) {
        int n = at;
        if (codePoint < 0x800) {
            target[n++] = (byte) (0xc0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                target[n++] = (byte) (0xe0 | codePoint >> 12);
            } else {
                target[n++] = (byte) (0xf0 | codePoint >> 18);
                target[n++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
            }
            target[n++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
        }
        target[n++] = (byte) (0x80 | codePoint & 0x3f);
        return n;
    }

    /** {@return what was written, as text; for logs and tests} */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
