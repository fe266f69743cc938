package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import enchufe.TestHttp.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever is refused reads why, in a browser or with curl: no response leaves them before an empty page. */
class RefusalTextsTest {
    private static final String UPGRADE = "Upgrade: websocket";

    @TempDir
    private Path web;
    private SocketIOServer io = new SocketIOServer();

    @AfterEach
    void close() {
        io.close();
    }

    private void serve(boolean bound) throws IOException {
        Files.writeString(web.resolve("page.txt"), "0123456789");
        var options = new Options().maxHttpBufferSize(100).maxRequestBody(100);
        if (bound) {
            HttpServer server = SocketIOServer.httpServer();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            io = new SocketIOServer(server, options);
            io.files("/", web);
            server.start();
        } else {
            io = new SocketIOServer(options.inspector("/inspect"));
            io.files("/", web).webSocket("/echo", peer -> peer.onText(peer::send)).listen(0);
        }
    }

    private static void assertSays(int status, String text, Response response) {
        assertEquals(status, response.status());
        assertTrue(response.body().contains(text), response.body());
        assertEquals("" + response.body().length(), response.header("content-length"));
    }

    @ParameterizedTest
    @CsvSource({"GET, /socket.io/socket.io.jss, 404, The server has nothing here.",
        "POST, /socket.io/socket.io.js, 405, 'The server allows only GET, HEAD here.'",
        "POST, /page.txt, 405, 'The server allows only GET, HEAD here.'",
        "DELETE, /nowhere, 405, 'The server allows only GET, HEAD here.'",
        "GET, /nowhere, 404, The server has nothing here.",
        "GET, /socket.io/, 400, Transport unknown",
        "PUT, /socket.io/?EIO=4&transport=polling, 400, Bad handshake method"})
    void ofPagesScriptAndPolls(String method, String path, int status, String text) throws IOException {
        for (boolean bound : new boolean[] {false, true}) {
            serve(bound);
            Response response = TestHttp.request(io, method, path);
            assertSays(status, text, response);
            if (status == 405) {
                assertEquals("GET, HEAD", response.header("allow"));
            }
            io.close();
        }
    }

    @Test
    void ofWhatIsTooLongOrOfAnotherOrigin() throws IOException {
        for (boolean bound : new boolean[] {false, true}) {
            serve(bound);
            String session = "/socket.io/?EIO=4&transport=polling&sid=" + new TestPolling(io.port(), "/socket.io/").sid();
            assertSays(413, "takes no content as long as this", TestHttp.request(io.port(), "POST", session, "4".repeat(101)));
            assertSays(403, "The server does not allow this.",
                    TestHttp.get(io, "/socket.io/socket.io.js", "Origin: http://other.example"));
            assertSays(416, "no such part", TestHttp.get(io, "/page.txt", "Range: bytes=10-"));
            io.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /inspect/nothing, 404, no such file", "DELETE, /inspect/, 405, only read", "POST, /inspect/, 405, only read",
        "PATCH, /inspect/nothing, 405, only read", "GET, /inspect/socket.io/socket.io.jss, 404, The server has nothing here."})
    void ofTheInspector(String method, String path, int status, String text) throws IOException {
        serve(false);
        Response response = TestHttp.request(io, method, path);
        assertSays(status, text, response);
        assertEquals(status == 405 ? "GET, HEAD" : null, response.header("allow"));
    }

    @Test
    void ofWebSocketsAndOfTheirServerThatCloses() throws IOException {
        serve(false);
        for (String path : new String[] {"/echo", "/socket.io/?EIO=4&transport=websocket"}) {
            assertSays(400, "does not understand the request", TestHttp.get(io, path, UPGRADE));
            String versions = TestHttp.exchange(io.port(), "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n" + UPGRADE
                    + "\r\nSec-WebSocket-Version: 12\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
            assertSays(426, "speaks another version of WebSocket", TestHttp.parse(versions));
        }
    }

    @Test
    void ofRequestsThatAreNotHttp() throws IOException {
        serve(false);
        assertSays(400, "does not understand the request", TestHttp.request(io, "CONNECT", "/"));
        assertSays(405, "only GET, HEAD", TestHttp.request(io.port(), "POST", "/page.txt", "x".repeat(100)));
        assertSays(413, "takes no content as long as this", TestHttp.request(io.port(), "POST", "/page.txt", "x".repeat(101)));
        assertSays(414, "takes no URL as long as this", TestHttp.get(io, "/" + "x".repeat(20_000)));
        assertSays(417, "the field Expect", TestHttp.request(io.port(), "POST", "/page.txt", "x", "Expect: tea"));
        assertSays(431, "takes no header as long as this", TestHttp.get(io, "/", "A: " + "x".repeat(20_000)));
        assertSays(505, "speaks only HTTP/1.1 and HTTP/1.0", TestHttp.parse(TestHttp.exchange(io.port(), "GET / HTTP/3.0\r\n\r\n")));
    }

    /** RFC 9110 §9.3.2: the same headers, and no content. */
    @Test
    void aHeadGetsTheLengthAlone() throws IOException {
        for (boolean bound : new boolean[] {false, true}) {
            serve(bound);
            for (String path : new String[] {"/socket.io/socket.io.jss", "/nowhere"}) {
                assertHead(path);
            }
            if (!bound) {
                assertHead("/inspect/nothing");
            }
            io.close();
        }
        io = new SocketIOServer().listen(0);                    // without pages, the port itself refuses
        assertHead("/nowhere");
    }

    private void assertHead(String path) {
        Response get = TestHttp.get(io, path);
        Response head = TestHttp.request(io, "HEAD", path);
        assertEquals(404, head.status());
        assertEquals("", head.body());
        assertEquals(get.header("content-length"), head.header("content-length"));
        assertEquals(get.header("content-type"), head.header("content-type"));
        assertNull(head.header("transfer-encoding"));
    }
}
