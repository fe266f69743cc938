package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.dispatch.Intake;
import java.io.IOException;
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
            Soon.holds("the first is counted", () -> !wouldFit(LIMIT - 170_000));
            small.send(unfinished(160_000));
            assertTrue(large.isAtEnd());
            assertEquals("close 1006", endpoint.next());
            Soon.holds("the first is not counted any more", () -> wouldFit(LIMIT - 200_000));
        }
        Soon.holds("nor the second, after its end", () -> wouldFit(LIMIT));
    }

    /** Whether so much more could be unfinished, and nobody would have to go: or else this probe, which has the most. */
    private boolean wouldFit(long bytes) {
        boolean[] evicted = new boolean[1];
        var probe = new Intake.Holder() {
            @Override
            public long unfinishedBytes() {
                return Long.MAX_VALUE;
            }

            @Override
            public void evict(long limit) {
                evicted[0] = true;
            }
        };
        intake.unfinished(probe, 0, bytes);
        intake.unfinished(probe, bytes, 0);
        return !evicted[0];
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
