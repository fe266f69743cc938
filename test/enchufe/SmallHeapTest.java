package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers with a small heap, and more clients that do not read than it has room for: others are served all the same. An
 * OutOfMemoryError ends the program, and so the test.
 */
class SmallHeapTest {
    private static final String HANDSHAKE = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n"
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

    @TempDir
    private Path folder;

    private final List<Socket> deaf = new ArrayList<>();

    private TestProgram server(String heap, String main) {
        String serves = "var io = new SocketIOServer(options);\n"
                + "io.onConnection(socket -> socket.on(\"echo\", (args, ack) -> ack.send(\"heard\")));\n";
        return TestProgram.of(folder, main.replace("SERVE", serves), Map.of(), TestProgram.LONG_LIVED, "-Xmx" + heap,
                "-XX:+ExitOnOutOfMemoryError");
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : deaf) {
            socket.close();
        }
    }

    /** A client that sends, and never reads. */
    private Socket deaf(int port, String sent) throws IOException {
        var socket = new Socket();
        deaf.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        write(socket, sent.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException cutOff) {
            // which is right
        }
    }

    /** A short text frame, masked with the key 0. */
    private static byte[] frame(String text) {
        byte[] header = {(byte) 0x81, (byte) (0x80 | text.length()), 0, 0, 0, 0};
        byte[] frame = Arrays.copyOf(header, header.length + text.length());
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, frame, header.length, text.length());
        return frame;
    }

    private static void assertServes(int port) {
        var client = TestPolling.connect(port);
        client.post("420[\"echo\"]");
        assertEquals("430[\"heard\"]", client.poll());
    }

    @Test
    void whatWaitsForWebSocketsStaysWithinItsShare() throws IOException {
        try (var server = server("256m", """
                var options = new Options().executor(Runnable::run);        // so that the loop is busy while clients are cut off
                SERVE
                String megabyte = "y".repeat(1_000_000);
                io.onConnection(socket -> socket.on("flood", () -> {
                    long most = 0;
                    for (int i = 0; i < 40; i++) {
                        for (Socket each : io.sockets()) {
                            each.emit("x", megabyte);
                            most = Math.max(most, io.stats().waitingOutbound());
                        }
                    }
                    System.out.println("at most " + most / 1_000_000 + " MB waited");
                }));
                io.listen(0);
                """)) {
            int port = server.port();
            for (int i = 0; i < 60; i++) {
                write(deaf(port, HANDSHAKE), frame("40"));
            }
            var client = TestPolling.connect(port);
            client.post("42[\"flood\"]");
            String most = server.next("at most ").replaceAll("\\D", "");
            assertTrue(Integer.parseInt(most) <= 69, most);     // a quarter of the heap is 67 MB; and one message
            assertServes(port);
        }
    }

    @Test
    void responsesToPollsAreCopiedInParts() throws IOException {
        try (var server = server("256m", """
                var options = new Options();
                SERVE
                io.onConnection(socket -> socket.on("all", () -> {
                    for (int i = 0; i < 10; i++) {
                        io.emit("news", "x".repeat(1_000_000));
                    }
                    System.out.println("sent");
                }));
                io.listen(0);
                """)) {
            int port = server.port();
            var clients = new ArrayList<TestPolling>();
            for (int i = 0; i < 60; i++) {
                clients.add(TestPolling.connect(port));
            }
            clients.get(0).post("42[\"all\"]");
            server.next("sent");
            for (TestPolling client : clients) {
                deaf(port, "GET /socket.io/?EIO=4&transport=polling&sid=" + client.sid() + " HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            assertServes(port);
        }
    }

    @Test
    void oneBroadcastIsNotCopiedForAllWhoPollAndDoNotRead() throws IOException {
        try (var server = server("128m", """
                var options = new Options();
                SERVE
                io.onConnection(socket -> socket.on("all", () -> {
                    io.emit("news", "x".repeat(5_000_000));
                    io.after(Duration.ofSeconds(2), () -> System.out.println("still there"));      // what is emitted is sent later
                }));
                io.listen(0);
                """)) {
            int port = server.port();
            var clients = new ArrayList<TestPolling>();
            for (int i = 0; i < 150; i++) {
                clients.add(TestPolling.connect(port));
            }
            var sender = TestPolling.connect(port);
            for (TestPolling client : clients) {
                deaf(port, "GET /socket.io/?EIO=4&transport=polling&sid=" + client.sid() + " HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            sender.post("42[\"all\"]");
            server.next("still there");
            assertServes(port);
        }
    }

    @Test
    void bodiesWaitForBusyPagesWithinTheShare() throws IOException {
        try (var server = server("128m", """
                var options = new Options().maxRequestBody(10_000_000).maxPageThreads(1);
                SERVE
                io.handle("/slow", exchange -> new java.util.concurrent.CompletableFuture<Void>().join());
                io.listen(0);
                """)) {
            int port = server.port();
            for (int i = 0; i < 30; i++) {
                deaf(port, "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n" + "x".repeat(9_000_000));
            }
            assertServes(port);
        }
    }

    @Test
    void pagesOfSlowReadersWaitInLittle() throws IOException {
        Path web = Files.createDirectory(folder.resolve("web"));
        try (var film = new RandomAccessFile(web.resolve("film").toFile(), "rw")) {
            film.setLength(60_000_000);
        }
        Files.writeString(web.resolve("index.html"), "hello");
        try (var server = server("64m", """
                var options = new Options();
                SERVE
                io.files("/", java.nio.file.Path.of("%s"));
                io.listen(0);
                """.formatted(web.toString().replace("\\", "\\\\")))) {
            int port = server.port();
            for (int i = 0; i < 300; i++) {
                deaf(port, "GET /film HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            var page = TestHttp.request(port, "GET", "/", "");
            assertTrue(page.status() == 200 && page.body().equals("hello"), () -> page.status() + " " + page.body());
            assertServes(port);
        }
    }
}
