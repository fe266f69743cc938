package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.dispatch.Intake;
import enchufe.link.Overdue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of what clients send, only so much is on the heap at a time, and the others are served meanwhile. */
class PacketReceiverTest {
    private static final long LIMIT = 100_000;
    /** On the wire a thirtieth of the limit, decoded more than half of it. */
    private static final String GROWS = "['grows',[" + "{},".repeat(999) + "{}]]";
    private static final String LONG = "['long','" + "x".repeat(2_000) + "']";

    private final Intake intake = new Intake(LIMIT);
    private final SocketIOServer io = new SocketIOServer(null,
            new Options().connectTimeout(Duration.ofDays(1)).pingInterval(Duration.ofDays(1)), intake, Overdue.LIMIT);
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

    {
        io.onConnection(socket -> socket
                .on("grows", () -> {
                    seen.add("grows");
                    Soon.await(blocked);
                })
                .on("long", () -> seen.add("long"))
                .on("short", () -> seen.add("short"))
                .on("echo", (args, ack) -> ack.send(args.get(0)))).listen(0);
    }

    @AfterEach
    void close() {
        blocked.countDown();
        io.close();
    }

    /** Two clients, whose listeners block, have more waiting than all may have. */
    private void fill() {
        for (int i = 0; i < 2; i++) {
            TestClient.connect(io).emit(GROWS);
            expect("grows");
        }
        Soon.await(() -> intake.waiting() > LIMIT);
    }

    private void expect(String... events) {
        for (String event : events) {
            assertEquals(event, Soon.take(seen));
        }
    }

    @Test
    void aMessageThatTakesMoreThanAllMayHaveIsRefused() {
        try (var log = new TestLog(); var client = TestClient.connect(io)) {
            client.emit(GROWS.replace("{}", "{},{}"));
            client.closeCode();
            String line = log.next();
            assertTrue(line.contains("take more than " + LIMIT + " bytes of the heap: a larger heap (-Xmx)"), line);
        }
    }

    @Test
    void whatWaitsIsCountedAsItIsOnTheHeap() {
        fill();
        blocked.countDown();
        Soon.await(() -> intake.waiting() == 0);
    }

    @Test
    void whileTooMuchWaitsLongMessagesWaitAndShortOnesAreServed() {
        fill();
        try (var fresh = TestClient.connect(io); var other = TestClient.connect(io)) {
            fresh.emit(LONG).emit("['short']").emit(LONG);
            other.send("21[\"echo\",1]").expect("31[1]");
            other.send("22[\"echo\",2]").expect("32[2]");
            assertEquals(0, seen.size());
            blocked.countDown();
            expect("long", "short", "long");
            fresh.emit("['short']");
            expect("short");
        }
    }

    @Test
    void soDoesAPost() {
        fill();
        var client = TestPolling.connect(io);
        String payload = ("42" + LONG + "\u001e42['short']").replace('\'', '"');
        var posted = CompletableFuture.runAsync(() -> client.post(payload), task -> new Thread(task).start());
        var other = TestClient.connect(io);
        other.send("21[\"echo\",1]").expect("31[1]");
        assertFalse(posted.isDone());
        blocked.countDown();
        Soon.get(posted);
        expect("long", "short");
        client.post("42[\"short\"]");
        expect("short");
        other.close();
    }

    @Test
    void whoLeavesWhileItsMessageIsHeldBackLeavesNothing() {
        fill();
        var leaving = TestClient.open(io);
        String id = leaving.join("/");
        Soon.await(() -> io.socket(id) != null);
        Socket socket = io.socket(id);
        leaving.emit(LONG);
        Soon.await(() -> intake.unfinished() > 0);
        socket.disconnect(true);
        leaving.closeCode();
        Soon.await(() -> intake.unfinished() == 0);
        blocked.countDown();
    }

    /** Sends a packet, but its last attachment; in small pieces, since a message counts twice while it is handed over. */
    private static void sendUnfinished(TestClient client, int attachments) {
        client.send("5" + (attachments + 1) + "-['short'".replace('\'', '"')
                + ",{\"_placeholder\":true,\"num\":0}".repeat(attachments + 1) + "]");
        for (int i = 0; i < attachments; i++) {
            client.send(new byte[6_700]);
        }
    }

    @Test
    void packetsThatWaitForAttachmentsCountAndWhoHasTheMostHasToGo() {
        try (var log = new TestLog(); var small = TestClient.connect(io); var large = TestClient.connect(io)) {
            sendUnfinished(large, 9);
            sendUnfinished(small, 6);
            assertEquals(1006, large.closeCode());      // cut: nothing more is taken from it
            String line = log.next();
            assertTrue(line.contains("maxAttachments") && line.contains("-Xmx"), line);
            small.send(new byte[1]);
            expect("short");
        }
    }

    @Test
    void credentialsCountAsLongAsTheirSocketIsThere() {
        io.of("/b");
        String auth = "{\"x\":\"" + "a".repeat(30_000) + "\"}";
        try (var log = new TestLog(); var first = TestClient.open(io); var second = TestClient.open(io)) {
            first.join("/", auth);
            first.join("/b", auth);
            Soon.await(() -> intake.unfinished() > 60_000);
            first.send("1/b,");                     // and what left is not counted
            Soon.await(() -> intake.unfinished() < 60_000);
            second.join("/", auth);
            assertEquals(0, log.size());
            second.send("0/b," + auth.replace("a", "aa"));
            assertTrue(log.next().contains("the most of all clients"));
            second.closeCode();
        }
    }

