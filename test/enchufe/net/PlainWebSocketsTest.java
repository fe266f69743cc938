package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.websocket.Message;
import enchufe.websocket.OutboundBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Heartbeat and limits of WebSockets that no protocol above keeps watch over, by what clients notice of them. */
class PlainWebSocketsTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final byte[] PONG = Client.frame(0x8A);

    private final Quiet quiet = new Quiet();
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site();
    }

    @AfterEach
    void close() {
        site.close();
        quiet.close();
    }

    private boolean reads = true;       // the endpoints, from the first byte on

    private Endpoint serve(String path, OutboundBudget budget, Duration pingInterval, Duration pingTimeout) {
        var endpoint = new Endpoint() {
            @Override
            public Opening admit(RequestHead head, Peer peer) {
                Opening opening = super.admit(head, peer);
                return socket -> {
                    socket.reading(reads);
                    return opening.open(socket);
                };
            }

            @Override
            public void onClose(int code, String reason) {
                events.add("close " + code + " " + reason);
            }
        };
        site.port.webSocket(path, endpoint, new PlainWebSockets(budget, pingInterval, pingTimeout));
        return endpoint;
    }

    private Endpoint serve(Duration pingInterval, Duration pingTimeout) {
        return serve("/ws", new OutboundBudget(1_000_000), pingInterval, pingTimeout);
    }

    private static void expectPing(Client client) throws IOException {
        Client.Frame ping = client.frame();
        assertEquals(0x89, ping.first());
        assertEquals(0, ping.payload().length);
    }

    @Test
    void whoAnswersPingsIsPingedAgain() throws IOException {
        Endpoint endpoint = serve(SHORT, LONG);
        try (Client client = site.client().upgrade("/ws")) {
            for (int i = 0; i < 5; i++) {
                expectPing(client);
                client.send(PONG);
            }
        }
        assertEquals("close 1006 ", endpoint.next());
    }

    @Test
    void anyByteIsAnAnswer() throws IOException {
        serve(SHORT, LONG);
        try (Client client = site.client().upgrade("/ws")) {
            byte[] message = Client.text("in pieces");
            for (int i = 0; i < message.length; i++) {
                expectPing(client);
                client.send(new byte[] {message[i]});
            }
        }
    }

    @Test
    void whoSendsNothingIsCutOff() throws IOException {
        Endpoint endpoint = serve(SHORT, SHORT);
        try (Client client = site.client().upgrade("/ws")) {
            expectPing(client);
            assertTrue(client.isAtEnd());
            assertEquals("close 1006 ping timeout", endpoint.next());
        }
    }

    @Test
    void whoIsNotReadIsNotBlamedForSilence() throws IOException {
        reads = false;
        Endpoint endpoint = serve(SHORT, SHORT);
        try (Client client = site.client()) {
            client.upgrade("/ws");
            for (int i = 0; i < 5; i++) {
                expectPing(client);                             // sent again and again, whatever comes
            }
            client.send(Client.text("unread"));
            endpoint.socket().reading(true);
            assertEquals("text unread", endpoint.next());
        }
    }

    @Test
    void whoIsNotReadAndGoesIsMissedAllTheSame() throws IOException {
        reads = false;
        Endpoint endpoint = serve(SHORT, SHORT);
        try (Client client = site.client()) {
            client.upgrade("/ws");
            expectPing(client);
        }
        assertEquals("close 1006 ", endpoint.next());
    }

    @Test
    void whenTooMuchWaitsForAllTheSlowestIsCutOffWhateverItsPath() throws IOException {
        var budget = new OutboundBudget(100_000_000, OutboundBudget.queuedInAll() + 20_000_000);
        Endpoint slow = serve("/slow", budget, LONG, LONG);
        Endpoint quick = serve("/quick", budget, LONG, LONG);
        try (Client deaf = site.slowClient(); Client lively = site.client()) {
            deaf.upgrade("/slow");
            lively.upgrade("/quick");
            for (int i = 0; i < 19; i++) {
                slow.socket().sendBinary(ByteBuffer.allocate(1_000_000));
            }
            assertEquals(0, slow.events.size());
            Message large = Message.binary(ByteBuffer.allocate(30_000_000));
            large.retain();                                     // it waits elsewhere
            quick.socket().sendText("hello");
            large.release();
            assertEquals("close 1006 too much waits to be sent", slow.next());
            assertEquals("hello", lively.frame().text());
            assertEquals(0, slow.socket().queuedBytes());
        }
    }
}
