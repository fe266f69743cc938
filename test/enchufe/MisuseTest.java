package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.engine.Transport;
import enchufe.redis.RedisAdapter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What the API refuses is thrown with a trace that begins at the application's line: whoever reads it looks there first. */
class MisuseTest {
    private final SocketIOServer io = new SocketIOServer();

    @AfterEach
    void close() {
        io.close();
    }

    /** {@return what a wrong call throws; its trace begins in the lambda, and goes on with those who called it} */
    private static Throwable refusal(Executable wrong) {
        Throwable thrown = assertThrows(RuntimeException.class, wrong);
        StackTraceElement[] trace = thrown.getStackTrace();
        assertEquals(MisuseTest.class.getName(), trace[0].getClassName(), thrown.toString());
        assertTrue(trace[0].getMethodName().startsWith("lambda$"), thrown.toString());
        assertTrue(List.of(trace).stream().anyMatch(frame -> frame.getMethodName().equals("refusal")), List.of(trace).toString());
        return thrown;
    }

    @Test
    void ofOptions(@TempDir Path folder) {
        refusal(() -> new Options().pingInterval(Duration.ZERO));
        refusal(() -> new Options().maxHttpBufferSize(0));
        refusal(() -> new Options().transports(null, Transport.POLLING));
        refusal(() -> new Options().path("/a?x=1"));
        refusal(() -> new Options().path("/"));
        refusal(() -> new Options().cookie("a b"));
        refusal(() -> new Options().cors("example.org"));
        refusal(() -> new Options().trustedProxies("tea"));
        refusal(() -> new SocketIOServer(new Options().clientScript(folder.resolve("none.js"))));
        refusal(() -> RedisAdapter.at("http://localhost"));
        Throwable tls = refusal(() -> new Options().tls(folder.resolve("none.pem"), folder.resolve("none.pem")));
        assertInstanceOf(NoSuchFileException.class, tls.getCause());
        refusal(() -> new Options().tls(Files.writeString(folder.resolve("a.pem"), "tea"), folder.resolve("a.pem")));
    }

    @Test
    void ofPathsAndNames() {
        refusal(() -> io.files("/", Path.of("nofolder")));
        refusal(() -> io.files("/", MisuseTest.class, "nofolder"));
        refusal(() -> io.files("pages", Path.of(".")));
        refusal(() -> io.handle("/a", exchange -> { }).handle("/a", exchange -> { }));
        refusal(() -> io.webSocket("/b#c", peer -> { }));
        refusal(() -> io.webSocket("/b", List.of("a b"), peer -> { }));
        refusal(() -> io.of((String) null));
        refusal(() -> io.emit("disconnect"));
        refusal(() -> io.emitWithAck("sum", AckCallback.then(answer -> { })));
        refusal(() -> io.emit("thread", Thread.currentThread()));
        refusal(() -> io.to());
        refusal(() -> io.in("kitchen").socketsJoin("house", null));
        refusal(() -> io.timeout(Duration.ofDays(1000)));
        refusal(() -> io.onConnection(null));
        refusal(() -> io.every(Duration.ofSeconds(1), null));
    }

    @Test
    void ofListening() {
        refusal(() -> io.port());
        refusal(() -> io.listen(70_000));
        assertInstanceOf(UnknownHostException.class, refusal(() -> io.listen("no such host", 0)).getCause());
        io.listen(0);
        refusal(() -> io.listen(0));
        var other = new SocketIOServer();
        assertInstanceOf(BindException.class, refusal(() -> other.listen(io.port())).getCause());
        other.close();
        refusal(() -> other.listen(0));
    }

    /** Here the application's frames are between those of the server. */
    @Test
    void ofSocketsAndPeers() {
        var done = new LinkedBlockingQueue<Object>();
        io.onConnection(socket -> done.add(tried(() -> {
            refusal(() -> socket.on("connect", args -> { }));
            refusal(() -> socket.on("say", Thread.class, thread -> { }));
            refusal(() -> socket.on(null, args -> { }));
            refusal(() -> socket.emit("x", Map.of("a", new Object())));
            refusal(() -> socket.join((String) null));
        })));
        io.webSocket("/peer", peer -> done.add(tried(() -> {
            refusal(() -> peer.send((String) null));
            refusal(() -> peer.close(1005, ""));
            refusal(() -> peer.close(1000, "x".repeat(200)));
        })));
        io.engine().use((request, next) -> {
            done.add(tried(() -> {
                refusal(() -> request.header("a b", "c"));
                refusal(() -> request.header("Content-Length", "1"));
                refusal(() -> request.sessionId("tea?"));
            }));
            next.pass();
        });
        io.listen(0);
        TestClient client = TestClient.connect(io);
        TestClient peer = TestClient.at(io, "/peer");
        for (int i = 0; i < 3; i++) {
            assertEquals("well", Soon.take(done));
        }
        client.close();
        peer.close();
    }

    private static Object tried(Executable all) {
        try {
            all.execute();
            return "well";
        } catch (Throwable error) {
            return error;
        }
    }

    @Test
    void aStudentReadsTheirOwnLineFirst(@TempDir Path folder) {
        String main = "new SocketIOServer().files(\"/\", java.nio.file.Path.of(\"nofolder\"));";
        try (var program = TestProgram.of(folder, main, Map.of())) {
            program.next("there is no folder");
            assertEquals("\tat Program.main(Program.java:7)", program.next());
        }
    }
}
