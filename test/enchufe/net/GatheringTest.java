package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.Soon;
import enchufe.dispatch.Intake;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages of which a part has come. */
class GatheringTest {
    private static final long LIMIT = 300_000;

    private final Quiet quiet = new Quiet();
    private final Endpoint endpoint = new Endpoint();
    private final Intake intake = new Intake(LIMIT);
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site();
        site.port.webSocket("/ws", endpoint);
        site.loop.execute(() -> site.loop.intake = intake);
        site.turn();
    }

    @AfterEach
    void close() {
        site.close();
        quiet.close();
    }

    private static byte[] unfinished(int bytes) {
        return Arrays.copyOf(Client.text("x".repeat(bytes)), bytes);
    }

    @Test
    void whoSentTheMostHasToGoWhenTheyAreTooMuch() throws IOException {
        try (Client large = site.client().upgrade("/ws"); Client small = site.client().upgrade("/ws")) {
            large.send(unfinished(180_000));
            Soon.holds("the first is counted", () -> intake.unfinished() >= 180_000 - 10);
            small.send(unfinished(160_000));
            assertTrue(large.isAtEnd());
            assertEquals("close 1006", endpoint.next());
            Soon.holds("the second is counted, the first is not", () -> intake.unfinished() >= 160_000 - 10
                    && intake.unfinished() <= 200_000);
        }
        Soon.holds("nor the second, after its end", () -> intake.unfinished() == 0);
    }

    @Test
    void aRequestThatIsNotCompleteCountsUntilItIs() throws IOException {
        site.page("/page", new byte[5]);
        try (Client client = site.client()) {
            client.send("POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(99_999));
            Soon.holds("it is counted", () -> intake.unfinished() >= 99_999);
            assertEquals(200, client.send("x").response().status());
            Soon.holds("it is not counted any more", () -> intake.unfinished() == 0);
            client.send("GET /page HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(10_000));
            Soon.holds("a head counts too", () -> intake.unfinished() >= 10_000);
        }
        Soon.holds("its end ends it", () -> intake.unfinished() == 0);
    }

    /** It is closed while its first bytes are being counted. */
    @Test
    void whoIsTooMuchAtOnceIsNotCountedAfterItsEnd() throws IOException {
        var small = new Intake(10_000);
        site.loop.execute(() -> site.loop.intake = small);
        site.turn();
        for (int i = 0; i < 3; i++) {
            try (Client client = site.client()) {
                client.send("POST /page HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(30_000));
                assertTrue(client.isAtEnd());
            } catch (SocketException reset) {
                site.turn();                                    // not all of it had been read
            }
        }
        Soon.holds("none is counted", () -> small.unfinished() == 0);
    }

    @Test
    void whileTooMuchWaitsMoreThanOneReadIsNotTaken() throws IOException {
        intake.grows(LIMIT + 1);
        try (Client waiting = site.client().upgrade("/ws"); Client other = site.client().upgrade("/ws")) {
            byte[] message = Client.text("x".repeat(199_000));
            var sender = new Thread(() -> {
                try {
                    waiting.send(message);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            sender.start();
            assertEquals("a", other.send(Client.text("a")).frame().text());
            assertEquals("text a", endpoint.next());
            assertEquals(0, endpoint.events.size());
            intake.shrinks(LIMIT + 1);
            assertEquals("text " + "x".repeat(199_000), endpoint.next());
        }
    }
}
