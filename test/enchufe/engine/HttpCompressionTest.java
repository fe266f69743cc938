package enchufe.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCompressionTest {
    private final Fixture f = new Fixture(Settings.with("httpCompression", 100));

    private FakeLoopExchange poll(String... fields) {
        var poll = new FakeLoopExchange("GET", Fixture.POLLING + "&sid=" + f.session.id(), new byte[0], fields);
        f.server.handle(poll);
        return poll;
    }

    private static String unpacked(FakeLoopExchange poll) throws IOException {
        assertEquals("gzip", poll.responseHeaders().first("Content-Encoding"));
        assertEquals("Accept-Encoding", poll.responseHeaders().first("Vary"));
        return new String(new GZIPInputStream(new ByteArrayInputStream(poll.content())).readAllBytes(), UTF_8);
    }

    @Test
    void aLongResponseIsCompressed() throws IOException {
        f.openPolling();
        f.session.send(EnginePacket.text("é".repeat(500)), EnginePacket.text("b"));
        var poll = poll("Accept-Encoding", "gzip, deflate, br");
        assertEquals("4" + "é".repeat(500) + "\u001e4b", unpacked(poll));
        assertEquals("text/plain; charset=UTF-8", poll.responseHeaders().first("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(ints = {98, 99})
    void theThresholdCountsTheWholeResponse(int length) throws IOException {
        f.openPolling();
        f.session.send(EnginePacket.text("a".repeat(length)));
        var poll = poll("Accept-Encoding", "gzip");
        if (length == 98) {
            assertNull(poll.responseHeaders().first("Content-Encoding"));
            assertEquals("200 4" + "a".repeat(length), poll.answer());
        } else {
            assertEquals("4" + "a".repeat(length), unpacked(poll));
        }
    }

    @Test
    void itIsLeftForClientsThatDoNotAskAndMessagesThatMustNot() throws IOException {
        f.openPolling();
        f.session.send(EnginePacket.text("a".repeat(500)));
        assertEquals("200 4" + "a".repeat(500), poll().answer());
        f.session.send(EnginePacket.text("a".repeat(500)).uncompressed());
        assertEquals("200 4" + "a".repeat(500), poll("Accept-Encoding", "gzip").answer());
        f.session.send(EnginePacket.text("a".repeat(500)).uncompressed(), EnginePacket.text("b"));
        unpacked(poll("Accept-Encoding", "gzip"));              // one of them may be: as in Node
    }

    @Test
    void withoutTheOptionNothingIsCompressed() {
        var plain = new Fixture().openPolling();
        plain.session.send(EnginePacket.text("a".repeat(5_000)));
        var poll = new FakeLoopExchange("GET", Fixture.POLLING + "&sid=" + plain.session.id(), new byte[0],
                "Accept-Encoding", "gzip");
        plain.server.handle(poll);
        assertEquals("200 4" + "a".repeat(5_000), poll.answer());
    }

    /** Compressing them would hold up the other clients of the loop. */
    @Test
    void veryLongOnesAreLeftAsTheyAre() throws IOException {
        f.openPolling();
        for (int length : new int[] {HttpCompression.MOST_BYTES, HttpCompression.MOST_BYTES + 1}) {
            f.session.send(EnginePacket.text("a".repeat(length - 1)));
            var poll = poll("Accept-Encoding", "gzip");
            if (length == HttpCompression.MOST_BYTES) {
                assertEquals(length, unpacked(poll).length());
            } else {
                assertEquals(length, poll.content().length);
                assertNull(poll.responseHeaders().first("Content-Encoding"));
            }
        }
    }

    @Test
    void theOpenPacketToo() throws IOException {
        var all = new Fixture(Settings.with("httpCompression", 0));
        var opening = new FakeLoopExchange("GET", Fixture.POLLING, new byte[0], "Accept-Encoding", "gzip");
        all.server.handle(opening);
        assertEquals("0{\"sid\":\"" + all.session.id(), unpacked(opening).substring(0, 9 + all.session.id().length()));
    }
}
