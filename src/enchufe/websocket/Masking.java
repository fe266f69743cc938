package enchufe.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The masking of what clients send (RFC 6455 §5.3): byte i of the payload XOR byte i modulo 4 of the key. */
final class Masking {
    // Little-endian, as the common processors are: to swap the bytes of each long would make it a third slower.
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Masking() {}

    /**
     * Masks or unmasks, which is the same, a part of a payload. It copies the part, or changes it in place if source and target
     * are the same.
     *
     * @param key the masking key, its first byte in the highest bits; 0 changes nothing
     * @param offset where in the frame's payload the part begins
     */
    static void apply(int key, int offset, byte[] source, int from, byte[] target, int to, int length) {
        if (key == 0) {
            System.arraycopy(source, from, target, to, length);
            return;
        }
        int turned = Integer.reverseBytes(Integer.rotateLeft(key, 8 * (offset & 3)));     // the next byte of the key is the lowest
        long twice = (long) turned << 32 | turned & 0xFFFF_FFFFL;
        int i = 0;
        for (; i <= length - 8; i += 8) {
            LONGS.set(target, to + i, (long) LONGS.get(source, from + i) ^ twice);
        }
        for (; i < length; i++) {
            target[to + i] = (byte) (source[from + i] ^ turned);
            turned = Integer.rotateRight(turned, 8);
        }
    }
}
