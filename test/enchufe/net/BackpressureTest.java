package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.Soon;
import enchufe.http.Headers;
import enchufe.websocket.WebSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that do not read what is sent to them: little of it waits in memory, and nobody else waits for them. */
class BackpressureTest {
    private static final int MEGABYTE = 1_000_000;

    private final Quiet quiet = new Quiet();
    private final Endpoint endpoint = new Endpoint();
    private final byte[] block = new byte[MEGABYTE];
    private Site site;

    @BeforeEach
    void open() throws IOException {
        new Random(2).nextBytes(block);
        site = new Site().page("/small", "hello".getBytes(ISO_8859_1));
        site.port.webSocket("/ws", endpoint);
    }

    @AfterEach
    void close() {
        site.close();
        quiet.close();
    }

    @Test
    void aLargePageWaitsInTheHttpServerForAClientThatDoesNotRead() throws IOException {
        int blocks = 50;
        var begun = new CountDownLatch(1);
        var written = new AtomicInteger();
        site.page("/large", exchange -> {
            exchange.sendResponseHeaders(200, (long) blocks * MEGABYTE);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int i = 0; i < blocks; i++) {
                    out.write(block);
                    written.incrementAndGet();
                    begun.countDown();
                }
            }
        });
        try (Client slow = site.slowClient().get("/large"); Client other = site.client()) {
            Soon.await(begun);
            for (int i = 0; i < 300; i++) {                         // and time passes
                assertEquals("hello", other.get("/small").response().text());
            }
            // What the operating system buffers on two loopback connections is a few megabytes each.
            assertTrue(written.get() < 30, () -> written + " MB were taken from the HttpServer");
            var response = slow.response();
            assertEquals(blocks * MEGABYTE, response.body().length);
            byte[] last = new byte[MEGABYTE];
            System.arraycopy(response.body(), (blocks - 1) * MEGABYTE, last, 0, MEGABYTE);
            assertArrayEquals(block, last);
            assertEquals("hello", slow.get("/small").response().text());
        }
    }

    @Test
    void requestsWaitForAClientThatDoesNotReadTheAnswers() throws IOException, InterruptedException {
        var handled = new AtomicInteger();
        int requests = 500;
        site.port.handle("/block", exchange -> {
            handled.incrementAndGet();
            exchange.respond(200, Headers.NONE, Arrays.copyOf(block, MEGABYTE / 10));
        }, 0, null);
        try (Client slow = site.slowClient(); Client other = site.client()) {
            var sender = new Thread(() -> {
                try {
                    for (int i = 0; i < requests; i++) {
                        slow.get("/block");
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            Soon.holds("the first is handled", () -> handled.get() > 0);
            for (int i = 0; i < 300; i++) {
                assertEquals("hello", other.get("/small").response().text());
            }
            assertTrue(handled.get() < requests / 2, () -> handled + " responses of 100 KB were taken");
            for (int i = 0; i < requests; i++) {
                assertEquals(MEGABYTE / 10, slow.response().body().length, "response " + i);
            }
            sender.join();
        }
    }

    @Test
    void aWebSocketTellsWhenItsClientReadsAgain() throws IOException {
        try (Client slow = site.slowClient().upgrade("/ws")) {
            WebSocket socket = endpoint.socket();
            assertTrue(socket.isWritable());
            String text = "x".repeat(65_000);
            int sent = 0;
            for (; socket.isWritable(); sent++) {
                socket.sendText(text);
            }
            for (int i = 0; i < 100; i++, sent++) {                 // it is still taken: bounds are the caller's
                socket.sendText(text);
            }
            assertTrue(socket.queuedBytes() >= 100 * 65_000, () -> "" + socket.queuedBytes());
            assertTrue(endpoint.events.isEmpty());
            for (int i = 0; i < sent; i++) {
                assertEquals(65_000, slow.frame().payload().length);
            }
            assertEquals("writable", endpoint.next());
            assertTrue(socket.isWritable());
            assertEquals(0, socket.queuedBytes());
            assertEquals("hi", slow.send(Client.text("hi")).frame().text());
        }
    }

    @Test
    void pingsOfAClientThatDoesNotReadDoNotPileUp() throws IOException {
        try (Client slow = site.slowClient().upgrade("/ws")) {
            WebSocket socket = endpoint.socket();
            String text = "x".repeat(65_000);
            int sent = 0;
            for (; socket.isWritable(); sent++) {
                socket.sendText(text);
            }
            long queued = socket.queuedBytes();
            for (int i = 0; i < 1_000; i++) {
                slow.send(Client.frame(0x89, (byte) (i >> 8), (byte) i));
            }
            slow.send(Client.frame(0x82, (byte) 1));                // behind the pings
            assertEquals("binary 1", endpoint.next());
            assertTrue(socket.queuedBytes() <= queued);
            for (int i = 0; i < sent; i++) {
                assertEquals(65_000, slow.frame().payload().length);
            }
            var pong = slow.frame();
            assertEquals(0x8A, pong.first());
            assertArrayEquals(new byte[] {(byte) (999 >> 8), (byte) 999}, pong.payload(), "the most recent alone");
        }
    }

    @Test
    void aClientThatSendsButNeverReadsDoesNotStopTheLoop() throws IOException {
        try (Client slow = site.slowClient().upgrade("/ws"); Client other = site.client()) {
            WebSocket socket = endpoint.socket();
            while (socket.isWritable()) {
                socket.sendText("x".repeat(65_000));
            }
            for (int i = 0; i < 10; i++) {
                slow.send(Client.text("more"));
                assertEquals("hello", other.get("/small").response().text());
            }
            assertFalse(socket.isWritable());
        }
    }
}
