package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.dispatch.Intake;
import enchufe.log.Hints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer does wrong gets an answer in the log, once. */
class HintsTest {
    record Point(int x, int y) {}

    record Message(String text, String from) {}

    record Place(String name, String country) {}

    record Wrong(String name, Thread thread) {}

    private final SocketIOServer io = new SocketIOServer();
    private TestLog log;

    @BeforeEach
    void open() {
        log = new TestLog();
    }

    @AfterEach
    void close() {
        io.close();
        log.close();
    }

    private TestClient connect(Consumer<Socket> listener) {
        io.onConnection(listener);
        io.listen(0);
        return TestClient.connect(io);
    }

    /** Sends packets and expects one line in all. */
    private void assertLine(String line, TestClient client, String... packets) {
        for (String packet : packets) {
            client.send(packet);
        }
        assertEquals(line, log.next());
        client.send("20[\"sync\"]");
        assertEquals("30[]", client.next());
        assertEquals(0, log.size());
    }

    private static void sync(Socket socket) {
        socket.on("sync", (args, ack) -> ack.send());
    }

    @Test
    void anEventOfASimilarNameIsPointedOutOnce() {
        try (var client = connect(socket -> {
            sync(socket);
            socket.on("message", () -> { });
        })) {
            assertLine("\"mesage\" came, and nobody listens to it: did you mean \"message\"?", client,
                    "2[\"mesage\"]", "2[\"mesage\"]", "2[\"else\"]");
            assertLine("\"Message\" came, and nobody listens to it, so that its callback is never called: did you mean \"message\"?",
                    client, "21[\"Message\"]");
        }
    }

    @Test
    void whatClientsMakeUpLeavesRoomForOtherHints() {
        try (var client = connect(socket -> {
            sync(socket);
            socket.on("sum", args -> { });
        })) {
            for (int i = 0; i < 2 * Hints.MAX_HINTS; i++) {
                client.send("2[\"unknown " + i + "\"]");
            }
            assertEquals("nothing more will be said about events that nobody listens to: there have been 100 of them", log.next());
            assertLine("the client gave \"sum\" a callback, which is never called, since no listener takes the acknowledgement: let one"
                    + " take it, socket.on(\"sum\", (values, ack) -> ack.send(…))", client, "21[\"sum\"]");
        }
    }

    @Test
    void whoListensToAllEventsMissesNone() {
        try (var client = connect(socket -> {
            sync(socket);
            socket.on("message", () -> { });
            socket.onAny((event, args) -> { });
        })) {
            client.send("2[\"mesage\"]");
            client.send("20[\"sync\"]");
            assertEquals("30[]", client.next());
            assertEquals(0, log.size());
        }
    }

    @Test
    void aListenerThatIsAddedTwiceIsPointedOut() {
        Consumer<Args> say = args -> { };
        connect(socket -> {
            socket.on("say", say);
            socket.on("say", say);
            socket.on("other", say);
            for (int i = 0; i < 2; i++) {
                socket.on("shout", args -> socket.emit("shouted"));     // two objects, since it uses the socket
            }
            socket.on("two", () -> socket.emit("one"));
            socket.on("two", () -> socket.emit("other"));
            socket.on("reconnect", say);
        });
        for (String event : List.of("say", "shout")) {
            assertEquals("the same listener is added to \"" + event + "\" of one socket again, so that both are called: add it"
                    + " once, where the socket connects, not within another listener", log.next());
        }
        assertEquals("no client sends \"reconnect\" to a server: a client that comes back is a new socket, for which"
                + " io.onConnection(socket -> …) is called again", log.next());
        TestClient.connect(io);
        assertEquals(0, log.size());
    }

    @Test
    void onConnectionWithinOnConnectionIsPointedOut() {
        connect(socket -> {
            io.onConnection(again -> { });
            io.of("/other").onConnection(again -> { });
        });
        assertEquals("onConnection of \"/\" is called within one of its own listeners, so that there is one more listener with each"
                + " client: call it once, before listen()", log.next());
        TestClient.connect(io);
        assertEquals(0, log.size());
    }

