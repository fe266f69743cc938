package enchufe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §12.5.3, with its examples. */
class GzipTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                                         | false",
        "gzip, deflate, br, zstd                    | true",            // Chromium
        "br, deflate                                | false",
        "deflate, gzip                              | true",
        "GZip ; Q=0.001                             | true",
        "gzip;q=0                                   | false",
        "br, gzip ; q=0.000                         | false",
        "identity;q=0.5, gzip;q=1.0                 | true",
        "*                                          | false",           // need not be taken at its word
        "gzip;q=0.0, *                              | false",
        "*;q=0.5, gzip;q=0.000                      | false",
        "compress;q=0.5, gzip;q=1.0                 | true",
        "gzip;q=1.0, identity; q=0.5, *;q=0         | true",
        ";q=                                        | false",
        ";                                          | false",
        "gzip;q=                                    | true",
        "gzipped                                    | false",
        ", ,;;q=1,gzip,                             | true",            // RFC 9110 §5.6.1.2: empty elements are ignored
    })
    void gzipIsForThoseWhoNameIt(String acceptEncoding, boolean expected) {
        assertEquals(expected, Gzip.isAccepted(accepting("Accept-Encoding", acceptEncoding)));
    }

    private static RequestHead accepting(String... fields) {
        return new RequestHead("GET", "/", "HTTP/1.1", Headers.of(List.of(fields)));
    }

    @Test
    void theFieldMayBeMissingOrDivided() {
        assertFalse(Gzip.isAccepted(accepting()));
        assertTrue(Gzip.isAccepted(accepting("Accept-Encoding", "br", "accept-encoding", "gzip")));
    }

    @Test
    void whatIsCompressedComesBack() throws IOException {
        byte[] content = "é".repeat(5_000).getBytes(UTF_8);
        byte[] compressed = Gzip.compress(content);
        assertTrue(compressed.length < content.length / 10);
        assertArrayEquals(content, new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes());
    }
}
