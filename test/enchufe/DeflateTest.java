package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The options and operators about compression, by what is on the wire. The codec is {@code websocket.PerMessageDeflateTest}'s. */
class DeflateTest {
    private static final String LONG = "a".repeat(2_000);

    private SocketIOServer io;

    @AfterEach
    void close() {
        io.close();
    }

    private Client connect(Options options) throws IOException {
        io = new SocketIOServer(options);
        io.onConnection(socket -> {
            socket.emit("long", LONG);
            socket.emit("short", "b");
            socket.compress(false).emit("spared", LONG);
            socket.compress(false).timeout(Duration.ofDays(1)).emit("spared", LONG);
            socket.compress(false).compress(true).emit("long", LONG);
            io.emit("long", LONG);
            io.compress(false).emit("spared", LONG);
            io.to(socket.id()).compress(false).asVolatile().emit("spared", LONG);
            socket.emit("bytes", new byte[2_000]);
            socket.emit("end", "e");
        });
        io.webSocket("/plain", peer -> peer.onText(text -> peer.send(text)));
        io.listen("localhost", 0);
        return new Client(io.port(), "/socket.io/?EIO=4&transport=websocket");
    }

    /** A client that offers compression, and shows frames. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        final String response;
        private boolean compressed;

        Client(int port, String target) throws IOException {
            socket = new Socket("localhost", port);
            socket.setSoTimeout(60_000);
            in = new DataInputStream(socket.getInputStream());
            String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) in.readUnsignedByte());
            }
            response = head.toString();
        }

        /** Sends a text frame that is masked with 0. */
        void send(String text) throws IOException {
            byte[] frame = new byte[6 + text.length()];
            frame[0] = (byte) 0x81;
            frame[1] = (byte) (0x80 | text.length());
            System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, frame, 6, text.length());
            socket.getOutputStream().write(frame);
        }

        /** {@return the next message; compressed says whether it was} */
        String next() throws IOException, DataFormatException {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
            in.readFully(payload);
            compressed = (first & 0x40) != 0;
            if (!compressed) {
                return new String(payload, StandardCharsets.ISO_8859_1);
            }
            var inflater = new Inflater(true);
            inflater.setInput(payload);
            byte[] text = new byte[10_000];
            int count = inflater.inflate(text);
            inflater.end();
            return new String(text, 0, count, StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void longMessagesAreCompressedUnlessTheSenderSaysNo() throws IOException, DataFormatException {
        try (Client client = connect(new Options().perMessageDeflate(true))) {
            assertTrue(client.response.contains("Sec-WebSocket-Extensions: permessage-deflate"), client.response);
            client.next();                                      // the open packet
            client.send("40");
            client.next();
            for (String message = ""; !message.contains("end"); ) {
                message = client.next();
                boolean isLong = message.startsWith("42[\"long\"") || message.length() == 2_000;        // the attachment
                assertEquals(isLong, client.compressed, message);
                assertTrue(!isLong || message.length() >= 2_000);
            }
        }
    }

    @Test
    void theThresholdIsALength() throws IOException, DataFormatException {
        try (Client client = connect(new Options().perMessageDeflate(0)); Client plain = new Client(io.port(), "/plain")) {
            client.next();
            assertTrue(client.compressed);
            plain.send("hello hello hello hello hello");
            assertEquals("hello hello hello hello hello", plain.next());
            assertTrue(plain.compressed);
        }
    }

    @Test
    void withoutTheOptionNothingIsCompressed() throws IOException, DataFormatException {
        try (Client client = connect(new Options().perMessageDeflate(true).perMessageDeflate(false))) {
            assertFalse(client.response.contains("Extensions"), client.response);
            client.next();
            client.send("40");
            for (String message = ""; !message.contains("end"); ) {
                message = client.next();
                assertFalse(client.compressed);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new Options().perMessageDeflate(-1));
    }
}
