package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a socket listens to beside single events: all that come, all that are sent; and its middlewares. */
class SocketListenersTest {
    private final SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    private TestClient serve(Consumer<Socket> listener) {
        io.onConnection(listener).listen(0);
        return TestClient.connect(io);
    }

    private void expectSeen(Object... values) {
        for (Object value : values) {
            assertEquals(value, Soon.take(seen));
        }
    }

    @Test
    void onAnyHearsEveryEventBeforeItsListeners() {
        try (var client = serve(socket -> {
            socket.on("known", () -> seen.add("listener"));
            socket.onAny((event, args) -> seen.add(event + args));
        })) {
            client.emit("['known',1,'a']").emit("['unknown',[true,null]]").emit("[7]");
            expectSeen("known[1, a]", "listener", "unknown[[true, null]]", "7[]");
        }
    }

    @Test
    void listenersForAllEventsComeInTheirOrderAndGo() {
        BiConsumer<String, Args> second = (event, args) -> seen.add("second " + event);
        try (var client = serve(socket -> {
            socket.onAny(second).onAny((event, args) -> seen.add("third")).onAny(second);
            socket.prependAny((event, args) -> seen.add("first"));
            socket.on("off", () -> socket.offAny(second)).on("none", () -> socket.offAny());
            socket.on("ask", (args, ack) -> ack.send());
        })) {
            client.emit("['off']");
            expectSeen("first", "second off", "third", "second off");
            client.emit("['none']");
            expectSeen("first", "third", "second none");
            client.send("21[\"ask\"]").expect("31[]");
            assertTrue(seen.isEmpty());
        }
    }

    @Test
    void listenersForWhatIsSentHearEveryEventAndNoAcknowledgement() {
        BiConsumer<String, List<Object>> listener = (event, args) -> seen.add(event + args);
        var point = new ArrayList<>(List.of(1, 2));
        try (var client = serve(socket -> {
            socket.onAnyOutgoing(listener).onAnyOutgoing((event, args) -> {
                throw new IllegalStateException("expected by the test");
            }).prependAnyOutgoing((event, args) -> seen.add("first"));
            socket.on("ask", (args, ack) -> ack.send("an answer"));
            socket.on("off", () -> socket.offAnyOutgoing(listener));
            socket.on("none", () -> socket.offAnyOutgoing());
            seen.add(socket);
        }); var log = new TestLog()) {
            var socket = (Socket) Soon.take(seen);
            socket.emit("one", 1, "two", null);
            expectSeen("first", "one[1, two, null]");
            assertTrue(log.next().contains("onAnyOutgoing"));
            io.emit("all", point);
            expectSeen("first", "all[[1, 2]]");
            socket.asVolatile().emit("volatile");
            expectSeen("first", "volatile[]");
            socket.emit("callback", 1, (AckCallback) (error, answer) -> { });
            expectSeen("first", "callback[1]");
            io.emitWithAck("to many", 3);
            expectSeen("first", "to many[3]");
            client.emit("['off']").send("25[\"ask\"]");
            for (String packet = client.next(); !packet.equals("35[\"an answer\"]"); packet = client.next()) {
                assertTrue(packet.startsWith("2"), packet);
            }
            socket.send("last");
            expectSeen("first");
            client.emit("['none']").send("26[\"ask\"]");
            for (String packet = client.next(); !packet.equals("36[\"an answer\"]"); packet = client.next()) {
                assertTrue(packet.startsWith("2"), packet);
            }
            socket.send("nobody hears it");
            assertTrue(seen.isEmpty());
        }
    }

    @Test
    void middlewaresOfASocketPassOrStopEvents() {
        try (var client = serve(socket -> {
            socket.onAny((event, args) -> seen.add("any " + event));
            socket.use((event, args, next) -> {
                if (event.equals("forbidden")) {
                    next.refuse("forbidden event");
                } else if (event.equals("broken")) {
                    throw new IllegalStateException("broken");
                } else {
                    seen.add("first");
                    next.pass();
                    next.pass();
                }
            });
            socket.use((event, args, next) -> new Thread(next::pass).start());
            socket.onError(error -> seen.add(error.getMessage()));
            socket.on("forbidden", () -> seen.add("no"));
            socket.on("broken", () -> seen.add("no"));
            socket.on("fine", () -> seen.add("listener"));
        })) {
            client.emit("['forbidden']").emit("['broken']").emit("['fine']");
            expectSeen("any forbidden", "forbidden event", "any broken", "broken", "any fine", "first", "listener");
            client.emit("['fine']");
            expectSeen("any fine", "first", "listener");
        }
    }

    @Test
    void aStoppedEventThatNobodyListensForIsLogged() {
        try (var log = new TestLog(); var client = serve(socket -> socket.use((event, args, next) -> next.refuse("no")))) {
            client.emit("['x']");
            String line = log.next();
            assertTrue(line.contains("\"x\"") && line.contains("onError"), line);
        }
    }
}
