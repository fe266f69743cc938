package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.Soon;
import enchufe.http.Headers;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpListenerTest {
    private final Quiet quiet = new Quiet();
    private final Endpoint endpoint = new Endpoint();
    private Site site;

    @BeforeEach
    void open() throws IOException {
        open(2_000);
    }

    private void open(int maxConnections) throws IOException {
        site = new Site(maxConnections, 1_000).page("/page", "page".getBytes(ISO_8859_1));
        site.port.webSocket("/ws", endpoint);
        site.port.handle("/loop", exchange -> exchange.respond(204, Headers.NONE, new byte[0]), 1_000, null);
    }

    @AfterEach
    void close() {
        site.close();
        quiet.close();
    }

    private void assertServes() throws IOException {
        try (Client client = site.client()) {
            assertEquals("page", client.get("/page").response().text());
            assertEquals(204, client.get("/loop").response().status());
            assertEquals("hi", client.upgrade("/ws").send(Client.text("hi")).frame().text());
        }
    }

    private static void closeAll(Iterable<Client> clients) throws IOException {
        for (Client client : clients) {
            client.close();
        }
    }

    /** Sends, and lets the server cut the connection meanwhile. */
    private static void sendRegardless(Client client, byte[] bytes) throws IOException {
        try {
            client.send(bytes);
        } catch (SocketException cut) {
            assertFalse(client.socket.isClosed());
        }
    }

    @Test
    void aPortInUseCannotBeHad() throws IOException {
        InetSocketAddress taken = (InetSocketAddress) client().getRemoteSocketAddress();
        assertThrows(BindException.class, () -> site.port.bind(taken));
        assertServes();
    }

    private java.net.Socket client() throws IOException {
        try (Client client = site.client()) {
            return client.socket;
        }
    }

    @Test
    void aConnectionTooManyIsCutOffUntilThereIsRoom() throws IOException {
        site.close();
        open(50);
        var clients = new ArrayList<Client>();
        for (int i = 0; i < 50; i++) {
            clients.add(site.client().get("/loop"));
            assertEquals(204, clients.get(i).response().status());
        }
        assertTrue(site.cutsOff());
        assertEquals(204, clients.get(0).get("/loop").response().status());
        closeAll(clients);
        Soon.holds("there is room again", () -> {
            try {
                assertServes();
                return true;
            } catch (IOException full) {
                return false;
            }
        });
    }

    @Test
    void aConnectionThatCannotBeginIsCountedOutOnce() throws IOException {
        site.close();
        var loops = new Loops("loop", 2);
        loops.all().set(1, new Loop("full", new FailingSelector(0, 1)));    // it takes no channels
        site = new Site(10, 1_000, loops);
        site.port.webSocket("/ws", endpoint);
        try (Client open = site.client().upgrade("/ws")) {
            assertTrue(site.cutsOff());
            site.turn();
            CompletableFuture<Void> closed = site.port.close(Duration.ofMinutes(10));
            assertEquals(1001, open.frame().closeCode());
            site.turn();
            assertFalse(closed.isDone());                                   // one connection is left
            assertTrue(open.send(Client.closing(1001)).isAtEnd());
            open.socket.close();
            Soon.get(closed);
        }
    }

    @Test
    void aThousandClientsLeaveNothingBehind() throws IOException {
        assertServes();
        long before = Soon.openFiles();
        for (int round = 0; round < 25; round++) {
            var clients = new ArrayList<Client>();
            for (int i = 0; i < 40; i++) {
                Client client = site.client();
                clients.add(client);
                switch (i % 4) {
                    case 0 -> client.get("/loop").response();
                    case 1 -> client.upgrade("/ws");
                    case 2 -> client.get("/page");                          // gone before the answer
                    default -> client.send("GET /half");
                }
            }
            closeAll(clients);
            Soon.holds("no descriptor is left behind", () -> Soon.openFiles() <= before + 2);
        }
        assertServes();
    }

    @Test
    void floodsOfRandomBytesDoNotStopTheServer() throws IOException {
        long seed = 3;
        var random = new Random(seed);
        byte[][] seeds = {Client.opening("/ws"), "GET /page HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1),
            "POST /loop HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n".getBytes(ISO_8859_1)};
        long before = Soon.openFiles();
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[random.nextInt(2_000)];
            random.nextBytes(noise);
            byte[] request = seeds[random.nextInt(seeds.length)].clone();
            if (random.nextBoolean()) {
                request[random.nextInt(request.length)] = (byte) random.nextInt(256);
            }
            try (Client client = site.client()) {
                sendRegardless(client, random.nextInt(4) == 0 ? noise : request);
                sendRegardless(client, random.nextBoolean() ? noise : request);
                if (random.nextBoolean()) {
                    sendRegardless(client, Arrays.copyOf(request, random.nextInt(request.length)));
                }
            }
            if (i % 30 == 29) {
                Soon.holds("no descriptor is left behind (seed " + seed + ")", () -> Soon.openFiles() <= before + 6);
            }
        }
        assertServes();
    }

    @Test
    void closingEndsEveryConnectionInItsWay() throws IOException {
        long before = Soon.openFiles();
        // The fresh one comes first: whoever waits to be accepted when a port closes is reset by the system.
        try (Client fresh = site.client(); Client webSocket = site.client().upgrade("/ws"); Client idle = site.client().get("/loop");
                Client afterAPage = site.client().get("/page")) {
            assertEquals(204, idle.response().status());
            assertEquals("page", afterAPage.response().text());
            site.turn();
            CompletableFuture<Void> closed = site.port.close(Duration.ofMinutes(10));
            assertEquals(1001, webSocket.frame().closeCode());
            assertTrue(webSocket.send(Client.closing(1001)).isAtEnd());
            assertTrue(idle.isAtEnd());
            assertTrue(afterAPage.isAtEnd());
            assertTrue(fresh.isAtEnd());
            webSocket.socket.close();
            idle.socket.close();
            afterAPage.socket.close();
            fresh.socket.close();
            Soon.get(closed);                                               // far from the ten minutes
            assertThrows(ConnectException.class, site::client);
        }
        Soon.holds("no descriptor is left behind", () -> Soon.openFiles() <= before);
    }

    @Test
    void closingWaitsForAPageUnderWay() throws IOException {
        var begun = new CompletableFuture<Void>();
        var release = new CompletableFuture<Void>();
        site.page("/slow", exchange -> {
            begun.complete(null);
            Soon.get(release);
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("slow".getBytes(ISO_8859_1));
            exchange.close();
        });
        try (Client client = site.client().get("/slow")) {
            Soon.get(begun);
            CompletableFuture<Void> closed = site.port.close(Duration.ofMinutes(10));
            site.turn();
            assertFalse(closed.isDone());
            release.complete(null);
            assertEquals("slow", client.response().text());
            assertTrue(client.isAtEnd());
            client.socket.close();
            Soon.get(closed);
        }
    }

    @Test
    void afterTheGracePeriodTheRestIsCut() throws IOException {
        Client[] deaf = {site.client().upgrade("/ws"), site.client().upgrade("/ws")};
        site.turn();
        Soon.get(site.port.close(Duration.ofMillis(1)));
        for (Client client : deaf) {
            assertEquals(1001, client.frame().closeCode());
            assertTrue(client.isAtEnd());
        }
        assertEquals("close 1006", endpoint.next());
    }

    @Test
    void aListenerThatFailsAtTheEndKeepsNothingOpen() throws IOException {
        site.port.webSocket("/failing", new Endpoint() {
            @Override
            public void onClose(int code, String reason) {
                throw new IllegalStateException("expected by the test");
            }
        });
        Client[] deaf = {site.client().upgrade("/failing"), site.client().upgrade("/failing")};
        site.turn();
        Soon.get(site.port.close(Duration.ofMillis(1)));
        for (Client client : deaf) {
            client.frame();
            assertTrue(client.isAtEnd());
        }
    }
}
