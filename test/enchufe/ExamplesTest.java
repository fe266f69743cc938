package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every lesson is started as a reader would start it, {@code java -cp enchufe.jar Lesson.java}, and asked for its page. */
class ExamplesTest {
    /** The lessons: examples/NN-name/Name.java, one file with one main each. Those of the lesson on TCP have no page. */
    static Stream<Path> lessons() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("examples"), 2)) {
            return files.filter(file -> file.toString().matches("examples.\\d\\d-.*\\.java") && !file.startsWith("examples/01-tcp"))
                    .sorted().toList().stream();
        }
    }

    static Stream<Path> plainLessons() throws IOException {
        return lessons().filter(file -> !file.startsWith("examples/24-tls"));
    }

    @ParameterizedTest
    @MethodSource("plainLessons")
    void startsFromItsSourceAndServesItsPage(Path source) {
        try (var lesson = TestProgram.ofFile(source, Map.of("PORT", "0"))) {
            int port = lesson.port();
            TestHttp.Response page = TestHttp.request(port, "GET", "/", "");
            assertEquals(200, page.status());
            assertTrue(page.body().contains("<!doctype html>"), page.body());
            lesson.stop();
        }
    }

    @Test
    void theLessonOnTlsServesItsPageOverTls() throws IOException, InterruptedException, GeneralSecurityException {
        try (var lesson = TestProgram.ofFile(Path.of("examples/24-tls/Tls.java"), Map.of("PORT", "0"))) {
            String said = lesson.next("https://localhost:");
            var trusted = TrustManagerFactory.getInstance("PKIX");
            trusted.init(KeyStore.getInstance(Path.of("build/localhost.p12").toFile(), "changeit".toCharArray()));
            var context = SSLContext.getInstance("TLS");
            context.init(null, trusted.getTrustManagers(), null);
            var request = HttpRequest.newBuilder(URI.create(said.substring(said.indexOf("https:")) + "/")).build();
            var client = HttpClient.newBuilder().sslContext(context).build();
            assertTrue(client.send(request, HttpResponse.BodyHandlers.ofString()).body().contains("<!doctype html>"));
            lesson.stop();
        }
    }

    /** A reader sees a lesson whole, on one screen or two. */
    @ParameterizedTest
    @MethodSource("lessons")
    void isShort(Path source) throws IOException {
        for (Path file : new Path[] {source, source.resolveSibling("web/index.html")}) {
            long lines = Files.readString(file).lines().count();
            assertTrue(lines <= 80, file + " has " + lines + " lines");
        }
    }
}
