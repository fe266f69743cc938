package enchufe.serve;

import enchufe.http.Gzip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A file of the browser client. It is read at the first request, and compressed at the first request that accepts gzip: each takes
 * a few milliseconds, which would delay the start of the server. After that it is served from memory.
 */
final class ClientFile {
    private final URI location;
    private final URI second;                           // follows the first file; null for none
    private final String end;                           // added to the file
    private final CRC32 checksum = new CRC32();         // enough to tell versions apart
    private byte[] plain;                               // null until the file has been read
    private byte[] compressed;

    ClientFile(URI location) {
        this(location, null, "");
    }

    /** A file, perhaps with a second one behind it, and with something added to its end. */
    ClientFile(URI location, URI second, String end) {
        this.location = location;
        this.second = second;
        this.end = end;
    }

    /**
     * {@return the content of the file, plain or compressed}
     *
     * @throws UncheckedIOException if it cannot be read; the next request tries again
     */
    synchronized byte[] content(boolean gzip) {
        try {
            if (plain == null) {
                plain = read();
            }
            if (gzip && compressed == null) {
                compressed = Gzip.compress(plain);
            }
            return gzip ? compressed : plain;
        } catch (IOException e) {
            throw new UncheckedIOException("the client script cannot be read: " + location, e);
        }
    }

    private byte[] read() throws IOException {
        var all = new ByteArrayOutputStream();
        all.writeBytes(read(location));
        if (second != null) {
            all.writeBytes(read(second));
        }
        all.writeBytes(end.getBytes(StandardCharsets.UTF_8));
        byte[] content = all.toByteArray();
        checksum.update(content);
        return content;
    }

    private static byte[] read(URI file) throws IOException {
        try (InputStream in = file.toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    /** {@return the entity tag of the plain or compressed content, once read: they must differ (RFC 9110 §8.8.3.3)} */
    synchronized String etag(boolean gzip) {
        return '"' + Long.toHexString(checksum.getValue()) + (gzip ? "-gzip" : "") + '"';
    }
}
