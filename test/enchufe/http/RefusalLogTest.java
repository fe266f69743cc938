package enchufe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private static final long SECOND = 1_000_000_000;

    private final List<String> lines = new ArrayList<>();
    private final RefusalLog log = new RefusalLog(new System.Logger() {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(level + " " + message);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            lines.add(level + " " + format);
        }
    });

    private String add(int status, String body, long now) {
        log.add("GET \"/a\"", new HttpException(status, "why", Headers.NONE, Wire.bytes(body)), now);
        return lines.get(lines.size() - 1);
    }

    @Test
    void whatTheResponseDoesNotSayIsSaidInTheLog() {
        assertEquals("INFO GET \"/a\" is answered with 404: why", add(404, "", 0));
        assertEquals("DEBUG GET \"/a\" is answered with 400: why", add(400, "{\"code\":3}", 0));
        assertEquals("DEBUG GET \"/a\" is answered with 500: why", add(500, "", 0));
    }

    @Test
    void aFloodIsNoFloodOfLines() {
        for (int i = 0; i < 1_000; i++) {
            add(404, "", 0);
        }
        assertEquals(20, lines.stream().filter(line -> line.startsWith("INFO")).count());
        assertEquals("INFO GET \"/a\" is answered with 404: why (and 980 more since the last such line)", add(404, "", 10 * SECOND));
        assertEquals("DEBUG GET \"/a\" is answered with 404: why", add(404, "", 10 * SECOND));
    }
}
