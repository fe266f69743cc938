package enchufe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestHttp.Response;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
    private static final int LARGE = 40_000_000;

    private final SocketIOServer io = new SocketIOServer();
    @TempDir
    private Path temporary;
    private Path web;

    @BeforeEach
    void serve() throws IOException {
        web = Files.createDirectories(temporary.resolve("web"));
        Files.createDirectories(web.resolve("sub dir"));
        Files.createDirectories(web.resolve("empty"));
        Files.createDirectories(web.resolve(".git"));
        Files.writeString(web.resolve("index.html"), "<p>home</p>");
        Files.writeString(web.resolve("sub dir/index.html"), "<p>sub</p>");
        Files.writeString(named("sub%20dir/%C3%A4.txt"), "umlaut");
        Files.writeString(web.resolve("nothing.css"), "");
        Files.writeString(web.resolve(".git/config"), "secret");
        Files.writeString(web.resolve(".env"), "secret");
        Files.writeString(temporary.resolve("secret.txt"), "secret");
        io.files("/", web);
        io.files("/more", web.resolve("sub dir"));
        io.listen(0);
    }

    /** A file whose name has bytes that the locale of the tests may not know. */
    private Path named(String escaped) {
        return Path.of(URI.create(web.toUri() + escaped));
    }

    @AfterEach
    void close() {
        io.close();
    }

    @Test
    void aFolderIsItsIndexAndRedirectsToItsSlash() {
        assertEquals("<p>home</p>", TestHttp.get(io, "/").body());
        assertEquals("<p>home</p>", TestHttp.get(io, "/index.html?x=1").body());
        assertEquals("<p>sub</p>", TestHttp.get(io, "/sub%20dir/").body());
        Response redirect = TestHttp.get(io, "/sub%20dir");
        assertEquals("301 /sub%20dir/", redirect.status() + " " + redirect.header("location"));
        assertEquals("<p>sub</p>", TestHttp.get(io, "/more/").body());
        assertEquals("umlaut", TestHttp.get(io, "/more/%C3%A4.txt").body());
    }

    @Test
    void theRedirectKeepsTheQuery() {
        assertEquals("/sub%20dir/?a=%20b&c", TestHttp.get(io, "/sub%20dir?a=%20b&c").header("location"));
        assertEquals("/more/?", TestHttp.get(io, "/more?").header("location"));
    }

    @Test
    void namesAreBytes() throws IOException {
        Files.writeString(named("%FF.txt"), "latin");
        assertEquals("latin", TestHttp.get(io, "/%ff.txt").body());
        assertEquals("umlaut", TestHttp.get(io, "/sub%20dir/%c3%a4.tx%74").body());
    }

    @ParameterizedTest
    @CsvSource({"a.html,text/html; charset=utf-8", "a.js,text/javascript; charset=utf-8", "a.CSS,text/css; charset=utf-8",
        "a.svg,image/svg+xml", "a.png,image/png", "a.json,application/json", "a.wasm,application/wasm",
        "a.unknown,application/octet-stream", "a,application/octet-stream", "html,application/octet-stream"})
    void theTypeFollowsFromTheExtension(String name, String type) throws IOException {
        Files.write(web.resolve(name), new byte[] {1, 2, 3});
        Response response = TestHttp.get(io, "/" + name);
        assertEquals("200 3 \1\2\3", response.status() + " " + response.header("content-length") + " " + response.body());
        assertEquals(type, response.header("content-type"));
        assertEquals("nosniff", response.header("x-content-type-options"));
    }

    @Test
    void aLargeFileComesWhole() throws IOException {
        String content = "0123456789".repeat(100_000);
        Files.writeString(web.resolve("large.txt"), content);
        assertEquals(content, TestHttp.get(io, "/large.txt").body());
    }

    @Test
    void headHasTheHeadersAlone() {
        Response head = TestHttp.request(io, "HEAD", "/");
        assertEquals("200 11 ", head.status() + " " + head.header("content-length") + " " + head.body());
        assertEquals("text/html; charset=utf-8", head.header("content-type"));
        Response empty = TestHttp.get(io, "/nothing.css");
        assertEquals("200 0", empty.status() + " " + empty.header("content-length"));
    }

    @Test
    void anUnchangedFileIsNotSentAgain() throws IOException {
        String etag = TestHttp.get(io, "/").header("etag");
        Response same = TestHttp.get(io, "/", "If-None-Match: \"other\", W/" + etag);
        assertEquals("304 " + etag, same.status() + " " + same.header("etag") + same.body());
        assertEquals(304, TestHttp.request(io, "HEAD", "/", "If-None-Match: *").status());
        Files.writeString(web.resolve("index.html"), "<p>another home</p>");
        Response changed = TestHttp.get(io, "/", "If-None-Match: " + etag);
        assertEquals("200 <p>another home</p>", changed.status() + " " + changed.body());
    }

    @Test
    void aFileHasADateToo() throws IOException {                                // RFC 9110 §13.1.3
        Files.setLastModifiedTime(web.resolve("index.html"), FileTime.from(Instant.parse("1994-11-06T08:49:37.5Z")));
        Response response = TestHttp.get(io, "/");
        String date = response.header("last-modified");
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", date);
        assertEquals(304, TestHttp.get(io, "/", "If-Modified-Since: " + date).status());
        assertEquals(200, TestHttp.get(io, "/", "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT").status());
        assertEquals(200, TestHttp.get(io, "/", "If-Modified-Since: " + date, "If-None-Match: \"x\"").status());
        assertEquals(304, TestHttp.get(io, "/", "If-None-Match: \"x\"", "If-None-Match: " + response.header("etag")).status());
        Files.setLastModifiedTime(web.resolve("index.html"), FileTime.from(Instant.now().plusSeconds(3600)));
        assertNull(TestHttp.get(io, "/").header("last-modified"));              // §8.8.2.1
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void onlyGetAndHeadAreAllowed(String method) {
        Response response = TestHttp.request(io, method, "/");
        assertEquals("405 GET, HEAD", response.status() + " " + response.header("allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../secret.txt", "/%2e%2e/secret.txt", "/%2E%2E%2Fsecret.txt", "/..%2fsecret.txt",
        "/..%5csecret.txt", "/sub%20dir/../../secret.txt", "/sub%20dir/..%2f..%2fsecret.txt", "/./index.html",
        "/%2e/index.html", "/more/../../secret.txt", "/more%2f..%2f..%2fsecret.txt", "/.env", "/%2eenv", "/.git/config",
        "/.git/", "/.git", "/index.html/", "/index.html%00",
        "/index.html%00.txt", "/empty", "/empty/", "/none", "/sub%20dir%5cindex.html", "/more/..", "/more/%2e%2e"})
    void nothingElseIsThere(String target) {
        Response response = TestHttp.get(io, target);
        assertEquals("404 " + TestHttp.NOT_FOUND, response.status() + " " + response.body());
    }

    @Test
    void anAbsolutePathIsNoPath() throws IOException {
        String absolute = web.toRealPath().resolve("index.html").toString();
        assertEquals(404, TestHttp.get(io, "/" + absolute.replace("/", "%2f")).status());
        assertEquals(404, TestHttp.get(io, "/more/" + absolute.replace("/web/", "/web/sub%20dir/")).status());
        assertEquals(400, TestHttp.get(io, "/" + absolute).status());
    }

    @Test
    void aSymbolicLinkLeadsNowhereOutside() throws IOException {
        Files.createSymbolicLink(web.resolve("link.txt"), temporary.resolve("secret.txt"));
        Files.createSymbolicLink(web.resolve("outside"), temporary);
        Files.createSymbolicLink(web.resolve("inside.html"), web.resolve("index.html"));
        assertEquals(404, TestHttp.get(io, "/link.txt").status());
        assertEquals(404, TestHttp.get(io, "/outside/secret.txt").status());
        assertEquals("<p>home</p>", TestHttp.get(io, "/inside.html").body());
    }

    @Test
    void aMissingFolderFailsAtOnceWithItsAbsolutePath() {
        Path relative = Path.of("no", "such", "folder");
        var error = assertThrows(IllegalArgumentException.class, () -> io.files("/x", relative));
        assertTrue(error.getMessage().startsWith("there is no folder " + relative.toAbsolutePath() + ": "));
        Path file = web.resolve("index.html");
        var noFolder = assertThrows(IllegalArgumentException.class, () -> io.files("/x", file));
        assertEquals(file + " is a file: name the folder that it is in", noFolder.getMessage());
    }

    @Test
    void filesMayBeAddedWhileTheServerListens() {
        var later = new SocketIOServer();
        try {
            later.listen(0);
            assertEquals(404, TestHttp.get(later, "/").status());
            later.files("/", web);
            assertEquals("<p>home</p>", TestHttp.get(later, "/").body());
        } finally {
            later.close();
        }
    }

    // ---- parts: RFC 9110 §14

    @Test
    void aPartIsSentAsAPart() {
        Response whole = TestHttp.get(io, "/");
        assertEquals("bytes", whole.header("accept-ranges"));
        Response part = TestHttp.get(io, "/", "Range: bytes=3-6");
        assertEquals("206 4 bytes 3-6/11 home", part.status() + " " + part.header("content-length") + " "
                + part.header("content-range") + " " + part.body());
        assertEquals(whole.header("etag") + whole.header("content-type"), part.header("etag") + part.header("content-type"));
        assertEquals("home</p>", TestHttp.get(io, "/", "Range: bytes=3-").body());
        assertEquals("</p>", TestHttp.get(io, "/", "Range: bytes=-4").body());
        assertEquals("206 <p>home</p>", response("Range: bytes=0-"));           // players ask so to learn whether they may seek
    }

    private String response(String... headers) {
        Response response = TestHttp.get(io, "/", headers);
        return response.status() + " " + response.body();
    }

    @Test
    void aPartThatIsNotThereIs416() {                                           // §15.5.17
        Response none = TestHttp.get(io, "/", "Range: bytes=11-");
        assertEquals("416 bytes */11", none.status() + " " + none.header("content-range"));
        assertEquals(416, TestHttp.get(io, "/nothing.css", "Range: bytes=0-").status());
    }

    @Test
    void whatIsNoSinglePartIsAnsweredWithTheWhole() {                           // §14.2
        for (String range : new String[] {"bytes=0-1,3-4", "bytes=2-1", "lines=0-1", "bytes=0-0\r\nRange: bytes=1-1"}) {
            assertEquals("200 <p>home</p>", response("Range: " + range));
        }
        Response head = TestHttp.request(io, "HEAD", "/", "Range: bytes=0-1");
        assertEquals("200 11", head.status() + " " + head.header("content-length"));
    }

    @Test
    void aPartOfWhatTheClientHasIfItStillIsTheSame() {                          // §13.1.5, §13.2.2
        Response whole = TestHttp.get(io, "/");
        String etag = whole.header("etag");
        assertEquals("206 p", response("Range: bytes=1-1", "If-Range: " + etag));
        assertEquals("206 p", response("Range: bytes=1-1", "If-Range: " + whole.header("last-modified")));
        assertEquals("200 <p>home</p>", response("Range: bytes=1-1", "If-Range: \"x\""));
        assertEquals("200 <p>home</p>", response("Range: bytes=1-1", "If-Range: W/" + etag));
        assertEquals("200 <p>home</p>", response("Range: bytes=11-", "If-Range: Sun, 06 Nov 1994 08:49:37 GMT"));
        assertEquals("304 ", response("Range: bytes=11-", "If-None-Match: " + etag));
    }

    // ---- files that change

    @Test
    void aFolderMayBeALinkThatIsTurned() throws IOException {
        Path current = temporary.resolve("current");
        for (String release : new String[] {"one", "two"}) {
            Files.createDirectories(temporary.resolve(release));
            Files.writeString(temporary.resolve(release + "/a.txt"), release);
            Files.writeString(temporary.resolve(release + "/index.html"), release);
        }
        Files.createSymbolicLink(current, temporary.resolve("one"));
        io.files("/app", current);
        assertEquals("one one", TestHttp.get(io, "/app/a.txt").body() + " " + TestHttp.get(io, "/app/").body());
        Files.createSymbolicLink(temporary.resolve("next"), temporary.resolve("two"));
        Files.move(temporary.resolve("next"), current, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        assertEquals("two two", TestHttp.get(io, "/app/a.txt").body() + " " + TestHttp.get(io, "/app/").body());
        assertEquals(301, TestHttp.get(io, "/app").status());
        Files.delete(current);
        try (var log = new TestLog()) {
            assertEquals(404, TestHttp.get(io, "/app/a.txt").status());
            assertEquals("GET \"/app/a.txt\" is answered with 404: there is no file or folder \"" + current + "\"", log.next());
        }
    }

    /** Asks for a file that is too large for the buffers on its way, and does something to it before it reads more than a byte. */
    private String receiveWhile(Change change) throws IOException {
        Path file = web.resolve("large.bin");
        try (var large = new RandomAccessFile(file.toFile(), "rw"); var socket = new Socket()) {
            large.setLength(LARGE);
            socket.setSoTimeout(10_000);
            socket.setReceiveBufferSize(64 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), io.port()));
            socket.getOutputStream().write("GET /large.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes());
            int first = socket.getInputStream().read();
            change.to(file);
            String received = (char) first + new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertTrue(received.contains("\r\nContent-length: " + LARGE + "\r\n"), "its length is announced");
            return received.substring(received.indexOf("\r\n\r\n") + 4);
        }
    }

    private interface Change {
        void to(Path file) throws IOException;
    }

    @Test
    void aFileThatGrowsIsSentAsLongAsItWas() throws IOException {
        String received = receiveWhile(file -> Files.write(file, new byte[1000], StandardOpenOption.APPEND));
        assertEquals(LARGE, received.length());
    }

    @Test
    void aFileThatIsReplacedIsSentAsItWas() throws IOException {
        Path next = Files.writeString(temporary.resolve("next"), "next");
        String received = receiveWhile(file -> Files.move(next, file, StandardCopyOption.REPLACE_EXISTING));
        assertEquals(LARGE, received.length());
        assertEquals("next", TestHttp.get(io, "/large.bin").body());
    }

    @Test
    void aFileThatShrinksCutsTheConnectionAndIsNamedInTheLog() throws IOException {
        try (var log = new TestLog()) {
            String received = receiveWhile(file -> Files.newByteChannel(file, StandardOpenOption.WRITE).truncate(10).close());
            assertTrue(received.length() < LARGE, "it cannot be there");
            String line = log.next();
            assertTrue(line.matches("a connection is cut, \\d+ bytes short: \".*/web/large.bin\" became shorter while it was served;.*"),
                    line);
        }
    }

    // ---- what cannot be served

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/none%0aERROR | there is no file or folder \"WEB/none\\nERROR\"",
        "/empty        | there is no index.html in \"WEB/empty\"",
        "/.env         | files and folders whose names begin with a dot are not served",
        "/out          | a symbolic link leads out of \"WEB\", to \"WEB.txt\""})
    void theLogSaysWhy(String target, String why) throws IOException {
        String real = web.toRealPath().toString();
        Files.writeString(Path.of(real + ".txt"), "secret");
        Files.createSymbolicLink(web.resolve("out"), Path.of(real + ".txt"));
        try (var log = new TestLog()) {
            assertEquals(404, TestHttp.get(io, target).status());
            assertEquals("GET \"" + target + "\" is answered with 404: " + why.replace("WEB", real), log.next());
        }
    }

    /** In an archive that is damaged, so that root cannot read it either. */
    @Test
    void whatCannotBeReadIs500() throws IOException {
        Path archive = temporary.resolve("damaged.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(archive))) {
            out.putNextEntry(new ZipEntry("index.html"));
            out.write("<p>home</p>".repeat(100).getBytes());
        }
        byte[] bytes = Files.readAllBytes(archive);
        Arrays.fill(bytes, 40, 46, (byte) 0xFF);            // the compressed content begins behind the header and the name
        Files.write(archive, bytes);
        try (var damaged = FileSystems.newFileSystem(archive); var log = new TestLog()) {
            io.files("/damaged", damaged.getPath("/"));
            assertEquals(500, TestHttp.get(io, "/damaged/").status());
            String line = log.next();
            assertTrue(line.startsWith("\"/index.html\" cannot be read: java.util.zip.ZipException"), line);
        }
    }

    /** Java reads the names of such a program as ASCII; the files have their names all the same. */
    @Test
    void namesWithUmlautsAreServedUnderAnyLocale() {
        String main = "new SocketIOServer().files(\"/\", java.nio.file.Path.of(System.getenv(\"WEB\"))).listen(0);";
        try (var program = TestProgram.of(temporary, main, Map.of("LC_ALL", "C", "WEB", web.toString()))) {
            assertEquals("umlaut", TestHttp.request(program.port(), "GET", "/sub%20dir/%C3%A4.txt", "").body());
        }
    }
}
