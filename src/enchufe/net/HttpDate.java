package enchufe.net;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * The value of the Date header (RFC 9110 §5.6.7), written once a second. It is put together by hand, since a DateTimeFormatter
 * first loads the data of locales, which would take a tenth of a server's start.
 */
public final class HttpDate {
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /** The last second that was formatted, and its text. */
    private static volatile Map.Entry<Long, String> last = Map.entry(-1L, "");

    private HttpDate() {}

    static String now() {
        long epochSecond = System.currentTimeMillis() / 1000;
        Map.Entry<Long, String> known = last;
        if (known.getKey() != epochSecond) {
            known = Map.entry(epochSecond, format(Instant.ofEpochSecond(epochSecond)));
            last = known;
        }
        return known.getValue();
    }

    /** {@return a time in the form {@code Sun, 06 Nov 1994 08:49:37 GMT}} */
    public static String format(Instant instant) {
        OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
        return name(DAYS, time.getDayOfWeek().getValue()) + ", " + two(time.getDayOfMonth()) + ' '
                + name(MONTHS, time.getMonthValue()) + ' ' + time.getYear() + ' '
                + two(time.getHour()) + ':' + two(time.getMinute()) + ':' + two(time.getSecond()) + " GMT";
    }

    private static String name(String names, int number) {
        return names.substring(3 * number - 3, 3 * number);
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
