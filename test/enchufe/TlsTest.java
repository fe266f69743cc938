package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import enchufe.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The option {@code tls}: everything that a server serves, over TLS. */
class TlsTest {
    private static final TestCertificates LOCAL = TestCertificates.local();
    private static final TestCertificates ANA = TestCertificates.of("EC", "ana");

    @TempDir
    Path folder;

    private SocketIOServer io;

    @AfterEach
    void close() {
        io.close();
    }

    private void listen(Options options) {
        io = new SocketIOServer(options);
        io.listen("localhost", 0);
    }

    private Options withFiles() {
        return new Options().tls(LOCAL.write(folder), folder.resolve("key.pem"));
    }

    private HttpResponse<String> get(SSLContext context, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + io.port() + path)).build();
        return HttpClient.newBuilder().sslContext(context).build().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** A WebSocket whose messages go to a queue. */
    private WebSocket open(SSLContext context, String path, LinkedBlockingQueue<String> messages) {
        return HttpClient.newBuilder().sslContext(context).build().newWebSocketBuilder()
                .buildAsync(URI.create("wss://localhost:" + io.port() + path), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        messages.add(text.toString());
                        from.request(1);
                        return null;
                    }
                }).join();
    }

    @Test
    void pagesHandlersTheClientScriptAndWebSocketsAreServed() throws IOException, InterruptedException {
        listen(withFiles());
        Files.writeString(folder.resolve("index.html"), "<h1>page</h1>");
        io.files("/", folder);
        io.handle("/secure", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        io.webSocket("/plain", peer -> peer.onText(text -> peer.send("you said " + text)));
        var secure = new LinkedBlockingQueue<Boolean>();
        io.onConnection(socket -> secure.add(socket.handshake().secure()));

        SSLContext client = TestCertificates.trusting(LOCAL);
        assertEquals("<h1>page</h1>", get(client, "/").body());
        assertEquals(204, get(client, "/secure").statusCode());
        assertEquals(200, get(client, "/socket.io/socket.io.js").statusCode());
        var messages = new LinkedBlockingQueue<String>();
        open(client, "/plain", messages).sendText("hello", true);
        assertEquals("you said hello", Soon.take(messages));
        WebSocket socket = open(client, "/socket.io/?EIO=4&transport=websocket", messages);
        assertTrue(Soon.take(messages).startsWith("0{"));
        socket.sendText("40", true);
        assertTrue(Soon.take(secure));
    }

    @Test
    void theLogAndToStringNameTheRightUrl() {
        try (var log = new TestLog(true)) {
            listen(withFiles());
            assertEquals("Enchufe listens at https://localhost:" + io.port(), log.next());
            assertTrue(io.toString().contains("at https://localhost:" + io.port()), io.toString());
        }
    }

    @Test
    void clientsMayBeAskedForACertificate() throws IOException, InterruptedException {
        listen(new Options().tls(LOCAL.context(ANA), settings -> settings.setNeedClientAuth(true)));
        io.files("/", folder);
        assertEquals(404, get(ANA.context(LOCAL), "/").statusCode());
        try (var log = new TestLog()) {
            assertThrows(IOException.class, () -> get(TestCertificates.trusting(LOCAL), "/"));
            assertTrue(log.next().contains("the TLS connection of"));
        }
    }

    @Test
    void anHttpServerThatWasBoundCannotBeEncryptedHere() throws IOException {
        listen(new Options());
        HttpServer bound = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var refusal = assertThrows(IllegalStateException.class, () -> new SocketIOServer(bound, withFiles()));
        assertTrue(refusal.getMessage().contains("HttpsServer"), refusal.getMessage());
        bound.stop(0);
    }

    @Test
    void filesAndAContextExcludeEachOther() {
        listen(new Options());
        Options own = new Options().tls(LOCAL.context());
        assertThrows(IllegalStateException.class, () -> own.tls(folder, folder));
        assertThrows(IllegalArgumentException.class, () -> new Options().tls(folder.resolve("none"), folder));
    }
}
