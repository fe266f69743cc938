package enchufe;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;

/** What the tests of acknowledgements share: a server, and its sockets as they connect. */
abstract class AcksFixture {
    static final Duration SHORT = Duration.ofMillis(50);
    static final Duration LONG = Duration.ofMinutes(5);

    SocketIOServer io = new SocketIOServer();
    final LinkedBlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    TestClient connect() {
        if (sockets.isEmpty() && io.sockets().isEmpty()) {
            io.onConnection(sockets::add).listen(0);
        }
        return TestClient.connect(io);
    }
}
