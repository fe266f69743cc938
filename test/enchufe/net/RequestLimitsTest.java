package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.Soon;
import enchufe.http.Headers;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request that is over a limit, or none at all, is answered; then the connection is closed. */
class RequestLimitsTest {
    private final Quiet quiet = new Quiet();
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site(1_000, 1_000).page("/page", new byte[5]);
        site.port.handle("/loop",
                exchange -> exchange.onBody(() -> exchange.respond(204, Headers.NONE, new byte[0])), 10, null);
    }

    @AfterEach
    void close() {
        site.close();
        quiet.close();
    }

    private void assertRefused(int status, String request) throws IOException {
        for (boolean afterAPage : new boolean[] {false, true}) {
            try (Client client = site.client()) {
                if (afterAPage) {
                    client.get("/page").response();
                }
                var response = client.send(request).response();
                assertEquals(status, response.status(), request);
                assertEquals("close", response.headers().get("connection"));
                assertTrue(response.text().startsWith(status + " "), response.text());
                assertTrue(client.isAtEnd());
            }
        }
    }

    private void assertServed(String request) throws IOException {
        try (Client client = site.client()) {
            assertTrue(client.send(request).response().status() < 300, request);
            assertEquals(200, client.get("/page").response().status());
        }
    }

    @Test
    void bodiesHaveTheLimitOfTheirPath() throws IOException {
        assertServed("POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000));
        assertRefused(413, "POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n" + "x".repeat(1001));
        assertServed("POST /loop HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n" + "x".repeat(10));
        assertRefused(413, "POST /loop HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n" + "x".repeat(11));
        assertServed("POST /loop HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n");
        assertRefused(413, "POST /loop HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\n");
    }

    @Test
    void anAnswerReachesAClientThatIsStillSending() throws IOException {
        assertRefused(413, "POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(200_000));
    }

    @Test
    void headsHaveLimits() throws IOException {
        String start = "GET /page HTTP/1.1\r\nHost: a\r\nX: ";
        assertServed(start + "x".repeat(16 * 1024 - start.length() - 4) + "\r\n\r\n");
        assertRefused(431, start + "x".repeat(16 * 1024 - start.length() - 3) + "\r\n\r\n");
        assertRefused(431, "GET /page HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(100) + "\r\n");
        assertRefused(414, "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    @Test
    void whatIsNoRequestIs400() throws IOException {
        assertRefused(400, "\u0016\u0003\u0001\u0002\u0000\u0001");            // a TLS client
        assertRefused(400, "GET /page HTTP/1.1\r\n\r\n");
        assertRefused(400, "GET /page HTTP/1.1\nHost: a\n\n");
        assertRefused(400, "GET /page HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc");
        assertRefused(400, "GET //page HTTP/1.1\r\nHost: a\r\n\r\n");
        assertRefused(505, "GET /page HTTP/2.0\r\nHost: a\r\n\r\n");
    }

    @Test
    void openingHandshakesAreChecked() throws IOException {
        site.port.webSocket("/ws", new Endpoint());
        assertRefused(426, "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertRefused(400, "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
    }

    @Test
    void aHalfRequestIsForgottenWithItsClient() throws IOException {
        long before = Soon.openFiles();
        for (String half : new String[] {"GET /pa", "POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx",
                "POST /loop HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"}) {
            try (Client client = site.client()) {
                client.send(half).socket.shutdownOutput();
                assertTrue(client.isAtEnd());
            }
        }
        Soon.holds("no descriptor is left behind", () -> Soon.openFiles() <= before);
    }
}
