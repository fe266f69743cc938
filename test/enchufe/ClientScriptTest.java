package enchufe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.TestHttp.Response;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientScriptTest {
    private static final String SCRIPT = "/socket.io/socket.io.js";

    private SocketIOServer io = new SocketIOServer();

    @AfterEach
    void close() {
        io.close();
    }

    private static String expected() throws IOException {
        try (InputStream in = SocketIOServer.class.getResourceAsStream("browser/socket.io.js")) {
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void theScriptIsServedOnceForEachVersion() throws IOException {
        io.listen(0);
        Response response = TestHttp.get(io, SCRIPT + "?v=1");
        assertEquals(200, response.status());
        assertEquals("text/javascript; charset=utf-8", response.header("content-type"));
        assertEquals("nosniff", response.header("x-content-type-options"));
        assertEquals(expected(), response.body());
        Response head = TestHttp.request(io, "HEAD", SCRIPT);
        assertEquals("200 " + expected().length(), head.status() + " " + head.header("content-length") + head.body());
        String etag = response.header("etag");
        for (String match : new String[] {etag, "W/" + etag, "\"x\", " + etag, "*"}) {
            Response same = TestHttp.get(io, SCRIPT, "If-None-Match: " + match);
            assertEquals("304 " + etag, same.status() + " " + same.header("etag") + same.body());
        }
        assertEquals(200, TestHttp.get(io, SCRIPT, "If-None-Match: \"x\"").status());
    }

    @Test
    void theScriptIsServedAtThePathOfTheServer() throws IOException {
        io = new SocketIOServer(new Options().path("/chat/io/"));
        io.onConnection(socket -> socket.emit("hello")).listen(0);
        assertEquals(expected(), TestHttp.get(io, "/chat/io/socket.io.js").body());
        assertEquals(404, TestHttp.get(io, SCRIPT).status());
        try (var client = TestClient.at(io, "/chat/io/?EIO=4&transport=websocket")) {
            client.join("/");
            client.expect("2['hello']");
        }
    }

    @Test
    void theScriptMayBeLeftOut() {
        io = new SocketIOServer(new Options().serveClient(false)).listen(0);
        assertEquals(400, TestHttp.get(io, SCRIPT).status());
        TestClient.connect(io).disconnect();
    }
}
