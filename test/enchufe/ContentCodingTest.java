package enchufe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentCodingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                                         | IDENTITY",
        "gzip, deflate, br, zstd                    | GZIP",            // Chromium
        "br                                         | IDENTITY",
        "deflate                                    | DEFLATE",
        "deflate, gzip                              | GZIP",            // of equals the server's own choice
        "gzip;q=0.5, deflate;q=0.8                  | DEFLATE",
        "gzip;q=0.8, deflate;q=0.80                 | GZIP",
        "GZip ; Q=0.001                             | GZIP",
        "gzip;q=0                                   | IDENTITY",
        "gzip;q=0.000, deflate                      | DEFLATE",
        "*                                          | GZIP",
        "gzip;q=0, *                                | DEFLATE",
        "gzip;q=0, deflate;q=0, *                   | IDENTITY",
        "*;q=0, gzip;q=0.1                          | GZIP",
        "identity, gzip;q=0.5                       | IDENTITY",
        "identity;q=0.5, gzip                       | GZIP",
        "identity, gzip                             | GZIP",
        "identity;q=0                               | IDENTITY",        // nothing is left, so what anybody can read
        "*;q=0                                      | IDENTITY",
        "gzip;q=2                                   | IDENTITY",        // no weight: no element of the list
        "gzip;q=NaN, deflate;q=0.1234, gzip;level=9 | IDENTITY",
        ", ,;;q=1,deflate,                          | DEFLATE",         // RFC 9110 §5.6.1.2: empty elements are ignored
    })
    void theClientsWeightsDecide(String acceptEncoding, ContentCoding expected) {
        assertEquals(expected, ContentCoding.negotiate(acceptEncoding));
    }

    @Test
    void whatIsEncodedCanBeDecoded() throws IOException {
        byte[] content = "encode and decode, ".repeat(100).getBytes();
        byte[] gzip = ContentCoding.GZIP.encode(content);
        assertArrayEquals(content, new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes());
        byte[] deflate = ContentCoding.DEFLATE.encode(content);
        assertArrayEquals(content, new InflaterInputStream(new ByteArrayInputStream(deflate)).readAllBytes());
        assertArrayEquals(content, ContentCoding.IDENTITY.encode(content));
    }
}
