package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.Soon;
import enchufe.engine.Exchange;
import enchufe.http.Headers;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that come before the response to the one before, of every kind and in one segment: answers keep their order. */
class PipeliningTest {
    private final Quiet quiet = new Quiet();
    private final Endpoint endpoint = new Endpoint();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site().page("/page", "page".getBytes(ISO_8859_1));
        site.page("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 8);
            exchange.getResponseBody().write("slow".getBytes(ISO_8859_1));
            exchange.getResponseBody().flush();
            begun.countDown();
            Soon.await(release);
            exchange.getResponseBody().write("page".getBytes(ISO_8859_1));
            exchange.close();
        });
        site.port.webSocket("/ws", endpoint);
        site.port.handle("/loop", exchange -> exchange.onBody(() -> echo(exchange)), 100_000, null);
    }

    private static void echo(Exchange exchange) {
        try {
            byte[] body = exchange.body(100_000);
            exchange.respond(200, Headers.NONE, body.length == 0 ? "loop".getBytes(ISO_8859_1) : body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        release.countDown();
        site.close();
        quiet.close();
    }

    @Test
    void manyPagesAreAskedForInTurns() throws IOException {
        var asked = new AtomicInteger();
        site.page("/held", exchange -> {
            asked.incrementAndGet();
            Soon.await(release);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        int count = 3 * Relay.MAX_PIPELINED + 7;
        try (Client client = site.client()) {
            for (int i = 0; i < count; i++) {
                client.send(get("/held"));
            }
            client.send(get("/page"));
            Soon.holds("the first is asked for", () -> asked.get() == 1);
            Soon.holds("requests wait as bytes", () -> site.loop.intake.unfinished() > 0);
            release.countDown();
            for (int i = 0; i < count; i++) {
                assertEquals(200, client.response().status());
            }
            assertEquals("page", new String(client.response().body(), ISO_8859_1));
            assertEquals(count, asked.get());
        }
    }

    private static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(ISO_8859_1);
    }

    private void assertEchoes(Client client) throws IOException {
        assertEquals("hi", client.send(Client.text("hi")).frame().text());
    }

    @Test
    void pagesAndHandlersOnTheLoopInTurn() throws IOException {
        try (Client client = site.client()) {
            client.send(get("/page"), get("/page"), get("/loop"), get("/loop"), get("/page"), get("/loop"));
            for (String expected : new String[] {"page", "page", "loop", "loop", "page", "loop"}) {
                assertEquals(expected, client.response().text());
            }
        }
    }

    @Test
    void upgradeAndFirstFramesInOneSegment() throws IOException {
        try (Client client = site.client()) {
            client.send(Client.opening("/ws"), Client.text("one"), Client.text("two")).upgraded();
            assertEquals("one", client.frame().text());
            assertEquals("two", client.frame().text());
            assertEchoes(client);
        }
    }

    @Test
    void upgradeAfterAPage() throws IOException {
        try (Client client = site.client()) {
            assertEquals("page", client.get("/page").response().text());
            assertEchoes(client.upgrade("/ws"));
        }
    }

    @Test
    void upgradeAfterAPageWithTheFirstFrame() throws IOException {
        try (Client client = site.client()) {
            assertEquals("page", client.get("/page").response().text());
            client.send(Client.opening("/ws"), Client.text("one")).upgraded();
            assertEquals("one", client.frame().text());
            assertEchoes(client);
        }
    }

    @Test
    void upgradeAfterAHandlerOnTheLoop() throws IOException {
        try (Client client = site.client()) {
            assertEquals("loop", client.get("/loop").response().text());
            client.send(get("/loop"), Client.opening("/ws"), Client.text("one"));
            assertEquals("loop", client.response().text());
            assertEquals("one", client.upgraded().frame().text());
        }
    }

    @Test
    void upgradeBehindASlowPage() throws IOException {
        try (Client client = site.client()) {
            client.send(get("/slow"), Client.opening("/ws"));
            Soon.await(begun);
            site.turn();
            release.countDown();
            assertEquals("slowpage", client.response().text());
            assertEchoes(client.upgraded());
        }
    }

    @Test
    void upgradeAndManyFramesBehindASlowPage() throws IOException {
        try (Client client = site.client()) {
            client.send(get("/slow"), Client.opening("/ws"));
            Soon.await(begun);
            String text = "x".repeat(100_000);              // more than waits without backpressure
            client.send(Client.text(text));
            client.send(Client.text("after it"));
            release.countDown();
            assertEquals("slowpage", client.response().text());
            assertEquals(text, client.upgraded().frame().text());
            assertEquals("after it", client.frame().text());
            assertEchoes(client);
        }
    }

    @Test
    void aRefusedUpgradeAfterAPage() throws IOException {
        try (Client client = site.client()) {
            assertEquals("page", client.get("/page").response().text());
            client.send("GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
            assertEquals(400, client.response().status());
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void aMalformedRequestBehindASlowPageIsAnsweredAfterIt() throws IOException {
        try (Client client = site.client()) {
            client.send(get("/slow"), "no request\r\n\r\n".getBytes(ISO_8859_1));
            Soon.await(begun);
            site.turn();
            release.countDown();
            assertEquals("slowpage", client.response().text());
            assertEquals(400, client.response().status());
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void theGoAheadForABodyDoesNotCutIntoAPage() throws IOException {
        try (Client client = site.client()) {
            client.send(get("/slow"), "POST /loop HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
                    .getBytes(ISO_8859_1));
            Soon.await(begun);
            site.turn();
            release.countDown();
            assertEquals("slowpage", client.response().text());
            assertEquals(100, client.response().status());
            assertEquals("abc", client.send("abc").response().text());
        }
    }

    @Test
    void theGoAheadForABody() throws IOException {
        for (String path : new String[] {"/loop", "/page"}) {
            try (Client client = site.client()) {
                client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
                assertEquals(100, client.response().status());
                String expected = path.substring(1);
                assertEquals(expected, client.send(expected).response().text());
                assertEquals(expected, client.get(path).response().text());
            }
        }
    }

    @Test
    void manyRequestsInOneSegment() throws IOException {
        try (Client client = site.client()) {
            byte[][] requests = new byte[2_000][];
            java.util.Arrays.fill(requests, get("/loop"));
            var sender = new Thread(() -> {
                try {
                    client.send(requests);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            for (int i = 0; i < requests.length; i++) {
                assertArrayEquals("loop".getBytes(ISO_8859_1), client.response().body());
            }
        }
    }
}
