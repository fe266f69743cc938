package enchufe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import enchufe.TestHttp.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientScriptTest {
    private static final String FOLDER = "/socket.io/";
    private static final String SCRIPT = FOLDER + "socket.io.js";
    private static final String MODULE = FOLDER + "socket.io.esm.js";

    /** What can serve the script: a port of the server's own, alone or before an HttpServer, or one that is bound already. */
    private enum Site {
        OWN_PORT, BEFORE_AN_HTTP_SERVER, BOUND_HTTP_SERVER;

        SocketIOServer serve(Options options) throws IOException {
            if (this == OWN_PORT) {
                return new SocketIOServer(options).listen(0);
            }
            if (this == BEFORE_AN_HTTP_SERVER) {
                return new SocketIOServer(SocketIOServer.httpServer(), options).listen(0);
            }
            HttpServer bound = SocketIOServer.httpServer();
            bound.setExecutor(task -> new Thread(task).start());
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var io = new SocketIOServer(bound, options);
            bound.start();
            return io;
        }
    }

    @TempDir
    private Path temp;
    private SocketIOServer io = new SocketIOServer();

    @AfterEach
    void close() {
        io.close();
    }

    private void serve(Options options) throws IOException {
        io.close();
        io = Site.OWN_PORT.serve(options);
    }

    private static String ours(String name) throws IOException {
        try (InputStream in = SocketIOServer.class.getResourceAsStream("browser/" + name)) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theScriptIsServedOnceForEachVersion(Site site) throws IOException {
        io = site.serve(new Options());
        Response response = TestHttp.get(io, SCRIPT + "?v=1");
        assertEquals(200, response.status());
        assertEquals("application/javascript; charset=utf-8", response.header("content-type"));
        assertEquals("public, max-age=0", response.header("cache-control"));
        assertEquals("Accept-Encoding", response.header("vary"));
        assertEquals("nosniff", response.header("x-content-type-options"));
        assertEquals(ours("socket.io.js"), response.body());
        Response head = TestHttp.request(io, "HEAD", SCRIPT);
        assertEquals("200 " + response.body().length(), head.status() + " " + head.header("content-length") + head.body());
        String etag = response.header("etag");
        for (String match : new String[] {etag, "W/" + etag, "\"x\", " + etag, "\"x\"\r\nIf-None-Match: " + etag, "*"}) {
            Response same = TestHttp.get(io, SCRIPT, "If-None-Match: " + match);
            assertEquals("304 " + etag, same.status() + " " + same.header("etag") + same.body());
            assertEquals("public, max-age=0 Accept-Encoding", same.header("cache-control") + " " + same.header("vary"));
            assertNull(same.header("content-type"));
        }
        assertEquals(200, TestHttp.get(io, SCRIPT, "If-None-Match: \"x\"").status());
        assertEquals(304, TestHttp.request(io, "HEAD", SCRIPT, "If-None-Match: " + etag).status());
    }

    @ParameterizedTest
    @EnumSource
    void theConnectionServesOneRequestAfterTheOther(Site site) throws IOException {
        io = site.serve(new Options());
        String fields = " HTTP/1.1\r\nHost: localhost\r\n";
        String received = TestHttp.exchange(io.port(), "GET " + SCRIPT + fields + "\r\nHEAD " + SCRIPT + fields
                + "\r\nGET " + SCRIPT + fields + "If-None-Match: *\r\n\r\nGET " + MODULE + fields + "Connection: close\r\n\r\n");
        assertTrue(received.endsWith(ours("socket.io.esm.js")), received);
    }

    @ParameterizedTest
    @EnumSource
    void theScriptIsCompressedForThoseWhoAcceptIt(Site site) throws IOException {
        io = site.serve(new Options());
        String plain = TestHttp.get(io, SCRIPT).header("etag");
        for (int i = 0; i < 2; i++) {
            Response response = TestHttp.get(io, SCRIPT, "Accept-Encoding: br", "Accept-Encoding: deflate;q=0.9, gzip");
            assertEquals("gzip Accept-Encoding", response.header("content-encoding") + " " + response.header("vary"));
            assertEquals(response.header("content-length"), "" + response.body().length());
            assertEquals(ours("socket.io.js"), gunzip(response.body()));
            String etag = response.header("etag");
            assertTrue(!etag.equals(plain), etag);
            assertEquals(304, TestHttp.get(io, SCRIPT, "Accept-Encoding: gzip", "If-None-Match: " + etag).status());
            assertEquals(200, TestHttp.get(io, SCRIPT, "Accept-Encoding: gzip", "If-None-Match: " + plain).status());
        }
        Response head = TestHttp.request(io, "HEAD", SCRIPT, "Accept-Encoding: gzip");
        assertEquals("gzip", head.header("content-encoding") + head.body());
        assertNull(TestHttp.get(io, SCRIPT, "Accept-Encoding: gzip;q=0").header("content-encoding"));
    }

    private static String gunzip(String body) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body.getBytes(ISO_8859_1)))) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    @ParameterizedTest
    @CsvSource({"socket.io.js, socket.io.js", "socket.io.min.js, socket.io.js",
        "socket.io.esm.js, socket.io.esm.js", "socket.io.esm.min.js, socket.io.esm.js"})
    void theNamesThatPagesKnowAreServed(String name, String content) throws IOException {
        io.listen(0);
        Response response = TestHttp.get(io, FOLDER + name);
        assertEquals("application/javascript; charset=utf-8", response.header("content-type"));
        assertEquals(ours(content), response.body());
    }

    @ParameterizedTest
    @EnumSource
    void otherNamesAreMissingAndOtherMethodsRefused(Site site) throws IOException {
        io = site.serve(new Options());
        try (var log = new TestLog()) {
            for (String name : new String[] {"socket.io.js.map", "socket.io.min.js.map", "socket.io.", "socket.io.js/"}) {
                Response missing = TestHttp.get(io, FOLDER + name);
                assertEquals("404 " + TestHttp.NOT_FOUND, missing.status() + " " + missing.body());
                assertEquals("GET \"" + FOLDER + name + "\" is answered with 404: there is no such client script", log.next());
            }
            assertEquals(400, TestHttp.get(io, FOLDER + "socket_io.js").status());
            for (int i = 0; i < 2; i++) {
                assertEquals(404, TestHttp.get(io, FOLDER + "socket.io.msgpack.min.js").status());
            }
            assertEquals("a page loads socket.io.msgpack.min.js, which this server does not serve: let it load socket.io.min.js, or set"
                    + " new Options().parser(Parser.messagePack())", log.next());
            assertTrue(log.next().endsWith("there is no such client script"));
            assertTrue(log.next().endsWith("there is no such client script"));
            for (String method : new String[] {"POST", "PUT", "DELETE"}) {
                Response refusal = TestHttp.request(io, method, SCRIPT);
                assertEquals("405 GET, HEAD", refusal.status() + " " + refusal.header("allow"));
                assertTrue(log.next().endsWith(" is answered with 405: a client script is only read"));
            }
            assertEquals(0, log.size());
        }
    }

    @Test
    void theScriptWithMessagePackIsServedIfTheServerReadsItsPackets() throws IOException {
        serve(new Options().parser(Parser.messagePack()));
        assertEquals(ours("socket.io.js") + ours("socket.io.msgpack.js"), TestHttp.get(io, FOLDER + "socket.io.msgpack.min.js").body());
        assertEquals(ours("socket.io.js"), TestHttp.get(io, SCRIPT).body());
        assertNotEquals(TestHttp.get(io, SCRIPT).header("etag"), TestHttp.get(io, FOLDER + "socket.io.msgpack.min.js").header("etag"));
        assertEquals(404, TestHttp.get(io, FOLDER + "socket.io.msgpack.js").status());
        Files.writeString(temp.resolve("socket.io.js"), "theirs");
        Files.writeString(temp.resolve("socket.io.msgpack.min.js"), "their MessagePack");
        serve(new Options().clientScript(temp).parser(Parser.messagePack()));
        assertEquals("their MessagePack", TestHttp.get(io, FOLDER + "socket.io.msgpack.min.js").body());
    }

    @ParameterizedTest
    @EnumSource
    void theTargetMayBeAWholeUrl(Site site) throws IOException {                // RFC 9112 §3.2.2: as if through a proxy
        io = site.serve(new Options());
        assertEquals(200, TestHttp.get(io, "http://localhost" + SCRIPT).status());
        assertEquals(200, TestHttp.open(io, "http://localhost" + FOLDER + "?EIO=4&transport=polling").status());
    }

    @Test
    void pagesOfOtherOriginsLoadTheModuleIfTheyMayConnect() throws IOException {
        serve(new Options().cors("https://example.org"));
        assertNull(TestHttp.get(io, MODULE).header("access-control-allow-origin"));
        Response allowed = TestHttp.get(io, MODULE, "Origin: https://example.org");
        assertEquals("200 https://example.org", allowed.status() + " " + allowed.header("access-control-allow-origin"));
        String etag = allowed.header("etag");
        Response same = TestHttp.get(io, MODULE, "Origin: https://example.org", "If-None-Match: " + etag);
        assertEquals("304 https://example.org", same.status() + " " + same.header("access-control-allow-origin"));
        try (var log = new TestLog()) {
            Response refused = TestHttp.get(io, MODULE, "Origin: https://example.com");
            assertEquals(403, refused.status());
            String line = log.next();
            assertTrue(line.contains("new Options().cors(…, \"https://example.com\")"), line);
        }
        assertEquals(204, TestHttp.request(io, "OPTIONS", MODULE, "Origin: https://example.org",
                "Access-Control-Request-Method: GET").status());
        serve(new Options().cors("*"));
        assertEquals("*", TestHttp.get(io, MODULE, "Origin: https://example.com").header("access-control-allow-origin"));
    }

    @Test
    void theScriptIsServedAtThePathOfTheServer() throws IOException {
        serve(new Options().path("/chat/io/"));
        io.onConnection(socket -> socket.emit("hello"));
        assertEquals(ours("socket.io.js"), TestHttp.get(io, "/chat/io/socket.io.js").body());
        assertEquals(404, TestHttp.get(io, SCRIPT).status());
        try (var client = TestClient.at(io, "/chat/io/?EIO=4&transport=websocket")) {
            client.join("/");
            client.expect("2['hello']");
        }
    }

    @Test
    void theScriptMayBeLeftOut() throws IOException {
        serve(new Options().serveClient(false).clientScript(temp.resolve("none")));
        for (String script : new String[] {SCRIPT, MODULE, FOLDER + "socket.io.min.js"}) {
            assertEquals(400, TestHttp.get(io, script).status());
        }
        TestClient.connect(io).disconnect();
    }

    @Test
    void anotherFileTakesItsPlaceUnderAllNames() throws IOException {
        Path file = Files.writeString(temp.resolve("a b.js"), "theirs()");
        serve(new Options().clientScript(file));
        for (String name : new String[] {"socket.io.js", "socket.io.min.js"}) {
            assertEquals("theirs()", TestHttp.get(io, FOLDER + name).body());
        }
        for (String name : new String[] {"socket.io.esm.js", "socket.io.esm.min.js"}) {
            assertEquals(ours("socket.io.esm.js"), TestHttp.get(io, FOLDER + name).body());
        }
        String etag = TestHttp.get(io, SCRIPT).header("etag");
        Files.writeString(file, "theirs(2)");
        assertEquals("theirs()", TestHttp.get(io, SCRIPT).body());          // until the next start
        serve(new Options().clientScript(file));
        assertEquals("theirs(2)", TestHttp.get(io, SCRIPT, "If-None-Match: " + etag).body());
    }

    @Test
    void theFilesOfAFolderAreServedByTheirNames() throws IOException {
        for (String name : new String[] {"socket.io.js", "socket.io.min.js.map", "socket.io.msgpack.min.js", "secret.js"}) {
            Files.writeString(temp.resolve(name), name);
        }
        serve(new Options().clientScript(temp));
        assertEquals("socket.io.js", TestHttp.get(io, SCRIPT).body());
        Response map = TestHttp.get(io, FOLDER + "socket.io.min.js.map");
        assertEquals("application/json; charset=utf-8 socket.io.min.js.map", map.header("content-type") + " " + map.body());
        for (String name : new String[] {"socket.io.min.js", "socket.io.esm.js", "socket.io.js.map"}) {
            assertEquals(404, TestHttp.get(io, FOLDER + name).status());
        }
        try (var log = new TestLog()) {
            assertEquals(404, TestHttp.get(io, FOLDER + "socket.io.msgpack.min.js").status());
            assertTrue(log.next().contains("socket.io.msgpack.min.js"));
        }
        assertEquals(400, TestHttp.get(io, FOLDER + "secret.js").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.js", "."})
    void aMissingScriptIsAnErrorAtOnce(String name) {
        var options = new Options().clientScript(temp.resolve(name));
        var error = assertThrows(IllegalArgumentException.class, () -> new SocketIOServer(options));
        Path missing = name.equals(".") ? temp.resolve(name).resolve("socket.io.js") : temp.resolve(name);
        assertEquals("there is no client script " + missing.toAbsolutePath() + ": name a file that can be read, or a folder"
                + " that has a socket.io.js", error.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void aScriptThatVanishesIsAnErrorUntilItIsBack(Site site) throws IOException {
        Path file = Files.writeString(temp.resolve("client.js"), "theirs()");
        io = site.serve(new Options().clientScript(file));
        Files.delete(file);
        try (var log = new TestLog()) {
            assertEquals(500, TestHttp.get(io, SCRIPT).status());
            assertEquals("the client script cannot be read: " + file.toUri(), log.nextRecord().getThrown().getMessage());
        }
        Files.writeString(file, "theirs()");
        assertEquals("theirs()", TestHttp.get(io, SCRIPT).body());
    }
}