    @Test
    void credentialsOfWhoIsNotLetInDoNotCount() {
        io.of("/closed").use((socket, next) -> {
            Soon.await(blocked);
            next.refuse("no");
        });
        try (var client = TestClient.open(io)) {
            client.send("0/closed,{\"x\":\"" + "a".repeat(40_000) + "\"}");
            Soon.await(() -> intake.unfinished() > 40_000);
            blocked.countDown();
            client.expect("4/closed,{'message':'no'}");
            Soon.await(() -> intake.unfinished() == 0);
        }
    }

    /** A client that leaves does not take with it what a middleware still holds. */
    @Test
    void credentialsCountUntilTheMiddlewareHasDecided() {
        io.of("/slow").use((socket, next) -> {
            seen.add("asked");
            Soon.await(blocked);
            next.pass();
        });
        String auth = "{\"x\":\"" + "a".repeat(40_000) + "\"}";
        var client = TestClient.open(io);
        client.send("0/slow," + auth);
        expect("asked");
        assertCountedUntilNothingBlocks(client);
    }

    private void assertCountedUntilNothingBlocks(TestClient client) {
        client.close();
        assertTrue(intake.unfinished() > 40_000 && intake.waiting() > 40_000);
        blocked.countDown();
        Soon.await(() -> intake.unfinished() == 0 && intake.waiting() == 0);
    }

    @Test
    void credentialsCountWhileTheirNamespaceIsLookedUp() {
        io.of((name, auth) -> {
            seen.add("asked " + auth.size());
            Soon.await(blocked);
            return false;
        });
        var client = TestClient.open(io);
        client.send("0/unknown,{\"x\":\"" + "a".repeat(40_000) + "\"}");
        expect("asked 1");
        assertCountedUntilNothingBlocks(client);
    }

    @Test
    void credentialsOfWhoHasLeftAreForgottenIfOthersNeedTheMemory() {
        var sockets = new LinkedBlockingQueue<Socket>();
        io.onConnection(sockets::add);
        try (var log = new TestLog(); var leaving = TestClient.open(io); var other = TestClient.open(io)) {
            io.of("/b");
            leaving.join("/", "{\"x\":\"" + "a".repeat(48_000) + "\"}");
            leaving.emit("['grows']");                      // its listener blocks
            expect("grows");
            Socket left = Soon.take(sockets);
            leaving.disconnect();
            Soon.await(() -> left.link().isClosed());
            assertEquals(1, left.handshake().auth().size());
            String less = "{\"x\":\"" + "a".repeat(30_000) + "\"}";
            other.join("/", less);
            other.join("/b", less);
            Soon.await(() -> left.handshake().auth().isEmpty());
            assertEquals(1, Soon.take(sockets).handshake().auth().size());
            assertEquals(0, log.size(), "nobody had to go");
        }
    }

    @Test
    void whoWantsToJoinIsNotTooLateWhileThisServerHoldsItBack() {
        var hasty = new SocketIOServer(null, new Options().connectTimeout(Duration.ofSeconds(3)), intake, Overdue.LIMIT);
        hasty.listen(0);
        fill();
        try (var waiting = TestClient.open(hasty)) {
            waiting.send("0{\"x\":\"" + "a".repeat(2_000) + "\"}");
            Soon.await(() -> intake.unfinished() > 2_000);
            assertEquals(1000, TestClient.open(hasty).closeCode());         // this one is too late, and came after it
            blocked.countDown();
            assertTrue(waiting.next().startsWith("0{"));
        } finally {
            hasty.close();
        }
    }

    // ---- if waiting does not help

    @Test
    void whoKeepsOthersWaitingForTooLongHasToGoAndWhatWaitsOfItIsForgotten() {
        io.close();
        var strict = new SocketIOServer(null, new Options().connectTimeout(Duration.ofDays(1)).pauseTimeout(Duration.ofMillis(50)),
                intake, Overdue.LIMIT);
        strict.onConnection(socket -> socket
                .on("blocks", () -> {
                    seen.add("blocks");
                    Soon.await(blocked);
                })
                .on("short", () -> seen.add("short"))
                .on("long", () -> seen.add("long"))
                .onDisconnect(reason -> seen.add(reason.toString()))).listen(0);
        try (var log = new TestLog(); var large = TestClient.connect(strict); var other = TestClient.connect(strict)) {
            large.emit("['blocks']");
            expect("blocks");
            for (int i = 0; i < 600; i++) {
                large.emit("['short']");
            }
            other.emit(LONG);                               // may be held back, until the time is over
            expect("long");
            Soon.await(() -> intake.waiting() < LIMIT / 2);
            String line = log.next();
            assertTrue(line.contains("the most of all clients") && line.contains("pauseTimeout"), line);
            blocked.countDown();
            expect("ping timeout");                         // and no "short": those were forgotten
        } finally {
            strict.close();
        }
    }
}
