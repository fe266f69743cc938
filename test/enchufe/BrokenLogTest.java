package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import enchufe.engine.CloseReason;
import enchufe.engine.EngineListener;
import enchufe.net.FailingLog;
import enchufe.net.FailingLoop;
import enchufe.net.Loop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that goes wrong on a loop or a thread of the server's ends it: neither a fault, nor the log that is told of it. */
class BrokenLogTest {
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private SocketIOServer io = new SocketIOServer();

    @BeforeEach
    void catchErr() {
        System.setErr(new PrintStream(written, true));      // the log's own failures are reported there
    }

    @AfterEach
    void close() {
        io.close();
        System.setErr(err);
    }

    private static final class Failing implements EngineListener {
        @Override
        public void onText(ByteBuffer utf8) {
            throw new IllegalStateException("expected by the test");
        }

        @Override
        public void onBinary(ByteBuffer data) {
            throw new StackOverflowError("expected by the test");
        }

        @Override
        public void onClose(CloseReason reason) {
            throw new IllegalStateException("expected by the test");
        }
    }

    private static void fail(HttpExchange exchange) {
        throw new IllegalStateException("expected by the test");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whateverIsLoggedTheServerServesOn(boolean onTheLoop) {
        io = new SocketIOServer(onTheLoop ? new Options().executor(Runnable::run) : new Options());
        io.onConnection(socket -> {
            socket.on("echo", (args, ack) -> ack.send(args.get(0)));
            socket.on("fail", () -> {
                throw new IllegalStateException("expected by the test");
            });
            socket.on("number", Integer.class, number -> { });
            socket.use((event, args, next) -> {
                if (event.equals("stopped")) {
                    throw new IllegalStateException("expected by the test");
                }
                next.pass();
            });
        });
        io.onConnection(socket -> {
            throw new IllegalStateException("expected by the test");
        });
        io.of("/closed").use((socket, next) -> {
            throw new StackOverflowError("expected by the test");
        });
        io.webSocket("/ws", peer -> {
            throw new IllegalStateException("expected by the test");
        });
        io.engine("/engine/", session -> new Failing());
        io.handle("/page", BrokenLogTest::fail);
        io.handle("/good", exchange -> exchange.sendResponseHeaders(200, -1));
        io.listen(0);
        try (var log = new FailingLog("enchufe"); var client = TestClient.connect(io)) {
            for (Throwable fault : List.of(new IllegalStateException("expected by the test"), new LinkageError("expected"))) {
                log.failWith(fault);
                client.emit("['fail']").emit("['number','x']").emit("['stopped']");
                client.send("20[\"echo\",1]").expect("30[1]");
                client.send("0/closed,").expect("4/closed,{'message':'internal error'}");
                assertEquals(500, TestHttp.get(io, "/page").status());
                assertEquals(200, TestHttp.get(io, "/good").status());
                assertEquals(400, TestHttp.request(io, "GET", "/bad\u0001").status());
                assertThrows(RuntimeException.class, () -> TestClient.open(io, "Origin", "https://example.org"));
                TestClient.open(io).sendText("7").closeCode();
                TestClient.open(io).send("nonsense").closeCode();
                TestClient.at(io, "/ws").disconnect();
                for (int i = 0; i < 2; i++) {
                    var engine = TestClient.at(io, "/engine/?EIO=4&transport=websocket");
                    if (i == 0) {
                        engine.sendText("4x");
                    } else {
                        engine.send((byte) 1);
                    }
                    engine.closeCode();
                }
                TestClient.connect(io).disconnect();
                client.send("20[\"echo\",2]").expect("30[2]");
            }
            assertTrue(log.lines() >= 10, () -> "only " + log.lines() + " lines");
        }
        Soon.await(() -> io.sockets().isEmpty());
    }

    @Test
    void aServerWhoseLoopCannotGoOnSaysSoAndCloses() {
        var left = new CountDownLatch(1);
        io.onConnection(socket -> socket.onDisconnect(reason -> left.countDown()));
        io.listen(0);
        var client = TestClient.connect(io);
        try (var log = new FailingLog("enchufe")) {
            FailingLoop.fail((Loop) io.of("/").context().alarms(), new OutOfMemoryError("expected by the test"));
            client.closeCode();
            Soon.await(left);
            io.close();                                             // waits until that is done
            assertTrue(log.lines() > 0);
        }
        assertTrue(written.toString().contains("a loop cannot go on, so the server closes"), written::toString);
        assertTrue(written.toString().contains("java.lang.OutOfMemoryError: expected by the test"), written::toString);
        assertThrows(RuntimeException.class, () -> TestHttp.get(io, "/"));
    }
}
