package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.Soon;
import enchufe.http.Peer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the HttpServer behind serves, as a client of the port sees it. */
class PagesTest {
    private final Quiet quiet = new Quiet();
    private final byte[] large = new byte[5_000_000];
    private Site site;

    @BeforeEach
    void open() throws IOException {
        new Random(1).nextBytes(large);
        site = new Site().page("/small", "hello".getBytes(ISO_8859_1)).page("/large", large);
    }

    @AfterEach
    void close() {
        site.close();
        quiet.close();
    }

    @Test
    void manyPagesOverOneConnection() throws IOException {
        try (Client client = site.client()) {
            for (int i = 0; i < 20; i++) {
                assertEquals("hello", client.get("/small").response().text());
            }
            assertArrayEquals(large, client.get("/large").response().body());
            assertEquals("hello", client.get("/small").response().text());
        }
    }

    @Test
    void chunkedPages() throws IOException {
        site.page("/chunked", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(large);
            }
        });
        try (Client client = site.client()) {
            var response = client.get("/chunked").response();
            assertEquals("chunked", response.headers().get("transfer-encoding"));
            assertArrayEquals(large, response.body());
            assertEquals("hello", client.get("/small").response().text());
        }
    }

    @Test
    void pagesWithoutABodyKeepTheConnection() throws IOException {
        site.page("/unchanged", exchange -> {
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        });
        try (Client client = site.client()) {
            var head = client.send("HEAD /small HTTP/1.1\r\nHost: a\r\n\r\n").response(false);
            assertEquals("5", head.headers().get("content-length"));
            assertEquals(304, client.get("/unchanged").response().status());
            assertEquals("hello", client.get("/small").response().text());
            assertEquals(404, client.get("/none").response().status());
        }
    }

    @Test
    void http10AndConnectionCloseEndTheConnectionAfterThePage() throws IOException {
        for (String request : new String[] {"GET /large HTTP/1.0\r\n\r\n",
                "GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"}) {
            try (Client client = site.client()) {
                assertArrayEquals(large, client.send(request).response().body());
                assertTrue(client.isAtEnd());
            }
        }
    }

    @Test
    void http10KeepsTheConnectionIfItAsksTo() throws IOException {              // RFC 9112 §9.3, appendix C.2.2
        try (Client client = site.client()) {
            for (int i = 0; i < 3; i++) {
                var response = client.send("GET /small HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").response();
                assertEquals("keep-alive 5 hello", response.headers().get("connection") + " "
                        + response.headers().get("content-length") + " " + response.text());
            }
        }
    }

    @Test
    void http10GetsAPageOfUnknownLengthUpToTheEnd() throws IOException {        // RFC 9112 §6.1: no chunks for HTTP/1.0
        site.page("/chunked", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(large);
            exchange.close();
        });
        try (Client client = site.client()) {
            var response = client.send("GET /chunked HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").response();
            assertNull(response.headers().get("transfer-encoding"));
            assertArrayEquals(large, response.body());
        }
    }

    @Test
    void anEmptyLineAfterABodyDoesNoHarm() throws IOException {                 // RFC 9112 §2.2
        try (Client client = site.client()) {
            client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc\r\n");
            assertEquals("hello", client.response().text());
            assertEquals("hello", client.get("/small").response().text());
        }
    }

    @Test
    void requestsCutAnywhere() throws IOException {
        try (Client client = site.client()) {
            for (char c : "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertEquals("hello", client.response().text());
        }
    }

    @Test
    void bodiesAreForwardedWhole() throws IOException {
        site.page("/length", exchange -> {
            byte[] length = Integer.toString(exchange.getRequestBody().readAllBytes().length).getBytes(ISO_8859_1);
            exchange.sendResponseHeaders(200, length.length);
            exchange.getResponseBody().write(length);
            exchange.close();
        });
        for (int length : new int[] {1, 65_536, 300_000, 2_000_000}) {
            try (Client client = site.client()) {
                assertEquals("" + length, client.post("/length", new byte[length]).response().text());
                assertEquals("" + length, client.post("/length", new byte[length]).response().text(), "once more");
                assertEquals("hello", client.get("/small").response().text());
            }
        }
    }

    @Test
    void chunkedBodiesAreForwardedWhole() throws IOException {
        var received = new LinkedBlockingQueue<String>();
        site.page("/echo", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        try (Client client = site.client()) {
            client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
            assertEquals(204, client.response().status());
            assertEquals("abcde", received.poll());
        }
    }

    @Test
    void aClientThatClosesItsHalfGetsItsPage() throws IOException {
        try (Client client = site.client()) {
            client.get("/large").socket.shutdownOutput();
            assertArrayEquals(large, client.response().body());
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void handlersFindTheClientBehindTheRelay() throws IOException {
        var seen = new LinkedBlockingQueue<Peer>();
        site.page("/who", exchange -> {
            seen.add(site.port.peerBehind(exchange.getRemoteAddress()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        try (Client client = site.client()) {
            client.get("/who").response();
            assertEquals(client.socket.getLocalSocketAddress(), seen.remove().address());
        }
    }

    @Test
    void nobodyElseIsTakenForAClient() throws IOException {
        var relay = new CompletableFuture<InetSocketAddress>();
        site.page("/who", exchange -> {
            relay.complete(exchange.getRemoteAddress());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        try (Client client = site.client()) {
            client.get("/who").response();
            InetSocketAddress known = Soon.get(relay);
            assertNull(site.port.peerBehind(new InetSocketAddress(known.getAddress(), known.getPort() ^ 1)));
            // Another loopback address, the same port: any local process can connect from there.
            var other = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), known.getPort());
            assertNull(site.port.peerBehind(other));
        }
    }

    @Test
    void withoutAnHttpServerEveryPageIs404() throws IOException {
        site.port.backEnd(null);
        try (Client client = site.client()) {
            assertEquals(404, client.get("/small").response().status());
        }
    }

    @Test
    void anHttpServerThatIsGoneIs502() throws IOException {
        site.pages.stop(0);
        try (Client client = site.client()) {
            assertEquals(502, client.get("/small").response().status());
        }
    }

    @Test
    void relaysGiveBackTheirFileDescriptors() throws IOException {
        site.client().get("/small").close();
        long before = Soon.openFiles();
        for (int i = 0; i < 100; i++) {
            try (Client client = site.client()) {
                assertEquals(200, client.get("/small").response().status());
            }
        }
        Soon.holds("no descriptor is left behind", () -> Soon.openFiles() <= before + 2);
    }

    @Test
    void aStrayConnectionDoesNoHarm() throws IOException {
        new Socket(site.pages.getAddress().getAddress(), site.pages.getAddress().getPort()).close();
        try (Client client = site.client()) {
            assertEquals("hello", client.get("/small").response().text());
        }
    }
}
