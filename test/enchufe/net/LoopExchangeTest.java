package enchufe.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.Soon;
import enchufe.engine.Exchange;
import enchufe.http.Headers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handlers that run on the loop itself. */
class LoopExchangeTest {
    private final Quiet quiet = new Quiet();
    private final LinkedBlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    private final CountDownLatch gone = new CountDownLatch(1);
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site();
        site.port.handle("/later", exchange -> {                    // the test answers
            exchange.onGone(gone::countDown);
            exchanges.add(exchange);
        }, 1_000, null);
    }

    @AfterEach
    void close() {
        site.close();
        quiet.close();
    }

    private void handle(Consumer<Exchange> handler) {
        site.port.handle("/now", handler, 1_000, null);
    }

    private static void answer(Exchange exchange, String body) {
        exchange.respond(200, Headers.NONE, body.getBytes(ISO_8859_1));
    }

    @Test
    void aHandlerSeesTheRequest() throws IOException {
        handle(exchange -> exchange.onBody(() -> {
            try {
                answer(exchange, exchange.head().method() + " " + exchange.head().target() + " " + exchange.head().version() + " "
                        + exchange.head().headers().first("X-Y") + " " + new String(exchange.body(1_000), ISO_8859_1));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }));
        try (Client client = site.client()) {
            client.send("POST /now/a?b=c HTTP/1.1\r\nHost: a\r\nx-y: z\r\nContent-Length: 4\r\n\r\nbody");
            var response = client.response();
            assertEquals("POST /now/a?b=c HTTP/1.1 z body", response.text());
            assertEquals(29, response.headers().get("date").length());
            assertNull(response.headers().get("connection"));
        }
    }

    @Test
    void headHasTheLengthOfTheBodyItLeavesOut() throws IOException {
        handle(exchange -> answer(exchange, "hello"));
        try (Client client = site.client()) {
            var response = client.send("HEAD /now HTTP/1.1\r\nHost: a\r\n\r\n").response(false);
            assertEquals("5", response.headers().get("content-length"));
            assertEquals("hello", client.get("/now").response().text());
        }
    }

    @Test
    void theClientDecidesWhetherTheConnectionStays() throws IOException {
        handle(exchange -> answer(exchange, "hello"));
        for (String request : new String[] {"GET /now HTTP/1.0\r\n\r\n",
                "GET /now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"}) {
            try (Client client = site.client()) {
                var response = client.send(request).response();
                assertEquals("hello", response.text());
                assertEquals("close", response.headers().get("connection"));
                assertTrue(client.isAtEnd());
            }
        }
    }

    @Test
    void http10KeepsTheConnectionIfItAsksTo() throws IOException {              // RFC 9112 §9.3, appendix C.2.2
        handle(exchange -> answer(exchange, "hello"));
        try (Client client = site.client()) {
            for (int i = 0; i < 3; i++) {
                var response = client.send("GET /now HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").response();
                assertEquals("keep-alive 5 hello", response.headers().get("connection") + " "
                        + response.headers().get("content-length") + " " + response.text());
            }
            var last = client.send("GET /now HTTP/1.0\r\n\r\n").response();
            assertEquals("close", last.headers().get("connection"));
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void theHandlerMayCloseWhatHttp10WantsKept() throws IOException {
        handle(exchange -> respond(exchange, "Connection", "close"));
        try (Client client = site.client()) {
            var response = client.send("GET /now HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").response();
            assertEquals("close", response.headers().get("connection"));
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void anotherThreadAnswersLater() throws IOException {
        try (Client client = site.client()) {
            for (int i = 0; i < 100; i++) {
                client.get("/later");
                answer(Soon.take(exchanges), "answer " + i);
                assertEquals("answer " + i, client.response().text());
            }
        }
        site.turn();
        assertEquals(1, gone.getCount());
    }

    @Test
    void theNextRequestWaitsForTheAnswerBefore() throws IOException {
        try (Client client = site.client()) {
            client.get("/later").get("/later");
            Exchange first = Soon.take(exchanges);
            site.turn();
            assertTrue(exchanges.isEmpty());
            answer(first, "first");
            answer(Soon.take(exchanges), "second");
            assertEquals("first", client.response().text());
            assertEquals("second", client.response().text());
        }
    }

    @Test
    void requestsThatComeWhileAnotherThreadAnswersAreAllServed() throws IOException {
        try (Client client = site.client()) {
            for (int round = 0; round < 300; round++) {             // the second request and the first answer race
                client.get("/later");
                Exchange first = Soon.take(exchanges);
                client.get("/later");
                answer(first, "first " + round);
                answer(Soon.take(exchanges), "second " + round);
                assertEquals("first " + round, client.response().text());
                assertEquals("second " + round, client.response().text());
            }
        }
    }

    private static void respond(Exchange exchange, String... fields) {
        exchange.respond(200, Headers.of(List.of(fields)), "hello".getBytes(ISO_8859_1));
    }

    @Test
    void anAnswerHasItsHeaders() throws IOException {
        handle(exchange -> respond(exchange, "X-Y", "z"));
        try (Client client = site.client()) {
            for (int i = 0; i < 2; i++) {
                var response = client.get("/now").response();
                assertEquals("hello", response.text());
                assertEquals("z", response.headers().get("x-y"));
                assertEquals(29, response.headers().get("date").length());
                assertNull(response.headers().get("connection"));
            }
        }
    }

    @Test
    void theHandlerMayCloseTheConnection() throws IOException {
        handle(exchange -> respond(exchange, "Connection", "close"));
        try (Client client = site.client()) {
            var response = client.get("/now").response();
            assertEquals("hello", response.text());
            assertEquals("close", response.headers().get("connection"));
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void anExchangeIsAnsweredOnce() throws IOException {
        try (Client client = site.client().get("/later")) {
            Exchange exchange = Soon.take(exchanges);
            respond(exchange);
            assertThrows(IllegalStateException.class, () -> respond(exchange));
            assertEquals("hello", client.response().text());
        }
    }

    @Test
    void aClientThatGoesAwayIsNoticedAtOnce() throws IOException {
        Client client = site.client().get("/later");
        Exchange exchange = Soon.take(exchanges);
        client.close();
        Soon.await(gone);
        answer(exchange, "to nobody");                              // does no harm
    }

    @Test
    void aClientThatIsCutOffIsNoticedToo() throws IOException {
        Client client = site.client().get("/later");
        Soon.take(exchanges);
        client.reset();
        Soon.await(gone);
    }

    @Test
    void aClientThatGoesAwayWhileItSendsTheBody() throws IOException {
        Client client = site.client().send("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx");
        Soon.take(exchanges);                                       // as soon as the head has come
        client.close();
        Soon.await(gone);
    }

    @Test
    void anUploadMayBeRefusedBeforeItHasCome() throws IOException {
        handle(exchange -> exchange.respond(403, Headers.NONE, new byte[0]));
        try (Client client = site.client()) {
            client.send("POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx");
            assertEquals(403, client.response().status());
            assertTrue(client.isAtEnd());
        }
    }

    private void assertFails(Consumer<Exchange> handler) throws IOException {
        handle(handler);
        try (Client client = site.client()) {
            assertEquals(500, client.get("/now").response().status());
            assertTrue(client.isAtEnd());
        }
        try (Client client = site.client()) {
            client.send("POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx");
            assertEquals(500, client.response().status());
        }
    }

    @Test
    void aHandlerThatThrowsIs500() throws IOException {
        assertFails(exchange -> {
            throw new IllegalStateException("expected by the test");
        });
    }

    @Test
    void aHandlerThatEndsWithAnErrorIs500() throws IOException {
        assertFails(exchange -> {
            throw new StackOverflowError("expected by the test");
        });
    }

    @Test
    void aHeaderThatCannotBeSentIs500() throws IOException {
        assertFails(exchange -> respond(exchange, "X", "\u20AC"));
    }

    @Test
    void aHandlerMayGoOnLaterOnTheLoop() throws IOException {
        try (Client client = site.client().get("/later")) {
            Exchange exchange = Soon.take(exchanges);
            exchange.resume(() -> answer(exchange, Thread.currentThread().getName()));
            assertEquals("loop", client.response().text());
        }
    }

    @Test
    void oneThatFailsThenIs500AndOneWhoseClientHasGoneDoesNotGoOn() throws IOException {
        try (Client client = site.client().get("/later")) {
            Soon.take(exchanges).resume(() -> {
                throw new IllegalStateException("expected by the test");
            });
            assertEquals(500, client.response().status());
        }
        Client leaving = site.client().get("/later");
        Exchange exchange = Soon.take(exchanges);
        var left = new CountDownLatch(1);                   // the first is gone, too: its connection was closed
        exchange.onGone(left::countDown);
        leaving.close();
        Soon.await(left);
        exchange.resume(() -> exchanges.add(exchange));
        try (Client other = site.client().get("/later")) {
            Exchange last = Soon.take(exchanges);
            last.resume(() -> answer(last, "last"));
            assertEquals("last", other.response().text());
            assertTrue(exchanges.isEmpty());
        }
    }

    @Test
    void aHandlerThatThrowsAfterItsAnswerHasAnswered() throws IOException {
        handle(exchange -> {
            answer(exchange, "hello");
            throw new IllegalStateException("expected by the test");
        });
        try (Client client = site.client()) {
            assertEquals("hello", client.get("/now").response().text());
            assertEquals("hello", client.get("/now").response().text());
        }
    }
}
