package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import enchufe.Soon;
import enchufe.http.Headers;
import enchufe.websocket.OutboundBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Responses through the JDK's HttpServer to clients that do not read them. */
class ResponseWritersTest {
    private static final byte[] LARGE = new byte[16_000_000];

    private final FakeLoop loop = new FakeLoop();
    private final long before = OutboundBudget.queuedInAll();
    private final ResponseWriters writers = new ResponseWriters(loop, new OutboundBudget(1_000_000, before + 100_000_000));
    private final List<Socket> clients = new ArrayList<>();
    private final AtomicInteger large = new AtomicInteger();        // responses that have been handed over
    private HttpServer http;

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/large", exchange -> {
            writers.respond(exchange, 200, Headers.NONE, LARGE, () -> { });
            large.incrementAndGet();
        });
        http.createContext("/small", exchange -> writers.respond(exchange, 200, Headers.NONE, "small".getBytes(), () -> { }));
        http.setExecutor(Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        http.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        Soon.await(() -> OutboundBudget.queuedInAll() == before);
        http.stop(0);
    }

    private Socket get(String path) {
        try {
            var socket = new Socket();
            clients.add(socket);
            socket.setReceiveBufferSize(4096);
            socket.setSoTimeout(10_000);
            socket.connect(http.getAddress());
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return socket;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long writerThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(entry -> entry.getKey().getName().equals("enchufe-poll-writer"))
                .filter(entry -> List.of(entry.getValue()).toString().contains("ResponseWriters$Write.run"))
                .count();
    }

    private void second() {
        loop.run();
        loop.advance(Duration.ofSeconds(1));
    }

    private String small() throws IOException {
        String answer = new String(get("/small").getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return answer.substring(answer.length() - 5);
    }

    @Test
    void othersAreAnsweredMeanwhile() throws IOException {
        for (int i = 0; i < 5; i++) {
            get("/large");
        }
        assertEquals("small", small());
    }

    @Test
    void whoTakesNothingIsCutOffInTimeAndTheThreadIsFree() {
        writers.sendTimeout(Duration.ofSeconds(30));
        get("/large");
        Soon.await(() -> writerThreads() == 1);
        List<String> lines = Log.of(() -> Soon.await(() -> {
            for (int i = 0; i < 31; i++) {                  // until the socket is full it gets on
                second();
            }
            return writerThreads() == 0;
        }));
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("cut off /127.0.0.1:"), lines.get(0));
        assertTrue(lines.get(0).contains("sendTimeout"), lines.get(0));
        second();
        assertEquals(0, loop.alarms());                     // nobody is left to be looked at
    }

    @Test
    void whoReadsSlowlyIsNot() throws IOException {
        writers.sendTimeout(Duration.ofSeconds(5));
        Socket client = get("/large");
        int received = 0;
        for (int count = 1; count > 0; received += count) {
            second();
            count = client.getInputStream().readNBytes(1_000_000).length;
        }
        assertTrue(received > LARGE.length, "received " + received);
    }

    @Test
    void whenTooMuchWaitsForAllOneIsCutOff() throws IOException {
        for (int i = 1; i <= 6; i++) {
            get("/large");
            int writing = i;
            Soon.await(() -> writerThreads() == writing);
        }
        assertEquals(before + 6 * LARGE.length, OutboundBudget.queuedInAll());
        List<String> lines = Log.of(() -> {
            get("/large");
            Soon.await(() -> large.get() == 7 && OutboundBudget.queuedInAll() == before + 6 * LARGE.length && writerThreads() == 6);
        });
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("cut off /127.0.0.1:") && lines.get(0).contains("(-Xmx)"), lines.get(0));
        assertEquals("small", small());
    }

    @Test
    void aClientThatHasGoneFreesTheThread() throws IOException {
        Socket client = get("/large");
        Soon.await(() -> writerThreads() == 1);
        client.setSoLinger(true, 0);
        client.close();
        Soon.await(() -> writerThreads() == 0);
    }
}
