package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespacesTest {
    private SocketIOServer io = new SocketIOServer();

    @AfterEach
    void close() {
        io.close();
    }

    @Test
    void namespacesShareAConnectionAndNothingElse() {
        io.of("/a").onConnection(socket -> socket.on("x", args -> socket.emit("a", args.get(0))));
        io.of("b").onConnection(socket -> socket.on("x", args -> socket.emit("b", args.get(0))));
        io.listen(0);
        try (var client = TestClient.connect(io)) {
            client.join("/a");
            client.join("/b");
            client.send("2/a,[\"x\",1]").expect("2/a,['a',1]");
            client.send("2/b,[\"x\",2]").expect("2/b,['b',2]");
            io.emit("all", 0);
            io.of("a").emit("all", 1);
            io.of("/b").emit("all", 2);
            client.expect("2['all',0]", "2/a,['all',1]", "2/b,['all',2]");
            client.send("1/a,").send("2/b,[\"x\",3]").expect("2/b,['b',3]");
        }
    }

    @Test
    void aNameHasOneNamespace() {
        assertSame(io.of("/a"), io.of("a"));
        assertSame(io.of("/"), io.of(""));
        assertSame(io.of(Pattern.compile("/x\\d")), io.of(Pattern.compile("/x\\d")));
        assertEquals("/a", io.of("a").name());
    }

    @Test
    void anUnknownNamespaceIsRefusedAndTheConnectionStays() {
        io.listen(0);
        try (var client = TestClient.open(io)) {
            client.send("0/nope,").expect("4/nope,{'message':'Invalid namespace'}");
            client.join("/");
        }
    }

    @Test
    void eachNameThatMatchesAPatternBecomesAChild() {
        Namespace rooms = io.of(Pattern.compile("/room-\\d+"));
        rooms.onConnection(socket -> socket.emit("welcome", socket.nsp(), socket.namespace().name()));
        io.listen(0);
        try (var client = TestClient.open(io)) {
            String first = client.join("/room-1");
            client.expect("2/room-1,['welcome','/room-1','/room-1']");
            String second = client.join("/room-22");
            client.expect("2/room-22,['welcome','/room-22','/room-22']");
            client.send("0/room-3x,").expect("4/room-3x,{'message':'Invalid namespace'}");

            rooms.emit("all", 1);
            assertEquals(Set.of("2/room-1,[\"all\",1]", "2/room-22,[\"all\",1]"), Set.of(client.next(), client.next()));
            rooms.except(first).emit("some", 2);
            client.expect("2/room-22,['some',2]");
            io.of("/room-1").emit("one", 3);
            client.expect("2/room-1,['one',3]");
            assertEquals(Set.of(first, second), rooms.sockets().stream().map(Socket::id).collect(Collectors.toSet()));
            assertEquals(second, rooms.socket(second).id());
            assertNull(rooms.socket("nobody"));
        }
    }

    @Test
    void aChildLivesAsLongAsSomebodyIsInIt() {
        var seen = new LinkedBlockingQueue<Namespace>();
        var gone = new LinkedBlockingQueue<Namespace>();
        io.of(Pattern.compile("/c\\d")).onConnection(socket -> {
            seen.add(socket.namespace());
            socket.onDisconnect(reason -> gone.add(socket.namespace()));
        });
        io.listen(0);
        try (var one = TestClient.open(io); var two = TestClient.open(io)) {
            one.join("/c1");
            two.join("/c1");
            Namespace child = Soon.take(seen);
            assertSame(child, Soon.take(seen));
            one.send("1/c1,");
            Soon.take(gone);
            one.join("/c1");
            assertSame(child, Soon.take(seen));
            one.send("1/c1,");
            two.disconnect();
            Soon.take(gone);
            Soon.take(gone);
            assertEquals(List.of("/"), io.namespaces().all().stream().map(Namespace::name).toList());
            one.join("/c1");
            assertNotSame(child, Soon.take(seen));
        }
    }

    @Test
    void aChildWhoseOnlyClientIsRefusedIsForgotten() {
        io.of(Pattern.compile("/c\\d")).use((socket, next) -> next.refuse("no"));
        io.listen(0);
        try (var client = TestClient.open(io)) {
            client.send("0/c1,").expect("4/c1,{'message':'no'}");
            assertEquals(1, io.namespaces().all().size());
        }
    }

    @Test
    void aChildThatTheApplicationHasNamedIsKeptWithItsListeners() {
        io.of(Pattern.compile("/c\\d")).onConnection(socket -> socket.emit("parent"));
        io.of("/c1").onConnection(socket -> socket.emit("own"));
        io.listen(0);
        for (int i = 0; i < 2; i++) {
            try (var client = TestClient.open(io)) {
                client.join("/c1");
                client.expect("2/c1,['parent']", "2/c1,['own']");
            }
        }
    }

    @Test
    void aChildThatIsNamedWhileItLivesIsKeptToo() {
        io.of(Pattern.compile("/c\\d")).onConnection(socket -> socket.emit("parent"));
        io.listen(0);
        try (var client = TestClient.open(io)) {
            client.join("/c1");
            client.expect("2/c1,['parent']");
            io.of("/c1").onConnection(socket -> socket.emit("own"));
        }
        try (var client = TestClient.open(io)) {
            client.join("/c1");
            client.expect("2/c1,['parent']", "2/c1,['own']");
        }
    }

    @Test
    void aClientMayJoinSoManyNamespacesAndNoMore() {
        io = new SocketIOServer(new Options().maxNamespacesPerClient(3));
        io.of(Pattern.compile("/n\\d"));
        io.listen(0);
        try (var client = TestClient.open(io)) {
            client.join("/n1");
            client.join("/n2");
            client.join("/n3");
            client.send("0/n4,").expect("4/n4,{'message':'Too many namespaces'}");
            client.send("1/n2,");
            client.join("/n4");
        }
    }

    @Test
    void connectingTwiceEndsTheConnection() {
        var reasons = new LinkedBlockingQueue<DisconnectReason>();
        io.onConnection(socket -> socket.onDisconnect(reasons::add)).listen(0);
        var client = TestClient.connect(io);
        client.send("0");
        assertEquals(DisconnectReason.FORCED_CLOSE, Soon.take(reasons));
        assertEquals(1000, client.closeCode());
    }
}
