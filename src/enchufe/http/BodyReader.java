package enchufe.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Reads the body of one request. The head decides how the body is framed (RFC 9112 §6.3): this class reads as many bytes as
 * Content-Length says (§6.2), {@link ChunkedBody} reads chunks.
 */
sealed class BodyReader permits ChunkedBody {
    final Content content;

    /** Makes a reader of a body of at least {@code announced} and at most {@code limit} bytes. */
    BodyReader(int announced, int limit) {
        content = new Content(announced, limit);
    }

    /**
     * Takes bytes of the body, and no more.
     *
     * @return whether the body is complete
     */
    boolean read(ByteBuffer in) {
        content.append(in, Math.min(in.remaining(), content.room()));
        return content.room() == 0;
    }

    /** {@return a reader for the body that a head announces; null if it announces none, or an empty one} */
    static BodyReader of(RequestHead head, ToIntFunction<RequestHead> maxBody) {
        boolean hasLength = head.headers().first("Content-Length") != null;
        if (head.headers().first("Transfer-Encoding") != null) {
            checkChunked(head.headers().all("Transfer-Encoding"), head.version(), hasLength);
            return new ChunkedBody(maxBody.applyAsInt(head));
        }
        long length = hasLength ? contentLength(head.headers().all("Content-Length")) : 0;
        if (length == 0) {
            return null;                                // RFC 9112 §6.3 rule 7: a request without either field has no body
        }
        if (length > maxBody.applyAsInt(head)) {
            throw new HttpException(413, "the announced body is too long");         // RFC 9110 §15.5.14
        }
        return new BodyReader((int) length, (int) length);
    }

    /**
     * RFC 9112 §6.1 and §6.3: a message with both fields, or with Transfer-Encoding in HTTP/1.0, may be an attempt to smuggle a
     * request, since two servers may find its end in two places. A coding before {@code chunked} would have to be decoded.
     */
    private static void checkChunked(List<String> codings, String version, boolean hasLength) {
        if (hasLength || version.equals("HTTP/1.0")) {
            throw new HttpException(400, "Transfer-Encoding with Content-Length or in HTTP/1.0");
        }
        if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {    // §7: a coding's name has no case
            throw new HttpException(400, "a Transfer-Encoding other than chunked");
        }
    }

    /** RFC 9110 §8.6: digits. A list of equal lengths may be read as one or refused; it is refused. */
    private static long contentLength(List<String> lengths) {
        long length = lengths.size() == 1 ? Syntax.number(lengths.get(0)) : -1;
        if (length < 0) {
            throw new HttpException(400, "Content-Length is not one number");
        }
        return length;
    }

    /** The bytes of a body so far. Its array has up to four times as many, never those that were only announced. */
    static final class Content {
        private static final int SMALLEST = 512;
        private static final byte[] NOTHING = {};

        private final int announced;
        private final int limit;
        private byte[] bytes = NOTHING;
        private int size;

        Content(int announced, int limit) {
            this.announced = announced;
            this.limit = limit;
        }

        int capacity() {
            return bytes.length;
        }

        /** {@return how many more bytes the limit allows} */
        int room() {
            return limit - size;
        }

        void append(ByteBuffer in, int count) {
            if (count > bytes.length - size) {
                long wanted = size + (long) count;
                long larger = wanted >= announced / 4 ? Math.max(wanted, announced) : wanted;       // not one copy after another
                bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(larger, Math.max(SMALLEST, 2L * bytes.length))));
            }
            in.get(bytes, size, count);
            size += count;
        }

        byte[] toArray() {
            return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        }
    }
}
