package enchufe.engine;

import enchufe.http.Gzip;
import enchufe.http.Headers;
import enchufe.http.RequestHead;
import java.util.List;

/** Compresses the responses to polls, for clients that accept that. */
final class HttpCompression {
    private static final Headers CODING = Headers.of(List.of("Content-Encoding", "gzip", "Vary", "Accept-Encoding"));

    /** Longer responses are sent as they are: compressing one would hold up all clients of its loop; some milliseconds here. */
    static final int MOST_BYTES = 128 * 1024;

    private HttpCompression() {}

    /** {@return a response's body, compressed if it has the right length and its client accepts that} */
    static Encoding.Body apply(Encoding.Body body, int threshold, RequestHead request) {
        int length = body.bytes().length;
        if (length < threshold || length > MOST_BYTES || !Gzip.isAccepted(request)) {
            return body;
        }
        return new Encoding.Body(body.headers().and(CODING), Gzip.compress(body.bytes()));
    }
}
