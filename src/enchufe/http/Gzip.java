package enchufe.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** The content coding gzip (RFC 9110 §8.4.1.3). */
public final class Gzip {
    private Gzip() {}

    /**
     * {@return whether a client accepts gzip: it is listed, and its weight is not 0 (RFC 9110 §12.4.2, §12.5.3)}
     *
     * @param request the client's
     */
    public static boolean isAccepted(RequestHead request) {
        for (String field : request.headers().all("Accept-Encoding")) {     // a list may be divided into several fields: §5.3
            for (String element : field.toLowerCase(Locale.ROOT).split(",")) {
                String[] parts = element.split(";", 2);
                if (parts[0].strip().equals("gzip")) {
                    return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
                }
            }
        }
        return false;
    }

    /**
     * {@return content, compressed}
     *
     * @param content the content
     */
    public static byte[] compress(byte[] content) {
        var compressed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(compressed)) {
            out.write(content);
        } catch (IOException impossible) {
            throw new AssertionError("an array takes all", impossible);
        }
        return compressed.toByteArray();
    }
}
