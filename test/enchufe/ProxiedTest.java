package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Wherever a program asks for a client's address, it gets what a trusted proxy says. */
class ProxiedTest {
    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private SocketIOServer io;

    private void start(Options options) {
        io = new SocketIOServer(options);
        io.onConnection(socket -> seen.add(socket.handshake().address() + " " + socket.handshake().secure()));
        io.webSocket("/raw", peer -> seen.add(peer.remoteAddress().getAddress().getHostAddress()));
        io.handle("/page", exchange -> {
            seen.add(io.remoteAddress(exchange).getAddress().getHostAddress());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        io.listen(0);
    }

    @AfterEach
    void close() {
        io.close();
    }

    private void assertSeen(String address, boolean secure) {
        TestClient.open(io, "X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https").join("/");
        assertEquals(address + " " + secure, Soon.take(seen));
        TestClient.at(io, "/raw", "X-Forwarded-For", "192.0.2.7");
        assertEquals(address, Soon.take(seen));
        TestHttp.get(io, "/page", "X-Forwarded-For: 192.0.2.7");
        assertEquals(address, Soon.take(seen));
    }

    @Test
    void aTrustedProxyTellsWhoTheClientIs() {
        start(new Options().trustedProxies("loopback"));
        assertSeen("192.0.2.7", true);
    }

    @Test
    void nobodyElseDoes() {
        start(new Options().trustedProxies("10.0.0.0/8"));
        assertSeen("127.0.0.1", false);
    }

    @Test
    void aPageOfTheHostThatTheProxyNamesMayConnect() {
        start(new Options().trustedProxies("loopback"));
        String[] headers = {"X-Forwarded-Host: chat.example", "Origin: https://chat.example"};
        assertEquals(200, TestHttp.open(io, "/socket.io/?EIO=4&transport=polling", headers).status());
        try (var log = new TestLog()) {
            assertEquals(403, TestHttp.get(io, "/socket.io/?EIO=4&transport=polling", headers[1]).status());
            log.next();
        }
    }
}
