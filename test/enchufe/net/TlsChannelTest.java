package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.tls.TestCertificates;
import enchufe.tls.Tls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client and a server, each a channel of the kind that is tested, over two pipes in memory that cut where a test wants. */
class TlsChannelTest {
    private static final TestCertificates LOCAL = TestCertificates.local();
    private static final Tls TLS = Tls.of(LOCAL.context(), parameters -> { });

    /** One direction of a connection. */
    private static final class Pipe {
        final ArrayDeque<Byte> bytes = new ArrayDeque<>();
        int room = Integer.MAX_VALUE;           // how many bytes it takes before its reader has taken some
        int piece = Integer.MAX_VALUE;          // the most bytes of one read
        boolean ended;
        int passed;                             // how many bytes went in and out
    }

    /** What a socket is to a channel. */
    private record End(Pipe in, Pipe out) implements ByteChannel {
        @Override
        public int read(ByteBuffer target) {
            if (in.bytes.isEmpty()) {
                return in.ended ? -1 : 0;
            }
            int count = 0;
            while (count < in.piece && target.hasRemaining() && !in.bytes.isEmpty()) {
                target.put(in.bytes.remove());
                count++;
            }
            in.passed += count;
            return count;
        }

        @Override
        public int write(ByteBuffer source) {
            int count = 0;
            while (source.hasRemaining() && out.bytes.size() < out.room) {
                out.bytes.add(source.get());
                count++;
            }
            out.passed += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final Pipe toServer = new Pipe();
    private final Pipe toClient = new Pipe();
    private final ByteBuffer cipher = ByteBuffer.allocate(TlsChannel.READ_BYTES);
    private final ByteArrayOutputStream atServer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream atClient = new ByteArrayOutputStream();
    private SSLEngine clientEngine;
    private TlsChannel client;
    private TlsChannel server;

    private void open(String version) throws SSLException {
        clientEngine = TestCertificates.trusting(LOCAL).createSSLEngine();
        clientEngine.setUseClientMode(true);
        clientEngine.setEnabledProtocols(new String[] {version});
        clientEngine.beginHandshake();
        client = new TlsChannel(clientEngine, new End(toClient, toServer));
        server = new TlsChannel(TLS.newEngine(), new End(toServer, toClient));
    }

    /** Reads once on one side, and calculates what is to be calculated. {@return what read has said} */
    private int turn(TlsChannel side, ByteArrayOutputStream target) throws IOException {
        side.flush();
        ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
        int count = side.read(plain, cipher);
        target.write(plain.array(), 0, plain.position());
        Runnable task = side.task();
        if (task != null) {
            assertTrue(side.isBlocked());
            assertNull(side.task());                            // it is given away once
            task.run();
            side.worked();
        }
        return count;
    }

    private void exchange() throws IOException {
        for (int quiet = 0; quiet < 6; quiet++) {
            int before = toServer.passed + toClient.passed;
            turn(client, atClient);
            turn(server, atServer);
            if (toServer.passed + toClient.passed > before) {
                quiet = 0;
            }
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void carriesBytesBothWaysHoweverTheyAreCut(String version) throws IOException {
        for (int piece : new int[] {1, 7, 1_000, Integer.MAX_VALUE}) {
            toServer.piece = piece;
            toClient.piece = piece;
            toServer.bytes.clear();
            toClient.bytes.clear();
            atServer.reset();
            atClient.reset();
            open(version);
            assertEquals(0, server.write(text("too early")));
            exchange();
            assertTrue(client.isSecure() && server.isSecure());
            assertEquals(version, clientEngine.getSession().getProtocol());

            byte[] bytes = random(piece == 1 ? 5_000 : 100_000);
            ByteBuffer up = ByteBuffer.wrap(bytes);
            assertEquals(bytes.length, client.write(up));
            exchange();
            assertArrayEquals(bytes, atServer.toByteArray());
            server.write(ByteBuffer.wrap(bytes));
            exchange();
            assertArrayEquals(bytes, atClient.toByteArray());
            assertEquals(0, server.keptBytes() + server.unsentBytes() + client.keptBytes() + client.unsentBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSocketThatTakesLittleLosesNothing(String version) throws IOException {
        toServer.room = 10;
        toClient.room = 10;
        open(version);
        exchange();
        assertTrue(server.isSecure());
        ByteBuffer bytes = ByteBuffer.wrap(random(200_000));
        int taken = server.write(bytes);
        assertTrue(taken > 0 && taken <= WriteBuffers.BYTES, () -> taken + " bytes taken");
        assertTrue(server.hasUnsent() && server.unsentBytes() <= WriteBuffers.BYTES);
        assertEquals(0, server.write(bytes));                   // until the socket has taken what is encrypted
        while (bytes.hasRemaining()) {
            exchange();
            server.write(bytes);
        }
        exchange();
        assertArrayEquals(bytes.array(), atClient.toByteArray());
    }

    @Test
    void aReaderWithoutRoomGetsTheRestLater() throws IOException {
        open("TLSv1.3");
        exchange();
        byte[] bytes = random(60_000);
        client.write(ByteBuffer.wrap(bytes));
        assertFalse(server.hasKept());
        ByteBuffer small = ByteBuffer.allocate(20_000);         // a record has up to 16,384 bytes
        var all = new ByteArrayOutputStream();
        for (int reads = 0; all.size() < bytes.length; reads++) {
            assertTrue(reads < 10);
            server.read(small.clear(), cipher);
            all.write(small.array(), 0, small.position());
            assertEquals(all.size() < bytes.length, server.hasKept());
        }
        assertArrayEquals(bytes, all.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anEndInOrderIsTheEnd(String version) throws IOException {
        open(version);
        exchange();
        client.write(text("last"));
        assertTrue(client.finish());
        assertTrue(client.finish());                            // again: nothing more to say
        assertEquals(4, turn(server, atServer));
        assertEquals(-1, turn(server, atServer));
        assertTrue(server.finish());
        for (int count = 0; count >= 0; ) {
            count = turn(client, atClient);
        }
        assertEquals("last", atServer.toString(StandardCharsets.UTF_8));
        assertThrows(IOException.class, () -> client.write(text("too late")));
    }

    @Test
    void anEndWithoutAWordIsAnEndToo() throws IOException {
        open("TLSv1.3");
        exchange();
        client.write(text("cut"));
        toServer.bytes.removeLast();                            // an incomplete record
        toServer.ended = true;
        assertEquals(0, turn(server, atServer));
        assertEquals(-1, turn(server, atServer));
        assertEquals(0, atServer.size());
    }

    @Test
    void whoEndsDuringTheHandshakeIsGone() throws IOException {
        open("TLSv1.3");
        turn(client, atClient);
        toServer.bytes.removeLast();
        toServer.ended = true;
        assertEquals(0, turn(server, atServer));
        assertEquals(-1, turn(server, atServer));
        assertFalse(server.isSecure());
    }

    @Test
    void aRenegotiationIsRefused() throws IOException {
        open("TLSv1.2");
        exchange();
        clientEngine.beginHandshake();
        var refusal = assertThrows(SSLException.class, this::exchange);
        assertTrue(refusal.getMessage().contains("renegotiation"), refusal.getMessage());
    }

    @Test
    void aKeyUpdateIsNoRenegotiation() throws IOException {
        open("TLSv1.3");
        exchange();
        clientEngine.beginHandshake();                          // the JDK sends a KeyUpdate (RFC 8446 §4.6.3)
        client.write(text("with new keys"));
        exchange();
        server.write(text("as well"));
        exchange();
        assertEquals("with new keys", atServer.toString(StandardCharsets.UTF_8));
        assertEquals("as well", atClient.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whoSpeaksNonsenseIsToldSo() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            toServer.bytes.clear();
            toClient.bytes.clear();
            open("TLSv1.3");
            if (seed > 0) {
                turn(client, atClient);
                toServer.bytes.clear();                         // nonsense in the place of its first message
            }
            byte[] nonsense = random(2_000 + seed);
            System.arraycopy(new byte[] {22, 3, 1, 0, 100}, 0, nonsense, 0, 5);
            new End(toClient, toServer).write(ByteBuffer.wrap(nonsense));
            assertThrows(SSLException.class, this::readUntilItFails);
            assertEquals(21, (byte) toClient.bytes.peek());     // an alert: RFC 8446 §5.1
        }
    }

    private void readUntilItFails() throws IOException {
        for (int i = 0; i < 100; i++) {
            turn(server, atServer);
        }
    }

    @Test
    void aChangedByteIsNoticed() throws IOException {
        open("TLSv1.3");
        exchange();
        client.write(text("true"));
        toServer.bytes.add((byte) (toServer.bytes.removeLast() ^ 1));
        assertThrows(SSLException.class, () -> turn(server, atServer));
        assertEquals(0, atServer.size());
    }
}
