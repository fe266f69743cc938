package enchufe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server with a small heap, and clients whose frames of a kilobyte become messages of a megabyte, which become values of more than
 * thirty: others are served all the same. An OutOfMemoryError ends the program, and so the test.
 */
class SmallHeapDeflateTest {
    private static final int CLIENTS = 60;
    private static final int MESSAGES = 5;          // of each client
    private static final int BYTES = 980_000;       // of a message
    private static final String HANDSHAKE = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
    private static final byte[] CONNECT = {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '4', '0'};

    @TempDir
    private Path folder;

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** {@return a text in a compressed frame (RFC 7692 §7.2.1), masked with 0} */
    private static byte[] frame(String text) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(text.getBytes(StandardCharsets.US_ASCII));
        byte[] out = new byte[60_000];
        int count = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
        assertTrue(deflater.needsInput() && count > 125, () -> count + " bytes");
        deflater.end();
        byte[] header = {(byte) 0xc1, (byte) (0x80 | 126), (byte) (count >> 8), (byte) count, 0, 0, 0, 0};
        byte[] frame = Arrays.copyOf(header, header.length + count);
        System.arraycopy(out, 0, frame, header.length, count);
        return frame;
    }

    /** Clients that send a message again and again, at the same time, and do not read. */
    private void attack(int port, String message) throws IOException {
        var all = new ByteArrayOutputStream();
        byte[] frame = frame(message);
        for (int i = 0; i < MESSAGES; i++) {
            all.writeBytes(frame);
        }
        var senders = new ArrayList<Runnable>();
        for (int i = 0; i < CLIENTS; i++) {
            var socket = new Socket();
            sockets.add(socket);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.getOutputStream().write(HANDSHAKE.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(CONNECT);
            senders.add(() -> write(socket, all.toByteArray()));
        }
        for (Runnable sender : senders) {
            var thread = new Thread(sender);        // it may wait until its socket is closed
            thread.setDaemon(true);
            thread.start();
        }
        assertServes(port);
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException cutOff) {
            // which is right
        }
    }

    private static void assertServes(int port) {
        for (int i = 0; i < 5; i++) {
            try (var client = TestClient.connect(port)) {
                client.send("21[\"echo\",1]").expect("31[1]");
            }
        }
    }

    private static String repeated(String part) {
        return part.repeat(BYTES / part.length());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})                     // the default for such a heap, and the most: all may decode at the same time
    void whatBecomesLargeStaysWithinItsShare(int loops) throws IOException {
        try (var server = TestProgram.of(folder, """
                var io = new SocketIOServer(new Options().perMessageDeflate(true).loops(LOOPS));
                io.onConnection(socket -> socket
                        .on("slow", args -> java.util.concurrent.locks.LockSupport.parkNanos(50_000_000))
                        .on("echo", (args, ack) -> ack.send(args.get(0)))
                        .on("back", args -> socket.emit("back", args.get(0))));
                io.listen(0);
                """.replace("LOOPS", "" + loops), Map.of(), TestProgram.LONG_LIVED, "-Xmx64m", "-XX:+ExitOnOutOfMemoryError")) {
            int port = server.port();
            attack(port, "42[\"slow\"" + repeated(",{\"\":0}") + "]");
            attack(port, "42[\"slow\"" + repeated("," + "{\"\":".repeat(990) + "0" + "}".repeat(990)) + "]");
            attack(port, "451-[\"slow\"" + repeated(",[[]]") + "]");
            attack(port, "42[\"slow\",\"" + repeated("a") + "\"]");
            attack(port, "42[\"nobody\"" + repeated(",0") + "]");
            attack(port, "42[\"back\",\"" + repeated("a") + "\"]");
        }
    }
}
