package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Soon;
import enchufe.http.Headers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long connections are kept, and how long a request may take, also after a page; and an HttpServer behind that closes. */
class KeepAliveTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(1);         // it is looked at once a second

    private final Logger logger = Logger.getLogger("enchufe");          // a strong reference, or it is collected
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Site site;

    @BeforeEach
    void open() throws IOException {
        logger.setUseParentHandlers(false);
        logger.addHandler(log);
        site = new Site().page("/page", "hello".getBytes(ISO_8859_1));
        site.port.handle("/loop", exchange -> exchange.respond(204, Headers.NONE, new byte[0]), 1_000, null);
    }

    @AfterEach
    void close() {
        site.close();
        logger.removeHandler(log);
        logger.setUseParentHandlers(true);
    }

    private void times(Duration headers, Duration request, Duration keepAlive) {
        site.port.timeouts(new HttpTimeouts(headers, request, keepAlive, LONG));
    }

    @Test
    void anIdleConnectionIsClosedInTimeAfterAPageAsAfterAnythingElse() throws IOException {
        times(LONG, LONG, SHORT);
        for (String path : new String[] {"/page", "/loop"}) {
            try (Client client = site.client()) {
                client.get(path).response();
                assertTrue(client.isAtEnd());
            }
        }
        assertTrue(lines.isEmpty(), lines.toString());                  // nobody did anything wrong
    }

    @Test
    void howLongItIsKeptIsAnnounced() throws IOException {
        times(LONG, LONG, Duration.ofSeconds(7));
        try (Client client = site.client()) {
            assertEquals("timeout=7", client.get("/loop").response().headers().get("keep-alive"));
            assertEquals(null, client.send("GET /loop HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").response().headers()
                    .get("keep-alive"));
        }
    }

    @Test
    void aHeadThatTakesTooLongIsRefusedAlsoAfterAPage() throws IOException {
        times(SHORT, LONG, LONG);
        try (Client client = site.client()) {
            client.send("GET /page");
            assertEquals(408, client.response().status());
            assertTrue(client.isAtEnd());
        }
        try (Client client = site.client()) {
            client.get("/page").response();
            client.send("GET /page");
            assertEquals(408, client.response().status());
        }
        String line = Soon.take(lines);
        assertTrue(line.matches("WARNING refused /127.*: 408, its request took longer than headersTimeout \\(1 ms\\)"), line);
        assertTrue(lines.isEmpty(), lines.toString());                  // one line, not two
    }

    @Test
    void aBodyThatTakesTooLongIsRefused() throws IOException {
        times(LONG, SHORT, LONG);
        try (Client client = site.client()) {
            client.send("POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx");
            assertEquals(408, client.response().status());
        }
        String line = Soon.take(lines);
        assertTrue(line.endsWith("its request took longer than requestTimeout (1 ms)"), line);
    }

    @Test
    void aPageMayTakeItsTime() throws IOException {
        times(SHORT, SHORT, SHORT);
        var parked = new LinkedBlockingQueue<com.sun.net.httpserver.HttpExchange>();
        site.page("/slow", parked::add);
        try (Client client = site.client(); Client other = site.client()) {
            client.get("/slow").send("GET /page HTTP/1.1\r\n");         // half of the next one
            var exchange = Soon.take(parked);
            assertTrue(other.isAtEnd());                                // so long
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            assertEquals(204, client.response().status());
            assertEquals(408, client.response().status());
        }
    }

    // ---- an HttpServer behind that closes connections

    /** Answers the first requests of each connection, then closes it when one more comes. */
    private List<String> backEnd(int answers) throws IOException {
        var requests = new CopyOnWriteArrayList<String>();
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var thread = new Thread(() -> {
            while (true) {
                try (Socket socket = server.accept()) {
                    serve(socket, answers, requests);
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        site.port.backEnd((InetSocketAddress) server.getLocalSocketAddress());
        return requests;
    }

    private static void serve(Socket socket, int answers, List<String> requests) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        for (int i = 0; ; i++) {
            String line = in.readLine();
            if (line == null) {
                return;
            }
            requests.add(line);
            while (!in.readLine().isEmpty()) {
                continue;
            }
            if (i == answers) {
                return;
            }
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
        }
    }

    @Test
    void aRequestThatMeetsAConnectionBeingClosedIsSentOnceMore() throws IOException {
        List<String> requests = backEnd(1);
        try (Client client = site.client()) {
            assertEquals("ok", client.get("/1").response().text());
            assertEquals("ok", client.get("/2").response().text());
        }
        assertEquals(List.of("GET /1 HTTP/1.1", "GET /2 HTTP/1.1", "GET /2 HTTP/1.1"), requests);
    }

    @Test
    void butNotOneThatMayHaveDoneSomething() throws IOException {
        List<String> requests = backEnd(1);
        try (Client client = site.client()) {
            assertEquals("ok", client.get("/1").response().text());
            assertEquals(502, client.post("/2", new byte[0]).response().status());
        }
        assertEquals(List.of("GET /1 HTTP/1.1", "POST /2 HTTP/1.1"), requests);
    }

    @Test
    void norForEver() throws IOException {
        List<String> requests = backEnd(0);
        try (Client client = site.client()) {
            assertEquals(502, client.get("/1").response().status());
        }
        assertEquals(List.of("GET /1 HTTP/1.1"), requests);
    }

    @Test
    void anIdleConnectionThatTheHttpServerClosesIsNotTheClients() throws IOException {
        backEnd(9);
        try (Client client = site.client()) {
            assertEquals("ok", client.get("/1").response().text());
            site.port.backEnd(site.pages.getAddress());
            assertEquals(204, client.get("/loop").response().status());         // ends the relay, which is idle
            assertEquals("hello", client.get("/page").response().text());
            assertEquals(204, client.get("/loop").response().status());
        }
    }
}
