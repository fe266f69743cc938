package enchufe.json;

import java.net.URI;
import java.time.DateTimeException;
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
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Types that JSON has as text: points in time as ISO 8601, as JavaScript's dates ({@code 2026-11-26T15:00:00.000Z}), and a few
 * others.
 */
public final class TextTypes {
    /** What {@code Date.toJSON} writes: always three digits; more if the instant has them. */
    private static final DateTimeFormatter INSTANT = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final int NANOS_PER_MILLI = 1_000_000;

    /** How a type is read from its text. */
    private static final Map<Class<?>, Function<String, Object>> READERS = Map.ofEntries(
            Map.entry(Instant.class, text -> OffsetDateTime.parse(text).toInstant()),
            Map.entry(Date.class, text -> Date.from(OffsetDateTime.parse(text).toInstant())),
            Map.entry(LocalDate.class, LocalDate::parse), Map.entry(LocalTime.class, LocalTime::parse),
            Map.entry(LocalDateTime.class, LocalDateTime::parse), Map.entry(OffsetDateTime.class, OffsetDateTime::parse),
            Map.entry(ZonedDateTime.class, ZonedDateTime::parse), Map.entry(ZoneId.class, ZoneId::of),
            Map.entry(Duration.class, Duration::parse), Map.entry(Period.class, Period::parse),
            Map.entry(Year.class, Year::parse), Map.entry(YearMonth.class, YearMonth::parse),
            Map.entry(UUID.class, UUID::fromString), Map.entry(URI.class, URI::create));

    private TextTypes() {}

    /** {@return whether a type is one of them} */
    static boolean contains(Class<?> type) {
        return READERS.containsKey(type);
    }

    /** {@return the value of a text, or null if it is none of that type} */
    static Object read(Class<?> type, String text) {
        try {
            return READERS.get(type).apply(text);
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    /** {@return the text of a value, which is not null; or null if it is of none of these types} */
    public static String write(Object value) {
        if (value instanceof Instant instant) {
            return sixDigits(instant.getNano() % NANOS_PER_MILLI == 0 ? INSTANT.format(instant) : instant.toString());
        }
        if (value instanceof Date date) {
            return sixDigits(INSTANT.format(Instant.ofEpochMilli(date.getTime())));     // toInstant throws for java.sql.Date
        }
        return contains(value.getClass()) || value instanceof ZoneId ? value.toString() : null;
    }

    /** A year outside 0 to 9999 has a sign and six digits in JavaScript, which reads no others (ECMA-262, "Expanded Years"). */
    private static String sixDigits(String text) {
        boolean hasSign = text.charAt(0) == '+' || text.charAt(0) == '-';
        int missing = hasSign ? "+275760".length() - text.indexOf('-', 1) : 0;
        return missing <= 0 ? text : text.charAt(0) + "0".repeat(missing) + text.substring(1);
    }
}
