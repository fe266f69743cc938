package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Soon;
import enchufe.TestLog;
import enchufe.http.Headers;
import enchufe.websocket.OutboundBudget;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What waits for clients that speak HTTP and do not read, or for pages that do not read them. */
class HttpClientsTest {
    private static final long LIMIT = 50_000_000;

    private final TestLog log = new TestLog();
    private long before;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site(1_000, 30_000_000);
        before = OutboundBudget.queuedInAll();
        site.loop.execute(() -> site.loops.outbound(new OutboundBudget(1_000_000, before + LIMIT)));
        site.turn();
        for (int megabytes : new int[] {1, 15, 16, 20}) {
            site.port.handle("/" + megabytes, exchange -> exchange.respond(200, Headers.NONE, new byte[megabytes * 1_000_000]), 0, null);
        }
    }

    @AfterEach
    void close() {
        site.close();
        log.close();
    }

    private Client deaf(String path) throws IOException {
        long waited = OutboundBudget.queuedInAll();
        Client client = site.slowClient();
        client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Soon.holds("the response waits", () -> OutboundBudget.queuedInAll() > waited);
        return client;
    }

    private static int read(Client client) {
        try {
            return client.response().body().length;
        } catch (IOException cutOff) {
            return -1;
        }
    }

    @Test
    void whenTooMuchWaitsForAllTheSlowestIsCutOff() throws IOException {
        try (Client most = deaf("/20"); Client less = deaf("/16"); Client last = site.slowClient()) {
            last.send("GET /15 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertEquals(-1, read(most));
            assertTrue(read(less) == 16_000_000);
            assertTrue(read(last) == 15_000_000);
        }
        Soon.holds("nothing waits any more", () -> OutboundBudget.queuedInAll() == before);
        String line = log.next();
        assertTrue(line.startsWith("cut off the connection to /127.0.0.1:"), line);
        assertTrue(log.isEmpty());
    }

    @Test
    void whatOneReadsDoesNotWait() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (Client client = site.client()) {
                client.send("GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                assertTrue(read(client) == 1_000_000);
            }
        }
    }

    @Test
    void requestsThatWaitForPagesCountToo() throws IOException {
        var reads = new CountDownLatch(1);
        site.page("/upload", exchange -> {
            Soon.await(reads);
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        byte[] body = new byte[28_000_000];
        String head = "POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n";
        try (Client first = site.client(); Client second = site.client()) {
            first.send(head).send(body);
            Soon.holds("the first body waits", () -> OutboundBudget.queuedInAll() > before);
            second.send(head).send(body);
            String line = log.next();
            assertTrue(line.startsWith("cut off the connection to "), line);
            reads.countDown();
            assertEquals(Set.of(200, 502), Set.of(first.response().status(), second.response().status()));
        }
        Soon.holds("nothing waits any more", () -> OutboundBudget.queuedInAll() == before);
    }
}
