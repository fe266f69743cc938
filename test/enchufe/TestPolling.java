package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client by long-polling that polls when it is told to. */
final class TestPolling {
    private final int port;
    private final String target;
    private final String sid;

    /** Opens an Engine.IO session. */
    TestPolling(int port, String path) {
        this.port = port;
        String handshake = path + "?EIO=4&transport=polling";
        Matcher open = Pattern.compile("0\\{\"sid\":\"([^\"]+)\".*}")
                .matcher(TestHttp.request(port, "GET", handshake, "").body());
        assertTrue(open.matches(), "no open packet: " + open);
        this.sid = open.group(1);
        this.target = handshake + "&sid=" + sid;
    }

    String sid() {
        return sid;
    }

    /** Connects to the main namespace. */
    static TestPolling connect(SocketIOServer io) {
        return connect(io.port());
    }

    static TestPolling connect(int port) {
        var client = new TestPolling(port, "/socket.io/");
        client.post("40");
        String answer = client.poll();
        assertTrue(answer.startsWith("40{"), answer);
        return client;
    }

    String poll() {
        var response = TestHttp.request(port, "GET", target, "");
        assertEquals(200, response.status());
        return response.body();
    }

    void post(String payload) {
        var response = TestHttp.request(port, "POST", target, payload);
        assertEquals("200 ok", response.status() + " " + response.body());
    }
}
