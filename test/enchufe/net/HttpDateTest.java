package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    @Test
    void itIsThePresentInTheFormOfTheRfc() {
        String date = HttpDate.now();
        assertEquals(29, date.length(), date);                  // RFC 9110 §5.6.7: the day always has two digits
        Instant read = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        assertTrue(Duration.between(read, Instant.now()).abs().toSeconds() <= 2, date);
    }

    @Test
    void itIsWrittenAsTheRfcDoes() {
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(Instant.parse("1994-11-06T08:49:37Z")));  // §5.6.7
        var formatter = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
        Instant start = Instant.parse("2023-12-30T23:59:59Z");
        for (int day = 0; day < 400; day++) {
            Instant time = start.plus(Duration.ofHours(25L * day));
            assertEquals(formatter.format(time), HttpDate.format(time));
        }
    }
}
