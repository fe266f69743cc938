package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pages go on whatever some clients do. */
class SlowPagesTest {
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final List<java.net.Socket> clients = new ArrayList<>();
    private SocketIOServer io;

    @AfterEach
    void close() throws IOException {
        for (java.net.Socket client : clients) {
            client.close();
        }
        io.close();
    }

    private void serve(Options options) {
        io = new SocketIOServer(options);
        io.handle("/large", this::writeForEver);
        io.handle("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(204, -1);
            }
        });
        io.listen(0);
    }

    private void writeForEver(HttpExchange exchange) throws IOException {
        seen.add("begun");
        try (OutputStream out = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                out.write(new byte[60_000]);
            }
        } catch (IOException e) {
            seen.add("failed");
            throw e;
        }
    }

    private void stall(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var client = new java.net.Socket();
            clients.add(client);
            client.setReceiveBufferSize(4096);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), io.port()));
            client.getOutputStream().write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        for (int i = 0; i < count; i++) {
            assertEquals("begun", Soon.take(seen));
        }
    }

    @Test
    void aHundredThatDoNotReadHinderNobody() throws IOException {
        serve(new Options());
        stall(100);
        assertEquals(204, TestHttp.get(io, "/").status());
    }

    @Test
    void aHundredThatHaveGoneLeaveNothingBehind() throws IOException {
        serve(new Options());
        stall(100);
        for (java.net.Socket client : clients) {
            client.setSoLinger(true, 0);
            client.close();
        }
        for (int i = 0; i < 100; i++) {
            assertEquals("failed", Soon.take(seen));
        }
        assertEquals(204, TestHttp.get(io, "/").status());
    }

    @Test
    void whenAllThreadsAreBusyTheSlowGiveWayToThoseWhoWait() throws IOException {
        serve(new Options().maxPageThreads(2));
        stall(2);
        try (var log = new TestLog()) {
            assertEquals(204, TestHttp.get(io, "/").status());
            assertEquals("failed", Soon.take(seen));
            assertTrue(seen.isEmpty());                         // one waited, one was cut off
            String line = log.next();
            assertTrue(line.startsWith("cut off /127.0.0.1:") && line.contains("maxPageThreads"), line);
        }
    }

    @Test
    void pagesThatWaitForBusyHandlersAreToldOf() throws IOException {
        var release = new CountDownLatch(1);
        io = new SocketIOServer(new Options().maxPageThreads(1));
        io.handle("/busy", exchange -> {
            Soon.await(release);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        io.listen(0);
        try (var log = new TestLog()) {
            while (log.size() == 0) {                           // until some have waited for a second
                var client = new java.net.Socket(InetAddress.getLoopbackAddress(), io.port());
                clients.add(client);
                client.getOutputStream().write("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                LockSupport.parkNanos(20_000_000);
            }
            String line = log.next();
            assertTrue(line.startsWith("pages wait: all maxPageThreads (1) are busy"), line);
        }
        release.countDown();
    }
}
