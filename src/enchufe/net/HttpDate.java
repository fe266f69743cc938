package enchufe.net;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The value of the Date header (RFC 9110 §6.6.1), formatted once a second. */
final class HttpDate {
    private record Second(long epochSecond, String text) {}

    private static volatile Second last = new Second(-1, "");

    private HttpDate() {}

    static String now() {
        long epochSecond = System.currentTimeMillis() / 1000;
        Second known = last;
        if (known.epochSecond != epochSecond) {
            var time = Instant.ofEpochSecond(epochSecond).atZone(ZoneOffset.UTC);
            known = new Second(epochSecond, DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", java.util.Locale.ROOT)
                    .format(time));
            last = known;
        }
        return known.text;
    }
}
