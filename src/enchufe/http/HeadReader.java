package enchufe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds the empty line that ends a request's head, or its trailers, in bytes that come in pieces. It looks at each byte once,
 * and refuses a wrong one as soon as it comes. It keeps bytes only while the head is incomplete.
 *
 * <pre>
 *  state        what it reads                    next state
 *  in a line    CR                               after CR
 *               LF or another control, not tab   none: 400
 *               another byte                     in a line
 *  after CR     LF                               none if the line is empty: the head is complete; else in the next line
 *               another byte                     none: 400
 * </pre>
 */
final class HeadReader {
    private static final byte TLS_HANDSHAKE = 22;       // the first byte of a client that speaks TLS: RFC 8446 §5.1

    private final int tooLong;          // the status if the first line alone exceeds the limit
    private int length;                 // bytes of this head that have come before the current read
    private int lineLength;             // bytes of the current line so far, a CR included
    private boolean afterCr;
    private boolean afterFirst;         // the first line is complete
    private byte[] kept;                // the head so far, if it came in pieces: the first `length` bytes

    /**
     * Makes a reader for any number of heads, one after the other.
     *
     * @param tooLong the status if the first line alone exceeds the limit; 431 is the status if there are more lines
     */
    HeadReader(int tooLong) {
        this.tooLong = tooLong;
    }

    boolean isIdle() {
        return length == 0;
    }

    int gatheredBytes() {
        return kept == null ? 0 : kept.length;
    }

    /**
     * Takes the bytes of a head, and no more.
     *
     * @return the text of the head, one character for each byte, the empty line included; null if it is not complete
     */
    String read(ByteBuffer in) {
        byte[] bytes = in.array();
        int from = in.arrayOffset() + in.position();
        int count = Math.min(in.remaining(), RequestFramer.MAX_HEAD - length);
        int end = scan(bytes, from, from + count);
        if (end < 0 && length + count == RequestFramer.MAX_HEAD) {
            // RFC 9112 §3: 414 if the target is too long; RFC 6585 §5: 431 if the fields are.
            throw new HttpException(afterFirst ? 431 : tooLong, "the head is longer than " + RequestFramer.MAX_HEAD + " bytes");
        }
        int taken = end < 0 ? count : end - from;
        in.position(in.position() + taken);
        if (end >= 0 && kept == null) {
            return complete(bytes, from, taken);
        }
        keep(bytes, from, taken);
        return end < 0 ? null : complete(kept, 0, length);
    }

    /** {@return the position after the empty line that ends the head; −1 if it has not come} */
    private int scan(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (afterCr != (b == '\n')) {               // RFC 9112 §2.2: no bare LF, no bare CR
                throw new HttpException(400, "a line does not end in CRLF");
            }
            if (b == '\n') {
                if (lineLength == 1) {
                    return i + 1;
                }
                afterFirst = true;
                lineLength = 0;
            } else if (Syntax.isControl(b & 0xFF) && b != '\r') {
                throw new HttpException(400, length == 0 && i == from && b == TLS_HANDSHAKE
                        ? "it speaks TLS, which this port does not: use http:// and ws://, or the server new Options().tls(…)"
                        : "a control character in the head");                           // RFC 9110 §5.5
            } else {
                lineLength++;
            }
            afterCr = b == '\r';
        }
        return -1;
    }

    private void keep(byte[] bytes, int from, int count) {
        if (count == 0) {
            return;
        }
        int needed = length + count;
        if (kept == null) {
            kept = new byte[needed];
        } else if (needed > kept.length) {
            kept = Arrays.copyOf(kept, Math.min(RequestFramer.MAX_HEAD, Math.max(needed, 2 * kept.length)));
        }
        System.arraycopy(bytes, from, kept, length, count);
        length = needed;
    }

    private String complete(byte[] bytes, int from, int count) {
        length = 0;
        lineLength = 0;
        afterCr = false;
        afterFirst = false;
        kept = null;
        return new String(bytes, from, count, ISO_8859_1);
    }
}
