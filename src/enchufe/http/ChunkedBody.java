package enchufe.http;

import java.nio.ByteBuffer;

/**
 * A body in chunks (RFC 9112 §7.1), without chunk extensions and trailers: clients do not send them, and servers
 * disagree about them.
 */
final class ChunkedBody extends BodyReader {
    /** Sizes have at most so many digits, leading zeros included: 256 MB, far from any overflow. */
    static final int MAX_SIZE_DIGITS = 7;

    private enum State { SIZE, SIZE_LF, DATA, DATA_CR, DATA_LF, END_CR, END_LF }

    private State state = State.SIZE;
    private int size;                   // of the current chunk; in DATA: what is still to come of it
    private int digits;                 // of the current size so far

    ChunkedBody(int limit) {
        super(limit);
    }

    @Override
    boolean read(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (state == State.DATA) {
                readData(in);
            } else if (step(in.get())) {
                return true;
            }
        }
        return false;
    }

    private void readData(ByteBuffer in) {
        int count = Math.min(in.remaining(), size);
        content.append(in, count);
        size -= count;
        if (size == 0) {
            state = State.DATA_CR;
        }
    }

    /** Takes a byte that is not data; true if it was the last of the body. */
    private boolean step(byte b) {
        if (state == State.SIZE) {
            readSize(b);
        } else if (state == State.SIZE_LF) {
            state = endSize(b);
        } else if (state == State.DATA_CR) {
            state = expect('\r', b, State.DATA_LF);
        } else if (state == State.DATA_LF) {
            state = expect('\n', b, State.SIZE);
        } else if (state == State.END_CR) {
            state = expect('\r', b, State.END_LF);              // anything else starts a trailer: §7.1.2
        } else {
            expect('\n', b, State.END_LF);
            return true;
        }
        return false;
    }

    private void readSize(byte b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && digits < MAX_SIZE_DIGITS) {
            size = size << 4 | digit;
            digits++;
        } else if (digits > 0) {                        // a semicolon would start an extension: §7.1.1
            state = expect('\r', b, State.SIZE_LF);
        } else {
            throw new HttpException(400, "a chunk without a size");
        }
    }

    private State endSize(byte b) {
        expect('\n', b, State.DATA);
        if (size > content.room()) {
            throw new HttpException(413, "the chunks are too long together");       // RFC 9110 §15.5.14
        }
        digits = 0;
        return size == 0 ? State.END_CR : State.DATA;
    }

    private static State expect(char expected, byte b, State next) {
        if (b != expected) {
            throw new HttpException(400, "a chunk is not a size, CRLF, data, CRLF");
        }
        return next;
    }
}
