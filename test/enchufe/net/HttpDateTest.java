package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    @Test
    void itIsThePresentInTheFormOfTheRfc() {
        String date = HttpDate.now();
        assertEquals(29, date.length(), date);                  // RFC 9110 §5.6.7: the day always has two digits
        Instant read = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        assertTrue(Duration.between(read, Instant.now()).abs().toSeconds() <= 2, date);
    }
}
