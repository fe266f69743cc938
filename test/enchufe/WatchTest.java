package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is started again when its files change. */
class WatchTest {
    private static final Map<String, String> ANY_PORT = Map.of("PORT", "0");

    @TempDir
    Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("Server.java"), """
                public class Server {
                    public static void main(String[] args) {
                        System.out.println("%s " + args.length);
                        var io = new enchufe.SocketIOServer();
                        io.files("/", java.nio.file.Path.of("%s"));
                        io.listen();
                    }
                }
                """.formatted(text, folder.toString().replace("\\", "\\\\")));
    }

    private static String tag(int port) {
        return TestHttp.request(port, "HEAD", "/socket.io/socket.io.js", "").header("etag");
    }

    @Test
    void theProgramStartsAgainWhenAFileChangesAndThePagesLearnIt() throws IOException {
        Path source = write("first");
        Files.createDirectory(folder.resolve("web"));
        Path page = Files.writeString(folder.resolve("web/index.html"), "one");
        try (var watch = TestProgram.ofArguments(ANY_PORT, "enchufe.Watch", source.toString(), "x", "y")) {
            watch.next("first 2");
            int port = watch.port();
            String script = TestHttp.request(port, "GET", "/socket.io/socket.io.js", "").body();
            assertTrue(script.contains("location.reload()"));
            String tag = tag(port);
            assertEquals(tag, tag(port));

            write("second");
            assertTrue(watch.next("watch: ").endsWith("Server.java has changed, the program starts again"));
            watch.next("second 2");
            String other = tag(watch.port());
            assertNotEquals(tag, other);

            Files.writeString(page, "two, which is longer");
            assertTrue(watch.next("watch: ").endsWith("index.html has changed, the program starts again"));
            watch.next("second 2");
            assertNotEquals(other, tag(watch.port()));
            watch.stop();
        }
    }

    @Test
    void aProgramThatDoesNotCompileStartsWhenItIsMended() throws IOException {
        Path source = Files.writeString(folder.resolve("Server.java"), "public class Server { nonsense }");
        try (var watch = TestProgram.ofArguments(ANY_PORT, "enchufe.Watch", source.toString())) {
            watch.next("watch: the program has ended with status 1; it starts again when a file changes");
            write("mended");
            watch.next("mended 0");
            watch.port();
            watch.stop();
        }
    }

    @Test
    void whatAProgramWritesDoesNotCount() {
        for (String source : List.of("Server.java", "web/index.html", "web/a.b.CSS", "data.json")) {
            assertTrue(Watch.isSource(Path.of(source)), source);
        }
        for (String other : List.of("server.log", "server.log.1", "chat.db", "chat.db-journal", "out", ".java", ".Server.java", "Server.java~",
                "Server.java.swp", "Server.class", "notes.txt")) {
            assertFalse(Watch.isSource(Path.of(other)), other);
        }
    }

    @Test
    void aWrongCallIsExplained() {
        try (var watch = TestProgram.ofArguments(ANY_PORT, "enchufe.Watch")) {
            assertEquals("watch: name a source file: java -cp enchufe.jar enchufe.Watch Server.java", watch.next());
            assertEquals(2, watch.status());
        }
        try (var watch = TestProgram.ofArguments(ANY_PORT, "enchufe.Watch", "None.java")) {
            assertEquals("watch: there is no file " + Path.of("None.java").toAbsolutePath(), watch.next());
            assertEquals(2, watch.status());
        }
    }

    @Test
    void withoutItTheScriptIsAsItIs() {
        SocketIOServer io = new SocketIOServer().listen(0);
        try {
            assertFalse(TestHttp.get(io, "/socket.io/socket.io.js").body().contains("location.reload()"));
        } finally {
            io.close();
        }
    }
}
