package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages inside of an application's own jar, or beside its classes; and what a browser sees where there are none. */
class ClassPathPagesTest {
    /** A class of an application: its bytes are put into jars and folders. */
    public static final class Application {}

    private static final String CLASS = Application.class.getName().replace('.', '/') + ".class";

    private final SocketIOServer io = new SocketIOServer(new Options().announce(false));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        io.close();
    }

    private static byte[] bytes() throws IOException {
        try (InputStream in = Application.class.getClassLoader().getResourceAsStream(CLASS)) {
            return in.readAllBytes();
        }
    }

    /** Loads the application from a jar or a folder only. */
    private static Class<?> load(Path place) throws Exception {
        var loader = new URLClassLoader(new URL[] {place.toUri().toURL()}, null);
        return loader.loadClass(Application.class.getName());
    }

    private Path jar(boolean withFolders) throws IOException {
        Path jar = folder.resolve("app ü.jar");
        try (OutputStream file = Files.newOutputStream(jar); var out = new JarOutputStream(file)) {
            if (withFolders) {
                out.putNextEntry(new ZipEntry("enchufe/web/"));
            }
            put(out, CLASS, bytes());
            put(out, "enchufe/web/index.html", "<p>index".getBytes());
            put(out, "enchufe/web/deep/a b.txt", "text".getBytes());
            put(out, "enchufe/secret.txt", "secret".getBytes());
        }
        return jar;
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
    }

    private void assertServed(Class<?> application) {
        io.files("/", application, "web");
        io.listen(0);
        assertEquals("<p>index", TestHttp.get(io, "/").body());
        TestHttp.Response text = TestHttp.get(io, "/deep/a%20b.txt");
        assertEquals("text", text.body());
        assertTrue(text.header("content-type").startsWith("text/plain"));
        assertEquals(206, TestHttp.get(io, "/deep/a%20b.txt", "Range: bytes=1-2").status());
        for (String outside : new String[] {"/secret.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/deep/../../secret.txt", "/none"}) {
            assertEquals(404, TestHttp.get(io, outside).status(), outside);
        }
    }

    @Test
    void pagesInAJarAreServed() throws Exception {
        assertServed(load(jar(true)));
    }

    @Test
    void pagesInAJarThatListsOnlyFilesAreServed() throws Exception {
        assertServed(load(jar(false)));
    }

    @Test
    void pagesBesideClassesInAFolderAreServed() throws Exception {
        Path classes = folder.resolve("classes");
        Files.createDirectories(classes.resolve("enchufe/web/deep"));
        Files.write(Files.createDirectories(classes.resolve(CLASS).getParent()).resolve(classes.resolve(CLASS).getFileName()), bytes());
        Files.writeString(classes.resolve("enchufe/web/index.html"), "<p>index");
        Files.writeString(classes.resolve("enchufe/web/deep/a b.txt"), "text");
        Files.writeString(classes.resolve("enchufe/secret.txt"), "secret");
        assertServed(load(classes));
    }

    @Test
    void aFolderThatIsNotThereIsAnError() throws Exception {
        Class<?> application = load(jar(false));
        var error = assertThrows(IllegalArgumentException.class, () -> io.files("/", application, "wbe"));
        assertEquals("there is no folder \"wbe\" beside " + Application.class.getName() + " on the class path, with an index.html in it",
                error.getMessage());
        error = assertThrows(IllegalArgumentException.class, () -> io.files("/", application, "secret.txt"));
        assertTrue(error.getMessage().endsWith("secret.txt is a file: name the folder that it is in"), error.getMessage());
        error = assertThrows(IllegalArgumentException.class, () -> io.files("/", String.class, "web"));
        assertTrue(error.getMessage().startsWith("there is no folder \"web\" beside java.lang.String on the class path, with an index.html"
                + " in it, or its module does not open it: opens java.lang"), error.getMessage());
    }

    @Test
    void anIconAndAnswersThatCanBeRead() throws Exception {
        io.files("/", load(jar(false)), "web");
        io.handle("/broken", exchange -> {
            throw new IllegalStateException("secret");
        });
        io.listen(0);
        TestHttp.Response icon = TestHttp.get(io, "/favicon.ico");
        assertEquals(200, icon.status());
        assertEquals("image/svg+xml", icon.header("content-type"));
        assertTrue(icon.body().contains("<svg"));
        TestHttp.Response none = TestHttp.get(io, "/none");
        assertEquals(TestHttp.NOT_FOUND, none.body());
        try (var log = new TestLog()) {
            TestHttp.Response broken = TestHttp.get(io, "/broken");
            assertEquals(500, broken.status());
            assertEquals("500 Internal Server Error\n\nThe server could not answer. Its log says why.\n", broken.body());
            assertEquals("the handler of \"/broken/\" failed", log.next());
        }
    }

    @Test
    void aServerWithoutPagesSaysSo() {
        io.listen(0);
        assertEquals(TestHttp.NOT_FOUND, TestHttp.get(io, "/").body());
    }
}
