package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.RequestHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Compresses the responses to polls with gzip, for clients that accept it (RFC 9110 §8.4.1.3). */
final class HttpCompression {
    private static final Headers GZIP = Headers.of(List.of("Content-Encoding", "gzip", "Vary", "Accept-Encoding"));

    /** Longer responses are sent as they are: compressing one would hold up all clients of its loop; some milliseconds here. */
    static final int MOST_BYTES = 128 * 1024;

    private HttpCompression() {}

    /** {@return a response's body, compressed if it has the right length and its client accepts that} */
    static Encoding.Body apply(Encoding.Body body, int threshold, RequestHead request) {
        int length = body.bytes().length;
        if (length < threshold || length > MOST_BYTES || !acceptsGzip(request)) {
            return body;
        }
        return new Encoding.Body(body.headers().and(GZIP), gzip(body.bytes()));
    }

    /** {@return whether a client takes gzip (RFC 9110 §12.5.3)} */
    static boolean acceptsGzip(RequestHead request) {
        boolean any = false;
        for (String field : request.headers().all("Accept-Encoding")) {
            for (String element : field.split(",")) {
                String[] parts = element.toLowerCase(Locale.ROOT).replaceAll("\\s", "").split(";q=", 2);
                boolean wanted = parts.length < 2 || !parts[1].matches("0(\\.0*)?");
                if (parts[0].equals("gzip") || parts[0].equals("x-gzip")) {
                    return wanted;
                }
                any |= parts[0].equals("*") && wanted;
            }
        }
        return any;
    }

    private static byte[] gzip(byte[] bytes) {
        var compressed = new ByteArrayOutputStream(bytes.length / 4 + 32);
        try (var out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new AssertionError("an array takes all", impossible);
        }
        return compressed.toByteArray();
    }
}
