package enchufe.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 as it arrives (RFC 6455 §8.1). It fails at the first byte that cannot follow in any valid text, however the
 * bytes were split. Its state between two parts is one int, which the caller keeps:
 *
 * <pre>
 *  bits 16–23             bits 8–15               bits 0–7
 *  highest value, and     lowest value, that      how many bytes the
 *                         the next byte may have  character still lacks
 * </pre>
 */
final class Utf8Validator {
    /** The state between two characters: the text begins in it, and may end in it. */
    static final int COMPLETE = 0;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private Utf8Validator() {}

    /**
     * Checks the next part of a text.
     *
     * @param state what the call for the previous part returned; {@link #COMPLETE} for the first part
     * @return the state after the part
     * @throws ProtocolException with 1007 if the text is not UTF-8
     */
    static int advance(int state, byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (state != COMPLETE) {
                state = continuation(state, bytes[i++] & 0xFF);
            } else if (bytes[i] < 0) {
                state = lead(bytes[i++] & 0xFF);
            } else {
                i = skipAscii(bytes, i, to);
            }
        }
        return state;
    }

    private static int skipAscii(byte[] bytes, int i, int to) {
        while (i <= to - 8 && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
            i += 8;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** The table of RFC 3629 §4: how many bytes follow the first byte of a character, and the range of the next one. */
    private static int lead(int b) {
        if (0xC2 <= b && b <= 0xDF) {
            return expect(1, 0x80, 0xBF);
        }
        if (0xE0 <= b && b <= 0xEF) {
            return expect(2, b == 0xE0 ? 0xA0 : 0x80, b == 0xED ? 0x9F : 0xBF);     // neither overlong nor a surrogate
        }
        if (0xF0 <= b && b <= 0xF4) {
            return expect(3, b == 0xF0 ? 0x90 : 0x80, b == 0xF4 ? 0x8F : 0xBF);     // neither overlong nor above U+10FFFF
        }
        throw notUtf8();
    }

    private static int continuation(int state, int b) {
        if (b < (state >> 8 & 0xFF) || b > state >> 16) {
            throw notUtf8();
        }
        int missing = (state & 0xFF) - 1;
        return missing == 0 ? COMPLETE : expect(missing, 0x80, 0xBF);
    }

    private static int expect(int missing, int lowest, int highest) {
        return highest << 16 | lowest << 8 | missing;
    }

    private static ProtocolException notUtf8() {
        return new ProtocolException(CloseCode.INVALID_DATA, "the text is not UTF-8");
    }
}
