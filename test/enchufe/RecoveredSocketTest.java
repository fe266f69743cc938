package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connection state recovery, as it is on the wire and for listeners. */
class RecoveredSocketTest {
    private static final Pattern ACCEPTED = Pattern.compile("0(?:/[^,]*,)?\\{\"sid\":\"([^\"]+)\",\"pid\":\"([^\"]+)\"}");

    private final LinkedBlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private SocketIOServer io;

    @AfterEach
    void close() {
        io.close();
    }

    private void start(boolean skipMiddlewares) {
        io = new SocketIOServer(new Options().connectionStateRecovery(Duration.ofDays(1), skipMiddlewares)
                .pingInterval(Duration.ofDays(1)).allowEIO3(true));
        io.onConnection(socket -> {
            socket.onDisconnect(reason -> ends.add(reason.toString()));
            sockets.add(socket);
        });
        io.listen(0);
    }

    private record Ids(String sid, String pid) {}

    private static Ids join(TestClient client, String auth) {
        client.send("0" + auth);
        return ids(client.next());
    }

    private static Ids ids(String packet) {
        Matcher accepted = ACCEPTED.matcher(packet);
        assertTrue(accepted.matches(), packet);
        return new Ids(accepted.group(1), accepted.group(2));
    }

    private static String auth(Ids ids, String offset) {
        return "{\"pid\":\"" + ids.pid() + "\"" + (offset == null ? "" : ",\"offset\":\"" + offset + "\"") + "}";
    }

    private static String offsetOf(String packet) {
        return packet.substring(packet.lastIndexOf(",\"") + 2, packet.length() - 2);
    }

    private Socket cut(TestClient client) {
        Socket socket = Soon.take(sockets);
        client.disconnect();
        assertEquals("transport close", Soon.take(ends));
        return socket;
    }

    @Test
    void theClientGetsWhatItMissedThenTheAnswerAndListenersSeeTheSameSocket() {
        start(true);
        io.use((socket, next) -> {
            if (socket.recovered()) {
                next.refuse("the middlewares are skipped");
            } else {
                next.pass();
            }
        });
        var client = TestClient.open(io);
        Ids first = join(client, "");
        Socket before = Soon.take(sockets);
        sockets.add(before);
        before.data().put("name", "Ann");
        before.join("red");
        io.emit("hello", 1, new byte[] {7});
        String hello = client.next();
        assertTrue(hello.startsWith("51-[\"hello\",1,{\"_placeholder\":true,\"num\":0},\""), hello);
        assertEquals(7, client.nextBytes()[0]);
        assertFalse(before.recovered());
        cut(client);
        io.to("red").emit("missed");
        before.emit("missed too");
        before.asVolatile().emit("volatile");
        var again = TestClient.open(io);
        again.send("0" + auth(first, offsetOf(hello)));
        assertTrue(again.next().startsWith("2[\"missed\",\""));
        assertTrue(again.next().startsWith("2[\"missed too\",\""));
        assertEquals(first, ids(again.next()));
        Socket after = Soon.take(sockets);
        assertNotSame(before, after);
        assertTrue(after.recovered());
        assertEquals(before.id(), after.id());
        assertEquals("Ann", after.data().get("name"));
        assertEquals(Set.of(after.id(), "red"), after.rooms());
        assertEquals(after, io.socket(first.sid()));
        again.send("21[\"x\"]");
        io.to(after.id()).emit("to its own room");
        assertTrue(again.next().startsWith("2[\"to its own room\",\""));
    }

    @Test
    void aClientThatIsHereTwiceEndsItsFirstSocket() {
        start(true);
        var client = TestClient.open(io);
        Ids first = join(client, "");
        Soon.take(sockets);
        var again = TestClient.open(io);
        assertEquals(first, join(again, auth(first, null)));
        assertEquals("transport close", Soon.take(ends));
        assertEquals(1006, client.closeCode());
        assertTrue(Soon.take(sockets).recovered());
        assertEquals(1, io.sockets().size());
        io.emit("x");
        assertTrue(again.next().startsWith("2[\"x\",\""));
    }

