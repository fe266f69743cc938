package enchufe.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {
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
        "gzipped                                    | false",
        ", ,;;q=1,gzip,                             | true",            // RFC 9110 §5.6.1.2: empty elements are ignored
    })
    void gzipIsForThoseWhoNameIt(String acceptEncoding, boolean expected) {
        assertEquals(expected, ClientScript.acceptsGzip(acceptEncoding));
    }
}
