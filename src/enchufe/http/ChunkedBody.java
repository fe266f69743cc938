package enchufe.http;

import java.nio.ByteBuffer;

/**
 * A body in chunks (RFC 9112 §7.1):
 *
 * <pre>
 *   size in hex digits [ extensions ] CRLF data CRLF       any number of times
 *   0 [ extensions ] CRLF trailers CRLF                    once, at the end
 *
 *  state       what it reads           next state
 *  SIZE        a hex digit             SIZE
 *              space or tab            SPACE, after at least one digit
 *              ;                       EXTENSION, after at least one digit
 *              CR                      SIZE_LF, after at least one digit
 *  SPACE       space or tab            SPACE
 *              ;                       EXTENSION
 *  EXTENSION   CR                      SIZE_LF
 *              another byte            EXTENSION, but not after a control character
 *  SIZE_LF     LF                      DATA, or TRAILERS if the size is 0
 *  DATA        as many bytes as size   DATA_CR
 *  DATA_CR     CR                      DATA_LF
 *  DATA_LF     LF                      SIZE
 *  TRAILERS    fields, an empty line   none: the body is complete
 * </pre>
 *
 * <p>Every other byte is refused with 400. Nobody here uses extensions and trailers. They are checked, so that all servers agree
 * where they end, and dropped.
 */
final class ChunkedBody extends BodyReader {
    /** The most digits of a size, leading zeros included: those of a number of 64 bits. */
    static final int MAX_SIZE_DIGITS = 16;
    /** The most bytes of extensions in all chunks of a body together; 413 beyond. */
    static final int MAX_EXTENSIONS = 16 * 1024;

    private static final long TOO_LARGE = 1L << 31;         // above any limit; sizes are cut to it, so that none overflows

    private enum State { SIZE, SPACE, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, TRAILERS }

    private State state = State.SIZE;
    private long size;                  // of the current chunk; in DATA, how much of it has not come yet
    private int digits;                 // of the current size, so far
    private int extensions;             // bytes of extensions in this body, so far
    private HeadReader trailers;        // null until the last chunk has come

    ChunkedBody(int limit) {
        super(0, limit);
    }

    @Override
    boolean read(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (state == State.DATA) {
                readData(in);
            } else if (state == State.TRAILERS) {
                return readTrailers(in);
            } else {
                state = step(in.get());
            }
        }
        return false;
    }

    private void readData(ByteBuffer in) {
        int count = (int) Math.min(in.remaining(), size);
        content.append(in, count);
        size -= count;
        if (size == 0) {
            state = State.DATA_CR;
        }
    }

    /** RFC 9112 §7.1.2: after the last chunk there may be fields, and then comes an empty line. */
    private boolean readTrailers(ByteBuffer in) {
        String text = trailers.read(in);
        if (text == null) {
            return false;
        }
        HeadParser.checkTrailers(text);
        return true;
    }

    /** Takes a byte that belongs neither to data nor to trailers. {@return the next state} */
    private State step(byte b) {
        return switch (state) {
            case SIZE -> readSize(b);
            case SPACE -> b == ';' || isSpace(b) ? readExtension(b) : failed();
            case EXTENSION -> readExtension(b);
            case SIZE_LF -> endSize(b);
            case DATA_CR -> b == '\r' ? State.DATA_LF : failed();
            case DATA_LF -> b == '\n' ? State.SIZE : failed();
            case DATA, TRAILERS -> throw new IllegalStateException("these are read in pieces");
        };
    }

    private State readSize(byte b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && digits < MAX_SIZE_DIGITS) {
            size = Math.min(size << 4 | digit, TOO_LARGE);
            digits++;
            return State.SIZE;
        }
        if (digit >= 0 || digits == 0) {
            return failed();
        }
        return b == ';' || isSpace(b) ? readExtension(b) : b == '\r' ? State.SIZE_LF : failed();
    }

    /**
     * RFC 9112 §7.1.1: {@code BWS ";" BWS name}, and perhaps a value, which may be quoted. A quoted value has neither CR nor LF, so
     * the first CR ends the extensions.
     */
    private State readExtension(byte b) {
        if (state == State.EXTENSION && b == '\r') {
            return State.SIZE_LF;
        }
        if (Syntax.isControl(b & 0xFF)) {
            return failed();
        }
        if (++extensions > MAX_EXTENSIONS) {
            throw new HttpException(413, "chunk extensions of more than " + MAX_EXTENSIONS + " bytes");
        }
        return state == State.EXTENSION || b == ';' ? State.EXTENSION : State.SPACE;
    }

    private State endSize(byte b) {
        if (b != '\n') {
            return failed();
        }
        if (size > content.room()) {
            throw new HttpException(413, "the chunks are too long together");       // RFC 9110 §15.5.14
        }
        digits = 0;
        if (size > 0) {
            return State.DATA;
        }
        trailers = new HeadReader(431);
        return State.TRAILERS;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private static State failed() {
        throw new HttpException(400, "a chunk is not a size, CRLF, data, CRLF");
    }
}
