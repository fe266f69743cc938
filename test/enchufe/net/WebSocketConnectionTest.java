package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.Soon;
import enchufe.dispatch.Dispatcher;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.websocket.Message;
import enchufe.websocket.WebSocket;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketConnectionTest {
    private final Quiet quiet = new Quiet();
    private final Endpoint endpoint = new Endpoint();
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site();
        site.port.webSocket("/ws", endpoint);
    }

    @AfterEach
    void close() {
        site.close();
        quiet.close();
    }

    @Test
    void echo() throws IOException {
        try (Client client = site.client().upgrade("/ws")) {
            for (String text : new String[] {"a", "", "é€😀", "x".repeat(125), "x".repeat(126), "x".repeat(65_536)}) {
                assertEquals(text, client.send(Client.text(text)).frame().text());
            }
        }
    }

    @Test
    void bytesThatTrickleIn() throws IOException {
        try (Client client = site.client().upgrade("/ws")) {
            for (byte b : Client.text("hello")) {
                client.send(new byte[] {b});
            }
            assertEquals("hello", client.frame().text());
        }
    }

    @Test
    void pingsAreAnswered() throws IOException {
        try (Client client = site.client().upgrade("/ws")) {
            var pong = client.send(Client.frame(0x89, (byte) 1, (byte) 2)).frame();
            assertEquals(0x8A, pong.first());
            assertArrayEquals(new byte[] {1, 2}, pong.payload());
        }
    }

    @Test
    void theClientCloses() throws IOException {
        try (Client client = site.client().upgrade("/ws")) {
            assertEquals(3456, client.send(Client.closing(3456)).frame().closeCode());
            assertTrue(client.isAtEnd());
            assertEquals("close 3456", endpoint.next());
        }
    }

    @Test
    void theClientClosesBeforeItReads() throws IOException {
        try (Client client = site.client().upgrade("/ws")) {
            WebSocket socket = endpoint.socket();
            var megabyte = ByteBuffer.allocate(1 << 20);
            for (int i = 0; i < 20; i++) {                      // more than the socket takes
                socket.sendBinary(megabyte);
            }
            client.send(Client.closing(3456));
            assertEquals("close 3456", endpoint.next());
            for (int i = 0; i < 20; i++) {
                assertEquals(1 << 20, client.frame().payload().length);
            }
            assertEquals(3456, client.frame().closeCode());
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void theServerClosesAfterWhatItSentBefore() throws IOException {
        try (Client client = site.client().upgrade("/ws")) {
            WebSocket socket = endpoint.socket();
            for (int i = 0; i < 1_000; i++) {
                socket.sendText("message " + i);
            }
            socket.close(4000, "bye");
            socket.sendText("too late");
            for (int i = 0; i < 1_000; i++) {
                assertEquals("message " + i, client.frame().text());
            }
            var closing = client.frame();
            assertEquals(4000, closing.closeCode());
            assertEquals("bye", new String(closing.payload(), 2, 3, StandardCharsets.UTF_8));
            client.send(Client.text("still delivered"), Client.closing(4000));
            assertTrue(client.isAtEnd());
            assertEquals("text still delivered", endpoint.next());
            assertEquals("close 4000", endpoint.next());
        }
    }

    @Test
    void abortCutsTheConnection() throws IOException {
        try (Client client = site.client().upgrade("/ws")) {
            endpoint.socket().abort();
            endpoint.socket().abort();
            assertTrue(client.isAtEnd());
            assertEquals("close 1006", endpoint.next());
            endpoint.socket().sendText("to nobody");
            endpoint.socket().close(1000, "");
        }
        site.turn();
        assertTrue(endpoint.events.isEmpty());
    }

    @Test
    void aClientThatGoesAway() throws IOException {
        site.client().upgrade("/ws").close();
        assertEquals("close 1006", endpoint.next());
        site.client().upgrade("/ws").reset();
        assertEquals("close 1006", endpoint.next());
    }

    @Test
    void aPeersFaultIsAnsweredWithItsCode() throws IOException {
        byte[] unmasked = {(byte) 0x81, 1, 'x'};
        byte[] notUtf8 = Client.frame(0x81, (byte) 0xFF);
        for (Object[] fault : new Object[][] {{1002, unmasked}, {1007, notUtf8}, {1009, Client.text("x".repeat(200_001))}}) {
            try (Client client = site.client().upgrade("/ws")) {
                client.send((byte[]) fault[1]);
                assertEquals(fault[0], client.frame().closeCode());
                assertTrue(client.isAtEnd());
                assertEquals("close " + fault[0], endpoint.next());
            }
        }
        try (Client client = site.client().upgrade("/ws")) {
            assertEquals(200_000, client.send(Client.text("x".repeat(200_000))).frame().payload().length);
        }
    }

    @Test
    void severalThreadsWriteWholeFramesEachInItsOrder() throws IOException {
        int threads = 4;
        int each = 5_000;
        var dispatcher = new Dispatcher(null);
        try (Client client = site.client().upgrade("/ws")) {
            WebSocket socket = endpoint.socket();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                Runnable writer = () -> {
                    for (int i = 0; i < each; i++) {
                        socket.sendText(thread + " " + i + " " + "x".repeat(i % 300));
                    }
                };
                if (t % 2 == 0) {
                    dispatcher.execute(writer);             // flushed at the end of its batch
                } else {
                    new Thread(writer).start();             // flushed by the loop
                }
            }
            int[] next = new int[threads];
            for (int i = 0; i < threads * each; i++) {
                String[] words = client.frame().text().split(" ", 3);
                int thread = Integer.parseInt(words[0]);
                assertEquals(next[thread], Integer.parseInt(words[1]));
                assertEquals(next[thread] % 300, words[2].length());
                next[thread]++;
            }
        } finally {
            dispatcher.close();
        }
    }

    @Test
    void aThreadThatIsInterruptedCanSend() throws IOException, InterruptedException {
        try (Client client = site.client().upgrade("/ws")) {
            WebSocket socket = endpoint.socket();
            var thread = new Thread(() -> {
                Thread.currentThread().interrupt();
                socket.sendText("x".repeat(100_000));       // large enough to be written by this thread itself
                socket.sendText("after it");
            });
            thread.start();
            thread.join();
            assertEquals(100_000, client.frame().payload().length);
            assertEquals("after it", client.frame().text());
        }
    }

    @Test
    void threadsThatWriteOnceLeaveNoBufferBehind() throws IOException, InterruptedException {
        try (Client client = site.client().upgrade("/ws")) {
            WebSocket socket = endpoint.socket();
            long before = directBuffers();
            for (int i = 0; i < 200; i++) {
                var thread = new Thread(() -> socket.sendText("x".repeat(70_000)));     // written by this thread itself
                thread.start();
                thread.join();
                assertEquals(70_000, client.frame().payload().length);
            }
            assertTrue(directBuffers() <= before + 50, "one for every thread");
        }
    }

    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getCount).sum();
    }

    @Test
    void readingStopsAndResumes() throws IOException {
        try (Client client = site.client().upgrade("/ws")) {
            endpoint.socket().reading(false);
            site.turn();
            client.send(Client.text("waits"));
            site.turn();
            assertTrue(endpoint.events.isEmpty());
            endpoint.socket().reading(true);
            assertEquals("waits", client.frame().text());
        }
    }

    /** Every call of the listener fails; the connection still ends, and so do others. */
    private static final class Failing extends Endpoint {
        private final String where;

        Failing(String where) {
            this.where = where;
        }

        private void failIn(String call) {
            if (where.equals(call)) {
                throw new AssertionError("expected by the test");
            }
        }

        @Override
        public Opening admit(RequestHead head, Peer peer) {
            failIn("admit");
            return where.equals("open") ? socket -> {
                throw new AssertionError("expected by the test");
            } : super.admit(head, peer);
        }

        @Override
        public void onText(ByteBuffer utf8) {
            failIn("onText");
            super.onText(utf8);
        }

        @Override
        public void onReadEnd() {
            failIn("onReadEnd");
        }

        @Override
        public void onClose(int code, String reason) {
            super.onClose(code, reason);
            failIn("onClose");
        }
    }

    @Test
    void anEndpointThatFailsToAdmitIs500() throws IOException {
        site.port.webSocket("/failing", new Failing("admit"));
        try (Client client = site.client().send(Client.opening("/failing"))) {
            assertEquals(500, client.response().status());
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void anEndpointThatFailsToOpenEndsTheConnection() throws IOException {
        site.port.webSocket("/failing", new Failing("open"));
        try (Client client = site.client().send(Client.opening("/failing"))) {
            client.socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void aListenerThatFailsClosesItsConnection() throws IOException {
        site.port.webSocket("/failing", new Failing("onText"));
        try (Client client = site.client().upgrade("/failing")) {
            assertEquals(1011, client.send(Client.text("x")).frame().closeCode());
        }
    }

    @Test
    void aListenerThatFailsKeepsNoConnectionOpen() throws IOException {
        long before = Soon.openFiles();
        for (String where : new String[] {"onReadEnd", "onClose"}) {
            site.port.webSocket("/" + where, new Failing(where));
            for (int i = 0; i < 20; i++) {
                Client client = site.client().upgrade("/" + where).send(Client.text("x"));
                client.close();
            }
        }
        Soon.holds("no descriptor is left behind", () -> Soon.openFiles() <= before);
        try (Client client = site.client().upgrade("/ws")) {
            assertEquals("hi", client.send(Client.text("hi")).frame().text());
        }
    }

    @Test
    void broadcastsLeaveNothingBehind() throws IOException {
        long before = Message.queuedInAll();
        var message = Message.text("x".repeat(1_000));
        try (Client client = site.client().upgrade("/ws")) {
            WebSocket socket = endpoint.socket();
            for (int i = 0; i < 100; i++) {
                socket.send(message);
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(1_000, client.frame().payload().length);
            }
            Soon.holds("the queue lets go of what is written", () -> Message.queuedInAll() == before);
            assertEquals(0, socket.queuedBytes());
            var flooded = new CountDownLatch(1);
            new Thread(() -> {
                while (socket.isWritable() || Message.queuedInAll() == before) {      // ciphertext fills a socket too
                    socket.send(message);
                }
                flooded.countDown();
            }).start();
            Soon.await(flooded);
            assertEquals(before + 1_004 + Message.OBJECT_BYTES, Message.queuedInAll(), "once, however often it is queued");
        }
        Soon.holds("the queue lets go of what is lost", () -> Message.queuedInAll() == before);
    }
}
