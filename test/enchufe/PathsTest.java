package enchufe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import enchufe.engine.CloseReason;
import enchufe.engine.EngineListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that browsers escape: each thing that takes a path matches it as they send it, or refuses it at once. */
class PathsTest {
    private SocketIOServer io = new SocketIOServer();
    @TempDir
    private Path folder;

    private static final class Silent implements EngineListener {
        @Override
        public void onText(ByteBuffer utf8) {}

        @Override
        public void onBinary(ByteBuffer data) {}

        @Override
        public void onClose(CloseReason reason) {}
    }

    @AfterEach
    void close() {
        io.close();
    }

    private void serve(boolean bound, Options options) throws IOException {
        if (bound) {
            HttpServer server = SocketIOServer.httpServer();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            io = new SocketIOServer(server, options);
            server.start();
        } else {
            io = new SocketIOServer(options);
            io.listen(0);
        }
    }

    private static void hello(HttpExchange exchange) throws IOException {
        byte[] hello = "hello".getBytes(UTF_8);
        exchange.sendResponseHeaders(200, hello.length);
        exchange.getResponseBody().write(hello);
        exchange.close();
    }

    @ParameterizedTest
    @CsvSource({"/café, /caf%C3%A9", "/café, /caf%c3%a9", "/my chat, /my%20chat", "/caf%c3%a9, /caf%C3%A9", "/a+b, /%61+b",
        "/100%, /100%25", "/😀/x, /%F0%9F%98%80/x", "/a@b, /a%40b"})
    void theServersPathAndItsScript(String path, String sent) throws IOException {
        for (boolean bound : new boolean[] {false, true}) {
            serve(bound, new Options().path(path));
            io.onConnection(socket -> socket.emit("hello"));
            assertEquals(200, TestHttp.get(io, sent + "/socket.io.js").status());
            assertEquals(404, TestHttp.get(io, sent + "/socket.io.other.js").status());
            assertEquals(200, TestHttp.open(io, sent + "/?EIO=4&transport=polling").status());
            if (!bound) {
                try (var client = TestClient.at(io, sent + "/?EIO=4&transport=websocket")) {
                    client.join("/");
                    client.expect("2['hello']");
                }
            }
            io.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"/café, /caf%C3%A9", "/my chat, /my%20chat", "/my chat/, /my%20chat", "/{x}, /%7bx%7D"})
    void pagesAndFiles(String path, String sent) throws IOException {
        Files.writeString(folder.resolve("index.html"), "<p>home</p>");
        for (boolean bound : new boolean[] {false, true}) {
            serve(bound, new Options());
            io.handle(path, PathsTest::hello);
            io.files("/files" + path, folder);
            assertEquals("hello", TestHttp.get(io, sent).body());
            assertEquals("hello", TestHttp.get(io, sent + "/below").body());
            assertEquals("<p>home</p>", TestHttp.get(io, "/files" + sent + "/").body());
            assertEquals("/files" + sent + "/", TestHttp.get(io, "/files" + sent).header("location"));
            io.close();
        }
    }

    @Test
    void webSocketsAndEngines() throws IOException {
        serve(false, new Options());
        io.webSocket("/écho", peer -> peer.send("hello"));
        io.engine("/engine ñ", session -> new Silent());
        try (var client = TestClient.at(io, "/%C3%A9cho")) {
            assertEquals("hello", client.next());
        }
        assertEquals(200, TestHttp.open(io, "/engine%20%c3%b1/?EIO=4&transport=polling").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a?x=1", "/a#b", "/a%2Fb", "/a//b", "/./a", "/a/..", "/a\\b", "/a\nb"})
    void whatNoBrowserSendsIsRefusedByAllWithTheSameReason(String path) {
        String reason = assertThrows(IllegalArgumentException.class, () -> new Options().path(path)).getMessage();
        assertTrue(reason.startsWith("the path \""), reason);
        assertEquals(reason, refusal(() -> io.handle(path, PathsTest::hello)));
        assertEquals(reason, refusal(() -> io.files(path, folder)));
        assertEquals(reason, refusal(() -> io.webSocket(path, peer -> { })));
        assertEquals(reason, refusal(() -> io.engine(path, session -> new Silent())));
    }

    private static String refusal(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    /** RFC 3986 §2.2: an escaped slash is no slash, so it must not lead around a handler to the files of a folder. */
    @Test
    void anEscapedSlashLeadsAroundNoHandler() throws IOException {
        Files.createDirectories(folder.resolve("admin"));
        Files.writeString(folder.resolve("admin/secret.txt"), "secret");
        for (boolean bound : new boolean[] {false, true}) {
            serve(bound, new Options());
            io.files("/", folder);
            io.handle("/admin", PathsTest::hello);
            assertEquals("hello", TestHttp.get(io, "/admin/secret.txt").body());
            assertEquals("hello", TestHttp.get(io, "/%61dmin/secret.txt").body());
            assertEquals(404, TestHttp.get(io, "/admin%2Fsecret.txt").status());
            io.close();
        }
    }
}
