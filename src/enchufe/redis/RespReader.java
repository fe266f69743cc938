package enchufe.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what Redis sends, RESP 2: a simple string is a {@code String}, an integer a {@code Long}, a bulk string {@code byte[]}, an
 * array a {@code List}; null is null. Not thread-safe.
 */
final class RespReader {
    /** The longest line: errors and numbers are much shorter. */
    static final int MAX_LINE = 64 * 1024;
    /** The longest bulk string, as in Redis. */
    static final int MAX_BULK = 512 * 1024 * 1024;
    static final int MAX_ARRAY = 1_000_000;
    private static final int MAX_DEPTH = 4;

    private final BufferedInputStream in;

    RespReader(InputStream in) {
        this.in = new BufferedInputStream(in, 64 * 1024);
    }

    /**
     * Waits for the first byte of the next reply. Whoever gets a timeout here may call again; nothing is lost.
     *
     * @throws EOFException if Redis has closed the connection
     */
    void await() throws IOException {
        in.mark(1);
        expectByte(in.read());
        in.reset();
    }

    private static int expectByte(int b) throws EOFException {
        if (b < 0) {
            throw new EOFException("Redis has closed the connection");
        }
        return b;
    }

    /**
     * {@return the next reply; an error of Redis is a {@link RedisException} in its place}
     *
     * @throws IOException if the connection fails, or this is not RESP
     */
    Object read() throws IOException {
        return read(0);
    }

    private Object read(int depth) throws IOException {
        String line = readLine();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> new RedisException(rest);
            case ':' -> number(rest);
            case '$' -> readBulk(length(rest, MAX_BULK));
            case '*' -> readArray(length(rest, MAX_ARRAY), depth + 1);
            default -> throw new IOException("no RESP: a line begins with the character " + (int) line.charAt(0));
        };
    }

    private String readLine() throws IOException {
        byte[] line = new byte[64];
        int length = 0;
        for (int b = in.read(); b != '\r'; b = in.read()) {
            expectByte(b);
            if (length == MAX_LINE) {
                throw new IOException("no RESP: a line of more than " + MAX_LINE + " bytes");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) b;
        }
        if (expectByte(in.read()) != '\n' || length == 0) {
            throw new IOException("no RESP: a line that ends in the middle");
        }
        return new String(line, 0, length, UTF_8);
    }

    private static long number(String digits) throws IOException {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IOException("no RESP: a number that is none", e);
        }
    }

    /** {@return a length; -1 for null} */
    private static int length(String digits, int most) throws IOException {
        long length = number(digits);
        if (length < -1 || length > most) {
            throw new IOException("no RESP: a length of " + length);
        }
        return (int) length;
    }

    private byte[] readBulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);           // it takes memory as the bytes come, not as they are announced
        if (bytes.length < length || in.read() != '\r' || in.read() != '\n') {
            throw new EOFException("a bulk string ends in the middle");
        }
        return bytes;
    }

    private List<Object> readArray(int length, int depth) throws IOException {
        if (length < 0) {
            return null;
        }
        if (depth > MAX_DEPTH) {
            throw new IOException("no RESP of pub/sub: arrays nested deeper than " + MAX_DEPTH);
        }
        var array = new ArrayList<Object>(Math.min(length, 16));
        for (int i = 0; i < length; i++) {
            array.add(read(depth));
        }
        return array;
    }
}
