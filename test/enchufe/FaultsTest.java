package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults of the user's code, wherever the server calls it: each has a defined answer and a line in the log. */
class FaultsTest {
    private final SocketIOServer io = new SocketIOServer();

    @AfterEach
    void close() {
        io.close();
    }

    private record Failing(int value) {
        @Override
        public int value() {
            throw new IllegalStateException("accessor");
        }
    }

    private record Endless(int value) {
        @Override
        public int value() {
            return value();
        }
    }

    private record Asserting(int value) {
        @Override
        public int value() {
            throw new AssertionError("accessor");
        }
    }

    private static final Iterable<Object> ITERABLE = () -> {
        throw new IllegalStateException("iterator");
    };

    private static final Map<String, Object> MAP = new AbstractMap<>() {
        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            throw new UnsupportedOperationException("entrySet");
        }
    };

    private static final Object KEY = new Object() {
        @Override
        public String toString() {
            throw new IllegalStateException("toString");
        }
    };

    /** What throws an exception while it is encoded. */
    private static final List<Object> EXCEPTIONS = List.of(new Failing(1), ITERABLE, MAP, Map.of(KEY, 1), List.of(ITERABLE),
            new Endless(1));

    // ---- what is sent

    @Test
    void whatFailsWhileItIsEncodedCannotBeSentAndTheCallerLearnsWhatAndWhy() {
        var sockets = new LinkedBlockingQueue<Socket>();
        io.onConnection(sockets::add).listen(0);
        try (var client = TestClient.connect(io)) {
            Socket socket = Soon.take(sockets);
            for (Object failing : EXCEPTIONS) {
                for (var error : List.of(
                        assertThrows(IllegalArgumentException.class, () -> socket.emit("x", 0, failing)),
                        assertThrows(IllegalArgumentException.class, () -> socket.emitWithAck("x", 0, failing)),
                        assertThrows(IllegalArgumentException.class, () -> socket.broadcast().emit("x", 0, failing)),
                        assertThrows(IllegalArgumentException.class, () -> io.emit("x", 0, failing)),
                        assertThrows(IllegalArgumentException.class, () -> io.emitWithAck("x", 0, failing)))) {
                    assertTrue(error.getMessage().startsWith("argument 1 of \"x\""), error.getMessage());
                }
            }
            assertThrows(AssertionError.class, () -> socket.emit("x", new Asserting(1)));
            assertThrows(AssertionError.class, () -> io.emit("x", new Asserting(1)));
            socket.emit("end");
            client.expect("2['end']");
        }
    }

    @Test
    void theCauseIsWhatTheUsersCodeThrew() {
        var error = assertThrows(IllegalArgumentException.class, () -> io.emit("x", List.of(ITERABLE)));
        assertEquals("iterator", error.getCause().getMessage());
        assertTrue(error.getMessage().contains("IllegalStateException"), error.getMessage());
    }

    /** Whatever it was that failed: the listener hears of it, or the log, and another answer may still be sent. */
    @Test
    void anAnswerThatFailsMayBeReplacedOrIsLogged() {
        io.onConnection(socket -> {
            socket.on("replaced", (args, ack) -> {
                for (Object failing : EXCEPTIONS) {
                    assertThrows(IllegalArgumentException.class, () -> ack.send(failing));
                }
                assertThrows(AssertionError.class, () -> ack.send(new Asserting(1)));
                ack.send("sorry");
            });
            socket.on("logged", (args, ack) -> ack.send(new Asserting(1)));
        }).listen(0);
        try (var client = TestClient.connect(io); var log = new TestLog()) {
            client.send("20[\"replaced\"]").expect("30['sorry']");
            client.send("21[\"logged\"]");
            assertInstanceOf(AssertionError.class, log.nextRecord().getThrown());
            client.send("22[\"replaced\"]").expect("32['sorry']");
        }
    }

    // ---- who is let in

    @Test
    void aRefusalWhoseDataFailRefusesAllTheSame() {
        for (int i = 0; i < EXCEPTIONS.size(); i++) {
            Object failing = EXCEPTIONS.get(i);
            io.of(Pattern.compile("/refused" + i + "-.*")).use((socket, next) -> next.refuse("no", failing));
            io.of(Pattern.compile("/thrown" + i + "-.*")).use((socket, next) -> {
                throw new ConnectException("no", failing);
            });
        }
        io.of(Pattern.compile("/error-.*")).use((socket, next) -> next.refuse("no", new Asserting(1)));
        io.of(Pattern.compile("/later-.*")).use((socket, next) -> new Thread(() -> next.refuse("no", ITERABLE)).start());
        io.listen(0);
        try (var client = TestClient.open(io); var log = new TestLog()) {
            for (int i = 0; i < EXCEPTIONS.size(); i++) {
                expectFault(client, log, "/refused" + i + "-1");
                expectFault(client, log, "/thrown" + i + "-1");
            }
            expectFault(client, log, "/error-1");
            expectFault(client, log, "/later-1");
            assertEquals(1, io.namespaces.all().size(), "a child stays");
        }
    }

    private static void expectFault(TestClient client, TestLog log, String namespace) {
        client.send("0" + namespace + ",").expect("4" + namespace + ",{'message':'internal error'}");
        assertEquals("a middleware of \"" + namespace + "\" failed; the client is refused", log.next());
    }

    /** What the compiler takes for impossible, and other languages of the JVM do. */
    @Test
    void aMiddlewareMayThrowWhateverItLikes() {
        io.of(Pattern.compile("/checked-.*")).use((socket, next) -> sneak(new java.io.IOException("the disk is full")));
        io.of(Pattern.compile("/endless-.*")).use((socket, next) -> new Endless(1).value());
        io.of(Pattern.compile("/after-.*")).use((socket, next) -> {
            next.pass();
            throw new AssertionError("it has let it pass already");
        });
        io.onConnection(socket -> socket.use((event, args, next) -> sneak(new java.io.IOException(event))).onError(error -> {
            socket.emit("error", error.getCause().getMessage());
        }));
        io.listen(0);
        try (var client = TestClient.open(io); var log = new TestLog()) {
            expectFault(client, log, "/checked-1");
            expectFault(client, log, "/endless-1");
            client.join("/after-1");
            assertInstanceOf(AssertionError.class, log.nextRecord().getThrown());
            client.join("/");
            client.emit("['x']").expect("2['error','x']");
        }
    }

    @SuppressWarnings("unchecked")                  // the trick of it
    private static <E extends Throwable> void sneak(Throwable error) throws E {
        throw (E) error;
    }

    /** An exception of the user's that cannot even be printed. */
    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("getMessage");
        }
    }

    @Test
    void anExceptionThatCannotBePrintedIsLoggedAllTheSame() {
        io.of("/refused").use((socket, next) -> {
            throw new Unprintable();
        });
        io.onConnection(socket -> {
            socket.use((event, args, next) -> next.apply(event.equals("stop") ? new Unprintable() : null));
            socket.on("x", () -> {
                throw new Unprintable();
            });
            socket.on("failing", (args, ack) -> {
                var error = assertThrows(IllegalArgumentException.class, () -> ack.send((Iterable<Object>) () -> {
                    throw new Unprintable();
                }));
                ack.send(error.getMessage());
            });
        });
        io.listen(0);
        try (var client = TestClient.open(io); var log = new TestLog()) {
            client.send("0/refused,").expect("4/refused,{'message':'internal error'}");
            assertInstanceOf(Unprintable.class, log.nextRecord().getThrown());
            client.join("/");
            client.emit("['x']");
            assertInstanceOf(Unprintable.class, log.nextRecord().getThrown());
            client.emit("['stop']");
            assertEquals("a middleware stopped \"stop\", and nobody listens to onError: " + Unprintable.class.getName(),
                    log.next());
            client.send("20[\"failing\"]");
            assertTrue(client.next().contains("Unprintable"));
        }
    }

    @Test
    void aMessageMayBeNull() {
        io.use((socket, next) -> next.refuse(null)).listen(0);
        try (var client = TestClient.open(io)) {
            client.send("0").expect("4{'message':''}");
        }
    }
}
