package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers in one cluster: what each operator does on the other one, whatever the adapter. */
abstract class AdapterCase {
    private static final Duration LONG = Duration.ofDays(1);

    private record Point(int x, int y) {}

    private final Adapter adapter = newAdapter();
    private final LinkedBlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private final SocketIOServer a = server();
    private final SocketIOServer b = server();
    private final TestClient ann = TestClient.connect(a);
    private final Socket atA = Soon.take(sockets);
    private final TestClient bob = TestClient.connect(b);
    private final Socket atB = Soon.take(sockets);

    /** {@return what the servers of a test have in common} */
    abstract Adapter newAdapter();

    private SocketIOServer server() {
        return new SocketIOServer(new Options().adapter(adapter).pingInterval(LONG)).onConnection(sockets::add).listen(0);
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
    }

    private static Set<String> ids(CompletableFuture<List<RemoteSocket>> found) {
        return Soon.get(found).stream().map(RemoteSocket::id).collect(Collectors.toSet());
    }

    @Test
    void whatIsEmittedReachesTheSocketsOfAll() {
        a.emit("all", new Point(1, 2), new byte[] {7});
        ann.expect("51-['all',{'x':1,'y':2},{'_placeholder':true,'num':0}]").expectBytes(7);
        bob.expect("51-['all',{'x':1,'y':2},{'_placeholder':true,'num':0}]").expectBytes(7);
        atB.broadcast().emit("others");
        ann.expect("2['others']");
        a.to(atB.id()).emit("you");
        a.local().emit("here");
        b.in(atB.id()).except("nobody").asVolatile().compress(false).emit("end");
        bob.expect("2['you']", "2['end']");
        ann.expect("2['here']");
    }

    @Test
    void roomsAreOfAllServers() {
        atB.join("red");
        a.to("red").emit("red");
        bob.expect("2['red']");
        a.in("red").socketsJoin("blue");
        assertEquals(Set.of(atB.id(), "red", "blue"), atB.rooms());
        b.socketsJoin("green");
        assertEquals(Set.of(atA.id(), "green"), atA.rooms());
        a.in("green").except(atA.id()).socketsLeave("green", "red");
        assertEquals(Set.of(atB.id(), "blue"), atB.rooms());
        b.local().socketsLeave("green");
        assertEquals(Set.of(atA.id(), "green"), atA.rooms());
    }

    @Test
    void socketsAreFoundWhereverTheyAre() {
        atB.join("red");
        atB.data().put("point", new Point(1, 2));
        atB.data().put("thread", Thread.currentThread());
        try (var log = new TestLog()) {
            assertEquals(Set.of(atA.id(), atB.id()), ids(a.fetchSockets()));
            assertTrue(log.next().contains("\"thread\" in socket.data()"));
        }
        assertEquals(Set.of(atA.id()), ids(a.local().fetchSockets()));
        assertEquals(Set.of(), ids(a.in("nobody").fetchSockets()));
        RemoteSocket found = Soon.get(a.in("red").fetchSockets()).get(0);
        assertEquals(atB.rooms(), found.rooms());
        assertEquals(Map.of("point", Map.of("x", 1L, "y", 2L)), found.data());
        Handshake there = atB.handshake();
        assertEquals(there.address() + there.url() + there.query() + there.headers() + there.secure() + there.xdomain() + there.time(),
                found.handshake().address() + found.handshake().url() + found.handshake().query() + found.handshake().headers()
                + found.handshake().secure() + found.handshake().xdomain() + found.handshake().time());
        found.emit("hello", 1);
        found.join("blue", "green");
        found.leave("green");
        bob.expect("2['hello',1]");
        assertEquals(Set.of(atB.id(), "red", "blue"), atB.rooms());
        found.disconnect(false);
        bob.expect("1");
        assertFalse(atB.connected());
    }

