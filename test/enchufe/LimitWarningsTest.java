package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A limit that ends a client, or a request, says so: once, however many clients there are, and by its name. */
class LimitWarningsTest {
    private static final String HANDSHAKE = "/socket.io/?EIO=4&transport=polling";

    private SocketIOServer io;

    private SocketIOServer serve(Options options) {
        io = new SocketIOServer(options);
        io.onConnection(socket -> { }).listen(0);
        return io;
    }

    @AfterEach
    void close() {
        io.close();
    }

    /** Twice, by two clients. */
    private static void assertWarns(String name, Runnable client) {
        try (var log = new TestLog()) {
            client.run();
            client.run();
            var record = log.nextRecord();
            assertEquals("WARNING", record.getLevel().getName());
            assertTrue(record.getMessage().contains(name), record.getMessage());
            assertEquals(0, log.size());
        }
    }

    private void sends(String packet) {
        var client = TestClient.connect(io);
        client.send(packet);
        client.closeCode();
    }

    @Test
    void ofPackets() {
        serve(new Options().maxAttachments(2));
        assertWarns("maxAttachments (2)", () -> sends("53-[\"x\"]"));
        assertWarns("1000 at byte", () -> sends("2[\"x\"," + "[".repeat(1_000)));
        assertWarns("1024 bytes", () -> sends("0/" + "x".repeat(1_024)));
        assertWarns("18 digits", () -> sends("2" + "1".repeat(19) + "[\"x\"]"));
    }

    @Test
    void ofMessages() {
        serve(new Options().maxHttpBufferSize(100));
        assertWarns("maxHttpBufferSize (100 bytes)", () -> sends("x".repeat(100)));
    }

    @Test
    void ofPosts() {
        serve(new Options().maxHttpBufferSize(100));
        assertWarns("maxHttpBufferSize (100 bytes)",
                () -> assertEquals(413, TestHttp.request(io.port(), "POST", HANDSHAKE, "x".repeat(101)).status()));
    }

    @Test
    void ofRequestsToPages() {
        serve(new Options().maxRequestBody(10));
        assertWarns("maxRequestBody (10 bytes)",
                () -> assertEquals(413, TestHttp.request(io.port(), "POST", "/", "x".repeat(11)).status()));
        assertWarns("16384 bytes",
                () -> assertEquals(431, TestHttp.get(io, "/", "X: " + "x".repeat(20_000)).status()));
    }

    @Test
    void ofNamespaces() {
        serve(new Options().maxNamespacesPerClient(1)).of("/b");
        assertWarns("maxNamespacesPerClient (1)", () -> {
            var client = TestClient.connect(io);
            client.send("0/b,").expect("4/b,{'message':'Too many namespaces'}");
            client.close();
        });
    }

    @Test
    void ofTheTimeToJoin() {
        serve(new Options().connectTimeout(Duration.ofMillis(1)));
        assertWarns("connectTimeout (PT0.001S)", () -> TestClient.open(io).closeCode());
    }

    @Test
    void ofTheTimeToUpgrade() {
        serve(new Options().upgradeTimeout(Duration.ofMillis(1)));
        assertWarns("upgradeTimeout (PT0.001S)", () -> {
            String open = TestHttp.get(io, HANDSHAKE).body();
            String sid = open.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
            TestClient.at(io, "/socket.io/?EIO=4&transport=websocket&sid=" + sid).closeCode();
        });
    }

    @Test
    void ofFragmentsAndOfPacketsInAPost() {
        serve(new Options());
        assertWarns("4096 fragments", () -> {
            try (var socket = new java.net.Socket("127.0.0.1", io.port())) {
                socket.getOutputStream().write(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n"
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").getBytes());
                byte[] fragments = new byte[4_097 * 6];
                for (int i = 0; i < fragments.length; i += 6) {
                    fragments[i] = (byte) (i == 0 ? 1 : 0);
                    fragments[i + 1] = (byte) 0x80;
                }
                socket.getOutputStream().write(fragments);
                socket.getInputStream().readAllBytes();
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        });
        char[] packets = new char[2 * 250_000 + 1];
        Arrays.fill(packets, '\u001e');
        for (int i = 0; i < packets.length; i += 2) {
            packets[i] = '6';
        }
        assertWarns("250000 packets", () -> {
            String sid = TestHttp.get(io, HANDSHAKE).body().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
            TestHttp.request(io.port(), "POST", HANDSHAKE + "&sid=" + sid, new String(packets));
        });
    }
}
