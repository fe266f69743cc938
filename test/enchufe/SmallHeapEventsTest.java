package enchufe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers with a small heap, whose listeners and middlewares hold more than it has room for: others are served all the same. An
 * OutOfMemoryError ends the program, and so the test.
 */
class SmallHeapEventsTest {
    private static final int CLIENTS = 200;

    @TempDir
    private Path folder;

    private TestProgram server(String heap, String main) {
        return TestProgram.of(folder, main, Map.of(), TestProgram.LONG_LIVED, "-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError");
    }

    private static void answer(TestClient client, String question) {
        try {
            client.send("3" + question + "[1]");
        } catch (CompletionException cutOff) {
            // which is right, for some
        }
    }

    private static void assertServes(int port) {
        try (var client = TestClient.connect(port)) {
            client.send("21[\"echo\"]").expect("31['heard']");
        }
    }

    /** Each client has little waiting; all of them more than the heap's share, and their answers come behind it. */
    @Test
    void listenersThatWaitForAnswersDoNotStopTheServer() {
        try (var server = server("64m", """
                var io = new SocketIOServer(new Options().pauseTimeout(Duration.ofSeconds(1)));
                var ended = new java.util.concurrent.atomic.AtomicInteger();
                io.onConnection(socket -> socket
                        .on("begin", () -> {
                            String how = "answered";
                            try {
                                socket.emitWithAck("q").join();
                            } catch (RuntimeException disconnected) {
                                how = "disconnected";
                            }
                            System.out.println(how + ", ended: " + ended.incrementAndGet());
                        })
                        .on("x", () -> { })
                        .on("echo", (args, ack) -> ack.send("heard")));
                io.listen(0);
                """)) {
            int port = server.port();
            var clients = new ArrayList<TestClient>();
            var questions = new ArrayList<String>();
            for (int i = 0; i < CLIENTS; i++) {
                var client = TestClient.connect(port).emit("['begin']");
                questions.add(client.nextQuestion());
                clients.add(client);
            }
            for (TestClient client : clients) {
                for (int i = 0; i < 400; i++) {
                    client.emit("['x']");
                }
            }
            for (int i = 0; i < CLIENTS; i++) {
                answer(clients.get(i), questions.get(i));
            }
            server.next("ended: " + CLIENTS);
            assertServes(port);
            clients.forEach(TestClient::close);
        }
    }

    /** Messages that take almost as much as all may have, and whose listeners do not end. */
    @Test
    void whatListenersHoldStopsNobodyElse() {
        try (var server = server("256m", """
                var io = new SocketIOServer(new Options().parser(Parser.messagePack()));
                io.onConnection(socket -> socket
                        .on("m", args -> {
                            System.out.println("waits");
                            while (true) {
                                java.util.concurrent.locks.LockSupport.park();
                            }
                        })
                        .on("echo", (args, ack) -> ack.send("heard")));
                io.listen(0);
                """)) {
            int port = server.port();
            byte[] join = {(byte) 0x82, (byte) 0xa4, 't', 'y', 'p', 'e', 0, (byte) 0xa3, 'n', 's', 'p', (byte) 0xa1, '/'};
            byte[] event = {(byte) 0x83, (byte) 0xa4, 't', 'y', 'p', 'e', 2, (byte) 0xa3, 'n', 's', 'p', (byte) 0xa1, '/',
                    (byte) 0xa4, 'd', 'a', 't', 'a', (byte) 0x92, (byte) 0xa1, 'm', (byte) 0xdd, 0, 7, 0x53, 0};
            int header = event.length;
            event = Arrays.copyOf(event, header + 480_000);                     // an array of 480,000 empty maps
            Arrays.fill(event, header, event.length, (byte) 0x80);
            var clients = List.of(TestClient.open(port), TestClient.open(port));
            for (TestClient client : clients) {
                client.send(join).nextBytes();
                client.send(event);
                server.next("waits");
            }
            assertServes(port);
            clients.forEach(TestClient::abandon);
        }
    }

    @Test
    void credentialsThatMiddlewaresHoldStayWithinTheirShare() throws InterruptedException {
        try (var server = server("300m", """
                var io = new SocketIOServer();
                io.of("/mw").use((socket, next) -> {
                    System.out.println("asked");
                    while (true) {
                        java.util.concurrent.locks.LockSupport.park();
                    }
                });
                io.of((name, auth) -> {
                    while (true) {
                        java.util.concurrent.locks.LockSupport.park();
                    }
                });
                io.onConnection(socket -> socket.on("echo", (args, ack) -> ack.send("heard")));
                io.listen(0);
                """)) {
            int port = server.port();
            for (int i = 0; i < 40; i++) {
                String packet = (i % 2 == 0 ? "0/mw," : "0/looked/up,") + "{\"a\":[" + "{},".repeat(300_000) + "1]}";
                var client = TestClient.open(port);
                var sender = new Thread(() -> client.send(packet));             // may wait for ever
                sender.setUncaughtExceptionHandler((thread, cutOff) -> { });
                sender.setDaemon(true);
                sender.start();
                sender.join(100);
            }
            server.next("asked");
            assertServes(port);
        }
    }
}
