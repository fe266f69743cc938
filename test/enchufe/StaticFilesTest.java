package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestHttp.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
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
        Files.writeString(web.resolve("sub dir/ä.txt"), "umlaut");
        Files.writeString(web.resolve("nothing.css"), "");
        Files.writeString(web.resolve(".git/config"), "secret");
        Files.writeString(web.resolve(".env"), "secret");
        Files.writeString(temporary.resolve("secret.txt"), "secret");
        io.files("/", web);
        io.files("/more", web.resolve("sub dir"));
        io.listen(0);
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
        assertEquals("404 ", response.status() + " " + response.body());
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
        assertThrows(IllegalArgumentException.class, () -> io.files("/x", web.resolve("index.html")));
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
}
