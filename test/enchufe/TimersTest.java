package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code after} and {@code every} of a server and of a socket, in real time. */
class TimersTest {
    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration LATE = Duration.ofDays(1);

    private final SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Future<?>> timers = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    @Test
    void thoseOfTheServerRunWhileItListens() {
        Future<?> before = io.after(SOON, () -> seen.add("once"));
        io.listen(0);
        assertEquals("once", Soon.take(seen));
        Soon.await(before::isDone);
        Future<?> ticks = io.every(SOON, () -> seen.add("tick"));
        assertEquals("tick", Soon.take(seen));
        assertEquals("tick", Soon.take(seen));
        Future<?> late = io.after(LATE, () -> seen.add("too late"));
        io.close();
        assertTrue(ticks.isCancelled() && late.isCancelled());
        assertTrue(io.after(SOON, () -> seen.add("too late")).isCancelled());
    }

    @Test
    void thoseOfASocketRunInItsOrderAndEndWithIt() {
        io.onConnection(socket -> {
            timers.add(socket.every(SOON, () -> socket.emit("tick")));
            timers.add(socket.after(LATE, () -> seen.add("too late")));
            socket.onDisconnect(reason -> {
                timers.add(socket.every(SOON, () -> seen.add("too late")));
                seen.add(reason);
            });
        });
        io.listen(0);
        try (var client = TestClient.connect(io)) {
            assertEquals("2[\"tick\"]", client.next());
            assertEquals("2[\"tick\"]", client.next());
        }
        assertEquals(DisconnectReason.TRANSPORT_CLOSE, Soon.take(seen));
        for (int i = 0; i < 3; i++) {
            assertCancelled(Soon.take(timers));
        }
        assertTrue(seen.isEmpty());
    }

    @Test
    void thoseOfASocketThatTheServerDisconnectsOrRefusesEndToo() {
        io.use((socket, next) -> {
            timers.add(socket.every(SOON, () -> { }));
            if (socket.handshake().auth().isEmpty()) {
                next.pass();
            } else {
                next.refuse("no");
            }
        });
        io.onConnection(socket -> {
            socket.disconnect();
            timers.add(socket.after(LATE, () -> seen.add("too late")));
        });
        io.listen(0);
        try (var client = TestClient.open(io)) {
            client.send("0{\"refuse\":true}");
            assertEquals("4{\"message\":\"no\"}", client.next());
            assertCancelled(Soon.take(timers));
            client.join("/");
            assertEquals("1", client.next());
            assertCancelled(Soon.take(timers));
            assertCancelled(Soon.take(timers));
        }
    }

    private static void assertCancelled(Future<?> timer) {
        try {
            timer.get();
        } catch (CancellationException e) {
            return;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it was not cancelled");
    }
}
