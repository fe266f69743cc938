package enchufe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A file of the browser client. It is read with the first request for it, and compressed with the first that accepts that:
 * each takes a few milliseconds, for which no start of a server has to wait. From then on it comes from memory.
 */
final class ClientFile {
    private final URI location;
    private final Map<ContentCoding, byte[]> forms = new EnumMap<>(ContentCoding.class);
    private final CRC32 checksum = new CRC32();         // enough to tell versions apart

    ClientFile(URI location) {
        this.location = location;
    }

    /**
     * {@return the file in a coding}
     *
     * @throws UncheckedIOException if it cannot be read; the next request tries again
     */
    synchronized byte[] in(ContentCoding coding) {
        try {
            if (forms.isEmpty()) {
                read();
            }
            if (!forms.containsKey(coding)) {
                forms.put(coding, coding.encode(forms.get(ContentCoding.IDENTITY)));
            }
            return forms.get(coding);
        } catch (IOException e) {
            throw new UncheckedIOException("the client script cannot be read: " + location, e);
        }
    }

    private void read() throws IOException {
        try (InputStream in = location.toURL().openStream()) {
            byte[] content = in.readAllBytes();
            checksum.update(content);
            forms.put(ContentCoding.IDENTITY, content);
        }
    }

    /** {@return the entity tag of the file in a coding, once it has been read: each has its own (RFC 9110 §8.8.3.3)} */
    synchronized String etag(ContentCoding coding) {
        return '"' + Long.toHexString(checksum.getValue()) + '-' + coding.token() + '"';
    }
}
