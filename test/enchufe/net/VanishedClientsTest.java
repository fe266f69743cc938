package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import enchufe.Quiet;
import enchufe.Soon;
import enchufe.http.Headers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that have gone, or do not read, as the handlers of the HttpServer behind notice them. */
class VanishedClientsTest {
    private final Quiet quiet = new Quiet();
    private final CompletableFuture<InetSocketAddress> relay = new CompletableFuture<>();
    private final LinkedBlockingQueue<HttpExchange> parked = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site().page("/small", "hello".getBytes(ISO_8859_1)).page("/parked", parked::add).page("/endless", exchange -> {
            relay.complete(exchange.getRemoteAddress());
            writeForEver(exchange);
        });
    }

    @AfterEach
    void close() {
        site.close();
        quiet.close();
    }

    private void writeForEver(HttpExchange exchange) throws IOException {
        try (OutputStream out = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                out.write(new byte[10_000]);
                out.flush();
            }
        } catch (IOException e) {
            failure.complete(e);
            throw e;
        }
    }

    private void assertTheHandlerLearnsOfIt() {
        assertInstanceOf(IOException.class, Soon.get(failure));
        Soon.holds("the peer is forgotten", () -> site.port.peerBehind(Soon.get(relay)) == null);
    }

    @Test
    void aResetReachesAHandlerThatWrites() throws IOException {
        Client client = site.slowClient().get("/endless");
        assertEquals('H', client.socket.getInputStream().read());
        client.reset();
        assertTheHandlerLearnsOfIt();
    }

    @Test
    void soDoesAClose() throws IOException {
        Client client = site.client().get("/endless");
        assertEquals('H', client.socket.getInputStream().read());
        client.close();
        assertTheHandlerLearnsOfIt();
    }

    @Test
    void soDoesAClientThatTakesNothingForSomeTime() throws IOException {
        site.port.timeouts(new HttpTimeouts(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), Duration.ofMillis(1)));
        try (Client client = site.slowClient().get("/endless")) {
            assertEquals('H', client.socket.getInputStream().read());
            assertTheHandlerLearnsOfIt();
        }
    }

    @Test
    void aHandlerThatHasNotBegunMayAnswerAllTheSame() throws IOException {
        Client client = site.client().get("/parked");
        HttpExchange exchange = Soon.take(parked);
        client.reset();
        site.turn();
        exchange.sendResponseHeaders(200, 5);
        exchange.getResponseBody().write("hello".getBytes(ISO_8859_1));
        exchange.close();
        Soon.holds("the peer is forgotten", () -> site.port.peerBehind(exchange.getRemoteAddress()) == null);
    }

    @Test
    void aHandlerThatBeginsOnlyThenLearnsOfItToo() throws IOException {
        Client client = site.client().get("/parked");
        HttpExchange exchange = Soon.take(parked);
        relay.complete(exchange.getRemoteAddress());
        client.reset();
        site.turn();
        try {
            writeForEver(exchange);
        } catch (IOException expected) {
            assertTheHandlerLearnsOfIt();
        }
    }

    @Test
    void theRequestsOfClientsThatHaveGoneHaveALimit() throws IOException {
        site.close();
        site = new Site(2, 1_000).page("/parked", parked::add).page("/small", "hello".getBytes(ISO_8859_1));
        for (int i = 0; i < 2; i++) {
            Client client = site.client().get("/parked");
            Soon.take(parked);
            client.reset();
            site.awaitConnections(i + 1);           // that to the HttpServer is left; until the reset is read, the client's counts too
        }
        try (Client client = site.client()) {
            assertEquals(503, client.get("/small").response().status());
        }
    }

    @Test
    void aClientThatClosesItsHalfGetsWhatWaitsForIt() throws IOException {
        byte[] large = new byte[5_000_000];
        site.page("/large", large).port.handle("/loop", exchange -> exchange.respond(200, Headers.NONE, large), 1_000, null);
        for (String path : new String[] {"/large", "/loop"}) {
            try (Client client = site.slowClient()) {
                client.get(path).socket.shutdownOutput();
                assertEquals(large.length, client.response().body().length);
                assertTrue(client.isAtEnd());
            }
        }
    }
}
