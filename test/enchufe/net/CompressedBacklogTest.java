package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Soon;
import enchufe.websocket.WebSocketLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A thousand bytes of compressed messages may become a megabyte: when reading stops, what has come already waits as it came. Whoever
 * delivered it would hold a thousand times as much as one read takes.
 */
class CompressedBacklogTest {
    private static final int LENGTH = 200_000;
    private static final int COUNT = 40;

    /** Takes one message, and stops reading. */
    private static final class Slow extends Endpoint {
        final LinkedBlockingQueue<Integer> taken = new LinkedBlockingQueue<>();

        @Override
        public WebSocketLimits limits() {
            return new WebSocketLimits(LENGTH, 100, 0);
        }

        @Override
        public void onText(ByteBuffer utf8) {
            taken.add(utf8.remaining());
            socket().reading(false);
        }
    }

    private final Slow slow = new Slow();
    private Site site;

    @BeforeEach
    void open() throws IOException {
        site = new Site();
        site.port.webSocket("/ws", slow);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Client client() throws IOException {
        String opening = new String(Client.opening("/ws"), StandardCharsets.US_ASCII);
        String offer = "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
        return site.client().send(opening.replace("\r\n\r\n", offer).getBytes(StandardCharsets.US_ASCII)).upgraded();
    }

    /** {@return a text of so many letters in a compressed frame (RFC 7692 §7.2.1)} */
    private static byte[] compressed(int length) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput("a".repeat(length).getBytes(StandardCharsets.US_ASCII));
        byte[] out = new byte[10_000];
        int count = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Client.frame(0xc1, Arrays.copyOf(out, count - 4));
    }

    private static byte[] backlog(byte[] end) {
        var all = new ByteArrayOutputStream();
        for (int i = 0; i < COUNT; i++) {
            all.writeBytes(compressed(LENGTH - i));
        }
        all.writeBytes(end);
        return all.toByteArray();
    }

    @Test
    void oneMessageForEachTimeThatReadingIsResumed() throws IOException {
        try (Client client = client()) {
            client.send(backlog(Client.closing(3456)));
            for (int i = 0; i < COUNT; i++) {
                assertEquals(LENGTH - i, Soon.take(slow.taken));
                site.turn();
                assertTrue(slow.taken.isEmpty(), "reading was stopped");
                slow.socket().reading(true);
            }
            assertEquals("close 3456", slow.next());
            assertEquals(3456, client.frame().closeCode());
        }
    }

    /** What waits is not delivered any more once the connection is over. */
    @Test
    void aClientThatIsCutOffWhileItsMessagesWait() throws IOException {
        try (Client client = client()) {
            client.send(backlog(new byte[0]));
            assertEquals(LENGTH, Soon.take(slow.taken));
            slow.socket().abort();
            assertEquals("close 1006", slow.next());
            slow.socket().reading(true);
            site.turn();
            assertTrue(slow.taken.isEmpty());
            assertTrue(client.isAtEnd());
        }
    }
}
