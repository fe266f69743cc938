package enchufe.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Soon;
import enchufe.engine.Exchange;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.websocket.WebSocketEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections are dealt to several loops, and move to the one that their requests belong to. */
class LoopsTest {
    private static final int COUNT = 3;

    private final List<Loop> all = new ArrayList<>();
    private Site site;

    @BeforeEach
    void listen() throws IOException {
        site = new Site(100, 2_000_000, COUNT);
        all.addAll(site.loops.all());
        site.port.handle("/on", LoopsTest::answer, 1_000, null);
        site.port.homes("/on", this::home);
        site.page("/page", "a page".getBytes(UTF_8));
    }

    @AfterEach
    void close() {
        site.close();
    }

    /** Says on which thread it runs. */
    private static void answer(Exchange exchange) {
        exchange.respond(200, Headers.NONE, Thread.currentThread().getName().getBytes(UTF_8));
    }

    private Loop home(RequestHead head) {
        String number = head.query().get("loop");
        return number == null ? null : all.get(Integer.parseInt(number) - 1);
    }

    @Test
    void connectionsAreDealtInTurn() throws IOException {
        Set<String> threads = new HashSet<>();
        for (int i = 0; i < COUNT; i++) {
            try (Client client = site.client().get("/on")) {
                threads.add(client.response().text());
            }
        }
        assertEquals(Set.of("loop-1", "loop-2", "loop-3"), threads);
    }

    @Test
    void aConnectionStaysWhereAnyLoopWillDo() throws IOException {
        try (Client client = site.client()) {
            String first = client.get("/on").response().text();
            assertEquals(first, client.get("/on").response().text());
        }
    }

    @Test
    void aConnectionMovesToTheLoopOfEachRequest() throws IOException {
        try (Client client = site.client()) {
            for (int number : new int[] {1, 2, 3, 3, 2, 1}) {
                assertEquals("loop-" + number, client.get("/on?loop=" + number).response().text());
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderWhereverTheyBelong() throws IOException {
        var requests = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            requests.append("GET /on?loop=").append(1 + i % COUNT).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        try (Client client = site.client().send(requests.toString())) {
            for (int i = 0; i < 300; i++) {
                assertEquals("loop-" + (1 + i % COUNT), client.response().text());
            }
        }
    }

    @Test
    void pagesAndMovesTakeTurns() throws IOException {
        var requests = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            requests.append("GET /page HTTP/1.1\r\nHost: a\r\n\r\nGET /on?loop=").append(1 + i % COUNT)
                    .append(" HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        try (Client client = site.client().send(requests.toString())) {
            for (int i = 0; i < 30; i++) {
                assertEquals("a page", client.response().text());
                assertEquals("loop-" + (1 + i % COUNT), client.response().text());
            }
        }
    }

    @Test
    void aRequestMovesWithItsBody() throws IOException {
        try (Client client = site.client()) {
            for (int number = 1; number <= COUNT; number++) {
                assertEquals("loop-" + number, client.post("/on?loop=" + number, new byte[900]).response().text());
            }
        }
    }

    @Test
    void aWebSocketOpensOnItsLoopWithTheFramesThatCameRightBehind() throws IOException {
        for (int number = 1; number <= COUNT; number++) {
            Loop wanted = all.get(number - 1);
            var opened = new CompletableFuture<Boolean>();
            var endpoint = new Endpoint() {
                @Override
                public void onText(ByteBuffer utf8) {
                    opened.complete(wanted.inLoop());
                    super.onText(utf8);
                }
            };
            String path = "/ws" + number;
            site.port.webSocket(path, endpoint);
            site.port.homes(path, head -> wanted);
            try (Client client = site.client().send(Client.opening(path), Client.text("one"), Client.text("two"))) {
                client.upgraded();
                assertEquals("one", client.frame().text());
                assertEquals("two", client.frame().text());
                assertTrue(Soon.get(opened));
                assertEquals("three", client.send(Client.text("three")).frame().text());
            }
        }
    }

    @Test
    void aRefusalIsAnsweredOnTheOtherLoopToo() throws IOException {
        WebSocketEndpoint strict = new Endpoint() {
            @Override
            public Opening admit(RequestHead head, Peer peer) {
                throw new HttpException(403, "nobody");
            }
        };
        site.port.webSocket("/strict", strict);
        for (Loop loop : all) {
            site.port.homes("/strict/" + all.indexOf(loop), head -> loop);
            try (Client client = site.client().send(Client.opening("/strict/" + all.indexOf(loop)))) {
                assertEquals(403, client.response().status());
                assertTrue(client.isAtEnd());
            }
        }
    }

    @Test
    void aClientThatGoesWhileItsConnectionMovesIsCountedOut() throws IOException {
        for (int i = 0; i < 300; i++) {             // of 100 connections that there may be at once
            Client client = site.client().get("/on?loop=1").get("/on?loop=2");
            if (i % 2 == 0) {
                client.reset();
            } else {
                client.close();
            }
            awaitRoom();
        }
    }

    /** The connection of a client that has gone is closed as soon as its loop notices. */
    private void awaitRoom() throws IOException {
        try (Client client = site.client().get("/on")) {
            assertNotEquals("", client.response().text());
        }
    }

    @Test
    void closingEndsTheConnectionsOfAllLoops() throws IOException {
        var endpoint = new Endpoint();
        site.port.webSocket("/ws", endpoint);
        var clients = new ArrayList<Client>();
        for (int i = 0; i < 2 * COUNT; i++) {
            clients.add(site.client());
            clients.add(site.client().upgrade("/ws"));      // then both are accepted; else the system would reset the first
        }
        CompletableFuture<Void> closed = site.port.close(Duration.ofMinutes(10));
        for (int i = 0; i < clients.size(); i += 2) {
            assertTrue(clients.get(i).isAtEnd());
            assertEquals(1001, clients.get(i + 1).frame().closeCode());
            assertTrue(clients.get(i + 1).send(Client.closing(1001)).isAtEnd());
        }
        for (Client client : clients) {
            client.close();
        }
        Soon.get(closed);
    }
}
