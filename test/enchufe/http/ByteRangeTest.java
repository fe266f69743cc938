package enchufe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 §14: the examples of §14.1.2, for a content of 10,000 bytes, and the edges. */
class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({"bytes=0-499, 0-499", "bytes=500-999, 500-999", "bytes=-500, 9500-9999", "bytes=9500-, 9500-9999",
        "bytes=0-0, 0-0", "bytes=9999-, 9999-9999", "bytes=-1, 9999-9999", "bytes=0-, 0-9999", "bytes=0-10000, 0-9999",
        "bytes=-20000, 0-9999", "Bytes=1-2, 1-2", "'bytes= 1-2 ', 1-2", "bytes=0001-0002, 1-2",
        "bytes=5-99999999999999999999999, 5-9999", "bytes=-99999999999999999999999, 0-9999"})
    void aRange(String field, String part) {
        ByteRange range = ByteRange.of(field, 10_000);
        assertEquals("bytes " + part + "/10000", range.contentRange(10_000));
        String[] ends = part.split("-");
        assertEquals(Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1, range.length());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "bytes", "bytes=", "bytes=-", "bytes=5", "bytes=5-4", "bytes=a-b", "bytes=+1-2", "bytes=1--2",
        "bytes=1-2-3", "bytes=--1", "lines=1-2", "bytes 1-2", "bytes=1-2,4-5", "bytes=0-0,-1", "bytes=,1-2", "bytes=1 - 2",
        "bytes=\u0661-\u0662"})
    void whatIsIgnored(String field) {                                          // §14.2: "MAY ignore", "MUST ignore"
        assertNull(ByteRange.of(field, 10_000));
    }

    @ParameterizedTest
    @CsvSource({"bytes=10000-, 10000", "bytes=10000-10001, 10000", "bytes=-0, 10000", "bytes=0-, 0", "bytes=-5, 0",
        "bytes=0-0, 0", "bytes=99999999999999999999999-, 10000"})
    void whatIsNotThere(String field, long size) {                              // §15.5.17
        var refusal = assertThrows(HttpException.class, () -> ByteRange.of(field, size));
        assertEquals("416 bytes */" + size, refusal.status() + " " + refusal.headers().first("Content-Range"));
    }
}