    @Test
    void aComponentThatIsMissingIsNamed() {
        try (var client = connect(socket -> {
            sync(socket);
            socket.on("move", Point.class, point -> { });
            socket.on("say", Message.class, message -> { });
            socket.on("place", Place.class, place -> { });
            socket.on("sum", args -> args.getInt(1));
            socket.on("none", args -> args.getInt(0));
        })) {
            assertLine("the listener of \"move\" could not take what came: argument 0 of \"move\": Point misses y (int: is \"Y\""
                    + " meant for it?); came: \"x\", \"Y\"", client, "2[\"move\",{\"x\":1,\"Y\":2}]", "2[\"move\",{\"x\":3,\"Y\":4}]");
            assertLine("Message misses text, which is null now; came: \"Text\", \"from\": is \"Text\" meant for it?", client,
                    "2[\"say\",{\"Text\":\"hi\",\"from\":\"ann\"}]", "2[\"say\",{\"Text\":\"hi\"}]");
            client.send("2[\"place\",{\"name\":\"a\"}]");                 // without the other one: that may be meant so
            assertLine("Place misses country, which is null now; came: \"name\", \"pais\": names must be those of the components",
                    client, "2[\"place\",{\"name\":\"a\",\"pais\":\"b\"}]", "2[\"place\",{\"name\":\"a\",\"pais\":\"b\"}]");
            assertLine("the listener of \"sum\" could not take what came: argument 1 of \"sum\": only 1 argument came", client,
                    "2[\"sum\",1]", "2[\"sum\",2]");
            assertLine("the listener of \"none\" could not take what came: argument 0 of \"none\": no argument came", client,
                    "2[\"none\"]");
        }
    }

    @Test
    void aClassThatNothingCanBecomeIsRefusedWhenTheListenerIsAdded() {
        try (var client = connect(socket -> {
            var error = assertThrows(IllegalArgumentException.class, () -> socket.on("x", Thread.class, thread -> { }));
            assertTrue(error.getMessage().startsWith("nothing received can become a java.lang.Thread: what can be asked for is"));
            error = assertThrows(IllegalArgumentException.class, () -> socket.once("x", Wrong.class, thread -> { }));
            assertTrue(error.getMessage().startsWith("nothing received can become a java.lang.Thread (the component thread of Wrong): "));
            socket.emit("right");
        })) {
            assertEquals("2[\"right\"]", client.next());
        }
    }

    @Test
    void anAckThatNoListenerTakesIsPointedOut() {
        try (var client = connect(socket -> {
            sync(socket);
            socket.on("sum", args -> { });
            socket.on("fine", (args, ack) -> { });
        })) {
            assertLine("the client gave \"sum\" a callback, which is never called, since no listener takes the acknowledgement: let one"
                    + " take it, socket.on(\"sum\", (values, ack) -> ack.send(…))", client, "21[\"sum\"]", "22[\"sum\"]", "23[\"fine\"]");
        }
    }

    @Test
    void anAckThatAListenerOwesWhenItFailsIsPointedOut() {
        try (var client = connect(socket -> socket.on("sum", (args, ack) -> {
            throw new IllegalStateException("broken");
        }))) {
            client.send("21[\"sum\"]");
            assertEquals("the listener of \"sum\" failed", log.next());
            assertEquals("a listener of \"sum\" failed before it acknowledged, so that the client's callback is never called: catch what"
                    + " may fail and send an answer that says so", log.next());
        }
    }

    @Test
    void aMiddlewareThatDecidesTwiceIsPointedOut() {
        io.use((socket, next) -> {
            next.pass();
            next.refuse("no");
        });
        try (var client = connect(socket -> {
            sync(socket);
            socket.use((event, args, next) -> {
                next.pass();
                next.pass();
            });
        })) {
            assertEquals("a middleware of \"/\" called next again: only the first call counts; return after next.refuse(…)", log.next());
            assertLine("a middleware of socket.use(…) called next again: only the first call counts; return after next.refuse(…)", client,
                    "2[\"x\"]", "2[\"x\"]");
        }
    }

    @Test
    void whatDoesNotHappenInTimeIsPointedOut() {
        try (var hasty = new Server(new SocketIOServer(null, new Options(), Intake.OF_JVM, Duration.ofMillis(20)))) {
            var undecided = new LinkedBlockingQueue<Next>();
            hasty.io().of("/slow").use((socket, next) -> undecided.add(next));
            hasty.io().onConnection(socket -> socket.on("ask", () -> {
                socket.use((event, args, next) -> { });
                socket.emitWithAck("question");
            }));
            hasty.io().listen(0);
            TestClient client = TestClient.connect(hasty.io());
            client.send("2[\"ask\"]");
            assertEquals("no acknowledgement of \"question\" has come within 30 s: its client has no listener for it, or one that does"
                    + " not call its callback; socket.timeout(…) limits the wait", log.next());
            client.send("2[\"ask\"]");
            assertEquals("a middleware of socket.use(…) has not called next within 30 s, so that \"ask\" does not reach its"
                    + " listeners: next.pass() or next.refuse(…) must be called on every path", log.next());
            hasty.io().onConnection(socket -> socket.on("sum", (args, ack) -> { }));
            TestClient other = TestClient.connect(hasty.io());
            other.send("21[\"sum\"]");
            assertEquals("a listener of \"sum\" has not acknowledged within 30 s, so that its client waits: ack.send(…) must be"
                    + " called on every path, at the latest when the work is done", log.next());
            client.send("0/slow,");
            assertEquals("a middleware of \"/slow\" has not called next within 30 s, so that its client waits: next.pass() or"
                    + " next.refuse(…) must be called on every path", log.next());
        }
    }

