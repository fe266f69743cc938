package enchufe.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TextTypesTest {
    record Meeting(Instant at, Optional<Duration> length, List<UUID> guests) {}

    private static String write(Object value) {
        var out = new Utf8Buffer();
        new JsonWriter(out, (binary, json) -> { }).write(value);
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    @Test
    void instantsAreWrittenAsJavaScriptWritesDates() {
        assertEquals("\"2026-11-26T15:00:00.000Z\"", write(Instant.parse("2026-11-26T15:00:00Z")));
        assertEquals("\"2026-11-26T15:00:00.120Z\"", write(Instant.parse("2026-11-26T15:00:00.12Z")));
        assertEquals("\"2026-11-26T15:00:00.000001Z\"", write(Instant.parse("2026-11-26T15:00:00.000001Z")));
        assertEquals("\"1970-01-01T00:00:00.001Z\"", write(new Date(1)));
        assertEquals("\"1970-01-01T00:00:00.001Z\"", write(new java.sql.Timestamp(1)));
    }

    /** Pairs of what {@code toISOString} and {@code getTime} say in Node. */
    @Test
    void yearsThatHaveNotFourDigits() {
        Map.of("-271821-04-20T00:00:00.000Z", -8_640_000_000_000_000L, "-010000-01-01T00:00:00.000Z", -377_736_739_200_000L,
                "-000001-01-01T00:00:00.001Z", -62_198_755_199_999L, "0000-01-01T00:00:00.000Z", -62_167_219_200_000L,
                "9999-12-31T23:59:59.999Z", 253_402_300_799_999L, "+010000-01-01T00:00:00.000Z", 253_402_300_800_000L,
                "+275760-09-13T00:00:00.000Z", 8_640_000_000_000_000L).forEach((text, millis) -> {
                    Instant instant = Instant.ofEpochMilli(millis);
                    assertEquals('"' + text + '"', write(instant));
                    assertEquals('"' + text + '"', write(new Date(millis)));
                    assertEquals(instant, JsonBinder.bind(text, Instant.class, ""));
                });
        assertEquals("\"+010000-01-01T00:00:00.000000001Z\"", write(Instant.ofEpochSecond(253_402_300_800L, 1)));
        assertEquals("\"-1000000000-01-01T00:00:00.000Z\"", write(Instant.MIN));
    }

    @Test
    void theyAreReadFromAnyIsoText() {
        assertEquals(Instant.EPOCH, JsonBinder.bind("1970-01-01T00:00:00.000Z", Instant.class, ""));
        assertEquals(Instant.EPOCH, JsonBinder.bind("1970-01-01T01:00:00+01:00", Instant.class, ""));
        assertEquals(new Date(5), JsonBinder.bind("1970-01-01T00:00:00.005Z", Date.class, ""));
    }

    @Test
    void theOthersAreTheirOwnText() {
        for (Object value : List.of(LocalDate.of(2026, 11, 26), LocalTime.of(15, 1), LocalDateTime.of(2026, 11, 26, 15, 1),
                OffsetDateTime.parse("2026-11-26T15:00+01:00"), ZonedDateTime.parse("2026-11-26T15:00+01:00[Europe/Madrid]"),
                Duration.ofSeconds(90), Period.ofDays(3), Year.of(2026), YearMonth.of(2026, 11),
                UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"), URI.create("https://example.org/a?b#c"))) {
            assertEquals('"' + value.toString() + '"', write(value));
            assertEquals(value, JsonBinder.bind(value.toString(), value.getClass(), ""));
            Bindable.check(value.getClass());
        }
        assertEquals("\"Europe/Madrid\"", write(ZoneId.of("Europe/Madrid")));
        assertEquals(ZoneId.of("Europe/Madrid"), JsonBinder.bind("Europe/Madrid", ZoneId.class, ""));
        assertEquals("\"MONDAY\"", write(DayOfWeek.MONDAY));
    }

    @Test
    void theyAreBoundWithinRecords() {
        UUID guest = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
        var meeting = new Meeting(Instant.EPOCH, Optional.of(Duration.ofHours(1)), List.of(guest));
        var json = "{\"at\":\"1970-01-01T00:00:00.000Z\",\"length\":\"PT1H\",\"guests\":[\"" + guest + "\"]}";
        assertEquals(json, write(meeting));
        var value = java.util.Map.of("at", "1970-01-01T00:00:00.000Z", "length", "PT1H", "guests", List.of(guest.toString()));
        assertEquals(meeting, JsonBinder.bind(value, Meeting.class, ""));
    }

    @Test
    void whatIsNoSuchTextIsRefused() {
        for (Class<?> type : List.of(Instant.class, LocalDate.class, Duration.class, UUID.class, URI.class, ZoneId.class)) {
            for (Object value : List.of("no such: thing", "", 5L, true)) {
                if (type == URI.class && value.equals("")) {
                    continue;                                           // an empty reference is a URI
                }
                var error = assertThrows(BindException.class, () -> JsonBinder.bind(value, type, "it"));
                assertTrue(error.getMessage().startsWith("it: expected " + type.getSimpleName() + ", got "), error.getMessage());
            }
        }
    }
}
