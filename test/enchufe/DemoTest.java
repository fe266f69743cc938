package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code java -jar enchufe.jar}, as somebody calls it who has just got the jar. */
class DemoTest {
    private static final Map<String, String> NOTHING = Map.of("PORT", "");

    private static TestProgram demo(Map<String, String> environment, String... arguments) {
        return TestProgram.ofJar(environment, arguments);
    }

    @Test
    void itServesTheChatAndPrintsItsUrl() {
        try (var demo = demo(Map.of("PORT", "0"))) {
            int port = demo.port();
            assertEquals("What goes over the wire is at http://localhost:" + port + "/inspect", demo.next());
            String page = TestHttp.request(port, "GET", "/", "").body();
            assertTrue(page.contains("<!doctype html>"), page);
            for (String file : List.of("/chat.css", "/chat.js", "/words.js", "/socket.io/socket.io.js", "/inspect/")) {
                assertEquals(200, TestHttp.request(port, "GET", file, "").status(), file);
            }
        }
        try (var demo = demo(NOTHING, "0")) {
            demo.port();
        }
    }

    @Test
    void aWrongOrBusyPortGetsAClearWord() throws IOException {
        try (var demo = demo(NOTHING, "abc")) {
            assertEquals("enchufe: the port is \"abc\": it must be a number from 0 to 65535", demo.next());
            assertEquals(2, demo.status());
        }
        try (var demo = demo(Map.of("PORT", "70000"))) {
            assertEquals("enchufe: PORT is \"70000\": it must be a number from 0 to 65535", demo.next());
            assertEquals(2, demo.status());
        }
        try (var demo = demo(NOTHING, "1", "2")) {
            assertEquals("enchufe: one argument at most, the port; --help says more", demo.next());
            assertEquals(2, demo.status());
        }
        try (var taken = new ServerSocket(0); var demo = demo(NOTHING, "" + taken.getLocalPort())) {
            assertTrue(demo.next().startsWith("enchufe: port " + taken.getLocalPort() + " cannot be had: another program uses it"));
            assertEquals(1, demo.status());
        }
    }

    @Test
    void helpAndVersion() {
        try (var demo = demo(NOTHING, "--help")) {
            assertEquals("Usage: java -jar enchufe.jar [port]", demo.next());
            assertEquals(0, demo.status());
        }
        try (var demo = demo(NOTHING, "--version")) {
            assertEquals(List.of("Enchufe 0.1.0"), demo.rest());
        }
    }
}