    private record Server(SocketIOServer io) implements AutoCloseable {
        @Override
        public void close() {
            io.close();
        }
    }

    @Test
    void aNamespaceThatDoesNotExistIsNamed() {
        io.of("/admin");
        try (var client = connect(socket -> { })) {
            client.send("0/Admin,");
            client.send("0/other,");
            client.send("0/other,");
            assertEquals("a client is refused, since there is no namespace \"/Admin\": did it mean \"/admin\"?", log.next());
            assertEquals("a client is refused, since there is no namespace \"/other\": io.of(\"/other\") makes it", log.next());
            for (int i = 0; i < 3; i++) {
                assertTrue(client.next().toString().startsWith("4/"));
            }
            assertEquals(0, log.size());
        }
    }

    @Test
    void aClientOfVersion2AndAWrongPathAreNamed() {
        io.files("/", Path.of("test"));
        io.listen(0);
        for (int i = 0; i < 2; i++) {
            assertEquals(400, TestHttp.get(io, "/socket.io/?EIO=3&transport=polling").status());
        }
        assertEquals("clients of Socket.IO 2 or older are refused, which speak revision 3 of Engine.IO: they need socket.io-client 3 or"
                + " newer, or start the server with new Options().allowEIO3(true)", log.next());
        assertEquals(404, TestHttp.get(io, "/chat/socket.io/?EIO=4&transport=polling").status());
        assertEquals("a Socket.IO client asks for \"/chat/socket.io/\", where none is served: let the client use the option path, or the"
                + " server new Options().path(…)", log.next());
    }

    @Test
    void theAdviceAboutOldClientsIsFollowed() {
        var advised = new SocketIOServer(new Options().allowEIO3(true).cors("null").announce(false)).listen(0);
        try {
            assertEquals(200, TestHttp.get(advised, "/socket.io/?EIO=3&transport=polling").status());
            // A page without a Referer is refused as one of the origin "null", and the log advises cors("null").
            assertEquals(200, TestHttp.get(advised, "/socket.io/?EIO=3&transport=polling&j=0").status());
        } finally {
            advised.close();
        }
    }

    @Test
    void objectsSayWhatTheyAre() {
        assertEquals("SocketIOServer (does not listen yet) with 0 sockets", io.toString());
        connect(Socket::id);
        assertEquals("SocketIOServer at http://localhost:" + io.port() + " with 1 socket", io.toString());
        assertEquals("Namespace / with 1 socket", io.of("/").toString());
        Socket socket = io.sockets().iterator().next();
        assertEquals("Socket " + socket.id() + " of /", socket.toString());
        io.close();
        assertEquals("SocketIOServer (closed) with 0 sockets", io.toString());
    }

    // ---- what a program says in its own JVM

    @Test
    void aProgramThatNeverListensSaysSoAtItsEnd(@TempDir Path folder) {
        try (var program = TestProgram.of(folder, "new SocketIOServer().onConnection(socket -> { });", Map.of())) {
            assertEquals(List.of("enchufe: the program ends, and its SocketIOServer never listened, so that no client could connect:"
                    + " call io.listen() at the end of main, and see whether an exception ended it before"), program.rest());
        }
        try (var program = TestProgram.of(folder, "new SocketIOServer(new Options().announce(false)).listen(0).close();", Map.of())) {
            assertEquals(List.of(), program.rest());
        }
    }

    @Test
    void aProgramWhosePortIsTakenSaysOnlyThat(@TempDir Path folder) {
        io.listen(0);
        try (var program = TestProgram.of(folder, "new SocketIOServer().listen(" + io.port() + ");", Map.of())) {
            List<String> lines = program.rest();
            assertTrue(lines.stream().anyMatch(line -> line.contains("cannot be had: another program uses it")), lines.toString());
            assertTrue(lines.stream().noneMatch(line -> line.contains("never listened")), lines.toString());
        }
    }

    @Test
    void aSlowListenerIsPointedOutWithItsLineAndTracesHoldTheApplicationsLines(@TempDir Path folder) {
        String main = """
                var io = new SocketIOServer().listen(0);
                io.onConnection(socket -> {
                    socket.on("broken", args -> Integer.parseInt("x"));
                    socket.on("slow", args -> new java.util.concurrent.CompletableFuture<Object>().join());
                });
                """;
        try (var program = TestProgram.of(folder, main, Map.of())) {
            var client = TestPolling.connect(program.port());
            client.post("42[\"broken\"]");
            client.post("42[\"slow\"]");
            program.next("the listener of \"broken\" failed");
            String last = "";
            for (String line = program.next(); !line.contains("has been running"); line = program.next()) {
                assertTrue(!line.startsWith("\tat enchufe."), line);
                last = line.startsWith("\tat ") ? line : last;
            }
            assertTrue(last.matches("\tat Program\\.lambda\\$main\\$\\d\\(Program\\.java:9\\)"), last);
        }
    }
}