    /** Its old socket's listener still runs when it joins again: the connection, which is the same, must not be cut. */
    @Test
    void aClientThatLeavesAndJoinsOnOneConnectionKeepsIt() {
        start(true);
        var busy = new CountDownLatch(1);
        io.onConnection(socket -> socket.on("busy", () -> Soon.await(busy)));
        var client = TestClient.open(io);
        Ids first = join(client, "");
        io.of("/other");
        client.send("2[\"busy\"]").send("1").send("0" + auth(first, null));
        join(client, "/other,");                            // the server has read it
        busy.countDown();
        assertNotEquals(first.sid(), ids(client.next()).sid());
        assertEquals("client namespace disconnect", Soon.take(ends));
        client.send("1");
        assertEquals("client namespace disconnect", Soon.take(ends));
    }

    @Test
    void theOldSocketsListenersHaveEndedBeforeTheClientIsBack() {
        start(true);
        var order = new LinkedBlockingQueue<String>();
        var slow = new CountDownLatch(1);
        io.onConnection(socket -> {
            order.add("connected " + socket.recovered());
            socket.onDisconnect(reason -> {
                Soon.await(slow);
                order.add("disconnected");
            });
        });
        var client = TestClient.open(io);
        Ids first = join(client, "");
        client.disconnect();
        Soon.take(ends);                                    // it is in its other listener now
        var again = TestClient.open(io);
        again.send("0" + auth(first, null));
        io.of("/other");
        join(again, "/other,");                             // the server has read it
        slow.countDown();
        assertEquals(first, ids(again.next()));
        assertEquals(List.of("connected false", "disconnected", "connected true"),
                List.of(Soon.take(order), Soon.take(order), Soon.take(order)));
    }

    @Test
    void whoeverHasTheOldObjectReachesTheClientAllTheSame() {
        start(true);
        var client = TestClient.open(io);
        Ids first = join(client, "");
        Socket old = cut(client);
        var again = TestClient.open(io);
        assertEquals(first, join(again, auth(first, null)));
        old.emit("hello");
        assertTrue(again.next().startsWith("2[\"hello\",\""));
        old.join("red");
        old.leave(old.id());
        assertEquals(Set.of(first.sid()), io.socket(first.sid()).rooms());
    }

    @Test
    void middlewaresMayBeAskedAgain() {
        start(false);
        io.use((socket, next) -> {
            if (socket.recovered() && !socket.data().containsKey("good")) {
                next.refuse("blocked meanwhile");
            } else {
                next.pass();
            }
        });
        var client = TestClient.open(io);
        Ids first = join(client, "");
        Socket socket = Soon.take(sockets);
        socket.data();                                      // from now on there is one
        sockets.add(socket);
        cut(client);
        var again = TestClient.open(io);
        again.send("0" + auth(first, null)).expect("4{'message':'blocked meanwhile'}");
        socket.data().put("good", true);                    // the state was given back
        assertEquals(first, join(again, auth(first, null)));
        assertTrue(Soon.take(sockets).recovered());
    }

    @Test
    void whoWasDisconnectedOnPurposeIsNew() {
        start(true);
        var client = TestClient.open(io);
        Ids first = join(client, "");
        client.send("1");
        assertEquals("client namespace disconnect", Soon.take(ends));
        Ids second = join(client, auth(first, null));
        assertNotEquals(first.sid(), second.sid());
        assertNotEquals(first.pid(), second.pid());
        Soon.take(sockets);
        Soon.take(sockets).disconnect();
        client.expect("1");
        Soon.take(ends);
        assertNotEquals(second.sid(), join(client, auth(second, null)).sid());
    }

    @Test
    void aChildOfAPatternIsRecoveredThoughItWasEmpty() {
        start(true);
        io.of(Pattern.compile("/n\\d")).onConnection(sockets::add);
        var client = TestClient.open(io);
        Ids first = join(client, "/n1,");
        Soon.take(sockets).onDisconnect(reason -> ends.add("gone"));
        client.disconnect();
        Soon.take(ends);
        var again = TestClient.open(io);
        assertEquals(first, join(again, "/n1," + auth(first, null)));
    }

    @Test
    void acknowledgementsHaveNoOffsetAndOldClientsNoState() {
        start(true);
        var client = TestClient.open(io);
        join(client, "");
        Socket socket = Soon.take(sockets);
        socket.emitWithAck("q", 1);
        assertTrue(client.next().matches("2\\d+\\[\"q\",1]"));
        io.emitWithAck("q", 2);
        assertTrue(client.next().matches("2\\d+\\[\"q\",2]"));
        var old = TestClient.at(io, "/socket.io/?EIO=3&transport=websocket");
        assertEquals("0", old.next());
        assertFalse(Soon.take(sockets).recovered());
    }
}
