package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import enchufe.Quiet;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.websocket.WebSocket;
import enchufe.websocket.WebSocketEndpoint;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests for WebSockets: what is agreed, and what an endpoint decides later. */
class WebSocketRequestTest {
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

    private Client.Response offer(String path, String protocols) throws IOException {
        try (Client client = site.client()) {
            return client.send(request(path, protocols)).response();
        }
    }

    private static String request(String path, String protocols) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + protocols + "\r\n";
    }

    @Test
    void theFirstSubprotocolIsChosenUnlessTheEndpointChooses() throws IOException {
        site.port.webSocket("/last", new Endpoint() {
            @Override
            public String protocol(List<String> offered, RequestHead head) {
                return offered.get(offered.size() - 1);
            }
        });
        String offered = "Sec-WebSocket-Protocol: a, b\r\nSec-WebSocket-Protocol: c\r\n";
        assertEquals("a", offer("/ws", offered).headers().get("sec-websocket-protocol"));
        assertEquals("a", endpoint.socket().protocol());
        assertEquals("c", offer("/last", offered).headers().get("sec-websocket-protocol"));
        assertNull(offer("/last", "").headers().get("sec-websocket-protocol"));
    }

    @Test
    void aSubprotocolThatCannotBeAnsweredOpensNoConnection() throws IOException {
        site.port.webSocket("/wrong", new Endpoint() {
            @Override
            public String protocol(List<String> offered, RequestHead head) {
                return "other";
            }
        });
        assertEquals(400, offer("/ws", "Sec-WebSocket-Protocol: a, a\r\n").status());
        assertEquals(500, offer("/wrong", "Sec-WebSocket-Protocol: a\r\n").status());
        assertEquals(101, offer("/wrong", "").status());
    }

    /** An endpoint that decides when the test completes a future. */
    private CompletableFuture<Supplier<WebSocketEndpoint.Opening>> later(String path) {
        var decision = new CompletableFuture<Supplier<WebSocketEndpoint.Opening>>();
        site.port.webSocket(path, new Endpoint() {
            @Override
            public CompletionStage<Supplier<Opening>> admitLater(RequestHead head, Peer peer) {
                endpoint.events.add("asked");
                return decision;
            }
        });
        return decision;
    }

    /** A client may send before it knows that it is let in; and a proxy may bring all in one piece. */
    @Test
    void whatComesBeforeTheDecisionWaitsForIt() throws IOException {
        var decision = later("/later");
        try (Client client = site.client()) {
            client.send(request("/later", ""));
            client.send(Client.text("early"));
            assertEquals("asked", endpoint.next());
            client.send(Client.text("and more"));
            decision.complete(() -> endpoint.admit(null, null));
            assertEquals(101, client.response().status());
            assertEquals("early", client.frame().text());
            assertEquals("and more", client.frame().text());
            assertEquals("last", client.send(Client.text("last")).frame().text());
        }
    }

    @Test
    void aRefusalOrAFaultMayComeLaterToo() throws IOException {
        for (Exception refusal : List.of(new HttpException(429, "slow down"), new IOException("broken"))) {
            int status = refusal instanceof HttpException known ? known.status() : 500;
            var decision = later("/" + status);
            try (Client client = site.client()) {
                client.send(request("/" + status, ""));
                assertEquals("asked", endpoint.next());
                decision.completeExceptionally(refusal);
                assertEquals(status, client.response().status());
            }
        }
    }
}
