package enchufe.net;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The value of the Date header (RFC 9110 §5.6.7), written once a second. It is put together by hand, since a DateTimeFormatter
 * first loads the data of locales, which would be a tenth of a server's start.
 */
final class HttpDate {
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private record Second(long epochSecond, String text) {}

    private static volatile Second last = new Second(-1, "");

    private HttpDate() {}

    static String now() {
        long epochSecond = System.currentTimeMillis() / 1000;
        Second known = last;
        if (known.epochSecond != epochSecond) {
            known = new Second(epochSecond, format(Instant.ofEpochSecond(epochSecond)));
            last = known;
        }
        return known.text;
    }

    /** {@return a time in the form {@code Sun, 06 Nov 1994 08:49:37 GMT}} */
    static String format(Instant instant) {
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