    @Test
    void onThisServerTheDataIsTheApplicationsOwn() {
        var point = new Point(1, 2);
        atA.data().put("point", point);
        RemoteSocket found = Soon.get(a.in(atA.id()).fetchSockets()).get(0);
        assertEquals(point, found.data().get("point"));
        assertThrows(UnsupportedOperationException.class, () -> found.data().put("x", 1));
        assertEquals(atA.handshake().address(), found.handshake().address());
        assertEquals("RemoteSocket " + atA.id(), found.toString());
    }

    @Test
    void allAreDisconnected() {
        a.disconnectSockets(true);
        ann.expect("1").closeCode();
        bob.expect("1").closeCode();
    }

    @Test
    void acknowledgementsComeFromAll() {
        var all = a.timeout(LONG).emitWithAck("q", 1);
        bob.send("3" + bob.nextQuestion() + "[\"b\"]");
        ann.send("3" + ann.nextQuestion() + "[\"a\",2]");
        assertEquals(Set.of(List.of("b"), List.of("a", 2L)), Soon.get(all).stream().map(Args::list).collect(Collectors.toSet()));
        var here = a.local().emitWithAck("q");
        ann.send("3" + ann.nextQuestion() + "[]");
        assertEquals(1, Soon.get(here).size());
    }

    /** The client of the other server does not answer, or leaves, which its server need not say. */
    @Test
    void whatCameInTimeIsThereIfSomebodyDoesNotAnswer() {
        for (Consumer<TestClient> end : List.<Consumer<TestClient>>of(TestClient::nextQuestion, TestClient::disconnect)) {
            List<Args> inTime = List.of();
            for (long ms = 200; inTime.isEmpty(); ms *= 4) {        // on a busy machine, 200 ms may be too short for an answer
                var other = TestClient.connect(b);
                var asked = a.to(atA.id()).to(Soon.take(sockets).id()).timeout(Duration.ofMillis(ms)).emitWithAck("q");
                ann.send("3" + ann.nextQuestion() + "[\"a\"]");
                end.accept(other);
                inTime = assertInstanceOf(AckTimeoutException.class, Soon.failure(asked)).answers();
            }
            assertEquals(List.of(List.of("a")), inTime.stream().map(Args::list).toList());
        }
    }

    @Test
    void serversTellEachOther() {
        var told = new LinkedBlockingQueue<String>();
        for (var server : List.of(a, b)) {
            String name = server == a ? "a" : "b";
            server.onServerSideEmit("told", (args, ack) -> {
                told.add(name + args.list());
                ack.send(name);
            });
        }
        a.serverSideEmit("told", new Point(1, 2));
        assertEquals("b[{x=1, y=2}]", Soon.take(told));
        var answers = Soon.get(b.serverSideEmitWithAck("told", "x"));
        assertEquals(List.of(List.of("a")), answers.stream().map(Args::list).toList());
        assertEquals("a[x]", Soon.take(told));
        for (String name : List.of("connect", "connection", "new_namespace", "disconnect")) {
            assertThrows(IllegalArgumentException.class, () -> a.serverSideEmit(name));
            assertThrows(IllegalArgumentException.class, () -> a.onServerSideEmit(name, (args, ack) -> {}));
        }
    }

    @Test
    void theChildrenOfAPatternReachEachOther() {
        var told = new LinkedBlockingQueue<String>();
        for (var server : List.of(a, b)) {
            server.of(Pattern.compile("/n\\d")).onConnection(sockets::add)
                    .onServerSideEmit("told", (args, ack) -> told.add(args.getString(0)));
        }
        ann.join("/n1");
        bob.join("/n1");
        Soon.take(sockets);
        Soon.take(sockets);
        a.of(Pattern.compile("/n\\d")).emit("all");
        ann.expect("2/n1,['all']");
        bob.expect("2/n1,['all']");
        a.of("/n1").serverSideEmit("told", "x");
        assertEquals("x", Soon.take(told));
    }

    @Test
    void aServerThatClosesLeavesTheCluster() {
        b.close();
        assertEquals(Set.of(atA.id()), ids(a.fetchSockets()));
    }
}
