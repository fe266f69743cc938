package enchufe.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes of a string at once, which makes long ones several times cheaper. */
final class EightBytes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x80 * ONES;

    private EightBytes() {}

    /** {@return an index before which no byte is a quote, a backslash, a control character or outside ASCII} */
    static int skipPlain(byte[] in, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && isPlain((long) LONGS.get(in, i))) {
            i += Long.BYTES;
        }
        return i;
    }

    /** Subtracting borrows from a byte's high bit only if the byte is smaller: below a space, or equal to what was XORed. */
    private static boolean isPlain(long eight) {
        long quotes = (eight ^ '"' * ONES) - ONES;
        long backslashes = (eight ^ '\\' * ONES) - ONES;
        long controls = eight - ' ' * ONES;
        return ((eight | quotes | backslashes | controls) & HIGH_BITS) == 0;
    }
}
