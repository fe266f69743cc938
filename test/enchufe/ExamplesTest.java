package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example is started as a reader would start it, {@code java -cp enchufe.jar Example.java}, and asked for its page. */
class ExamplesTest {
    private static final Pattern URL = Pattern.compile("http://localhost:(\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();

    /** The examples: examples/name/Name.java, one file with one main each. */
    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("examples"), 2)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void startsFromItsSourceAndServesItsPageAndTheClientScript(Path source) throws Exception {
        Process example = start(source);
        try {
            String url = urlIn(example);
            HttpResponse<String> page = get(url + "/");
            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains("<!doctype html>"), page.body());
            assertEquals(200, get(url + "/socket.io/socket.io.js").statusCode());
        } finally {
            example.destroy();
            assertTrue(example.waitFor(60, TimeUnit.SECONDS), "it does not stop when told to");
        }
    }

    private static Process start(Path source) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = new File(SocketIOServer.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        var builder = new ProcessBuilder(java, "-cp", jar, source.toString()).redirectErrorStream(true);
        builder.environment().put("PORT", "0");
        return builder.start();
    }

    /** Reads what the program prints until it says where it is. */
    private static String urlIn(Process example) throws IOException {
        var printed = new StringBuilder();
        var reader = example.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Matcher url = URL.matcher(line);
            if (url.find()) {
                return url.group();
            }
            printed.append(line).append('\n');
        }
        throw new AssertionError("it ended without saying its URL:\n" + printed);
    }

    private HttpResponse<String> get(String url) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60)).build();
        return http.send(request, BodyHandlers.ofString());
    }
}
