package enchufe.http;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Reads the body of one request: how long it is, is decided by the head (RFC 9112 §6.3). This one reads as many bytes as
 * Content-Length says (§6.2).
 */
sealed class BodyReader permits ChunkedBody {
    final BodyBuffer content;

    BodyReader(int limit) {
        content = new BodyBuffer(limit);
    }

    /** Takes bytes of the body, and no more; true once it is complete. */
    boolean read(ByteBuffer in) {
        content.append(in, Math.min(in.remaining(), content.room()));
        return content.room() == 0;
    }

    /** The reader for what a head announces; null if that is no body. */
    static BodyReader of(RequestHead head, ToIntFunction<RequestHead> maxBody) {
        boolean hasLength = head.headers().first("Content-Length") != null;
        if (head.headers().first("Transfer-Encoding") != null) {
            checkChunked(head.headers().all("Transfer-Encoding"), head.version(), hasLength);
            return new ChunkedBody(maxBody.applyAsInt(head));
        }
        long length = hasLength ? contentLength(head.headers().all("Content-Length")) : 0;
        if (length == 0) {
            return null;                                // RFC 9112 §6.3 rule 7: no field, no body
        }
        if (length > maxBody.applyAsInt(head)) {
            throw new HttpException(413, "the announced body is too long");         // RFC 9110 §15.5.14
        }
        return new BodyReader((int) length);
    }

    /** RFC 9112 §6.1 and §6.3: whatever leaves a doubt about the length is how requests are smuggled. */
    private static void checkChunked(List<String> codings, String version, boolean hasLength) {
        if (hasLength || version.equals("HTTP/1.0")) {
            throw new HttpException(400, "Transfer-Encoding with Content-Length or in HTTP/1.0");
        }
        if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {    // names have no case: RFC 9112 §7
            throw new HttpException(400, "a Transfer-Encoding other than chunked");
        }
    }

    /** RFC 9110 §8.6; it allows equal values to be taken as one, and allows to refuse them, which is what is done here. */
    private static long contentLength(List<String> lengths) {
        long length = lengths.size() == 1 ? Syntax.number(lengths.get(0)) : -1;
        if (length < 0) {
            throw new HttpException(400, "Content-Length is not one number");
        }
        return length;
    }
}
