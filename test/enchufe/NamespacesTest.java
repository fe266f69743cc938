package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespacesTest {
    private SocketIOServer io = new SocketIOServer();
    private final Held executor = new Held();

    @AfterEach
    void close() {
        executor.release();
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
            rooms.except(first).disconnectSockets();
            client.expect("1/room-22,");
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
            assertEquals(List.of("/"), io.namespaces.all().stream().map(Namespace::name).toList());
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
            assertEquals(1, io.namespaces.all().size());
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

    // ---- patterns are the user's code: they run where handlers do, and under no lock

    /** An executor that runs nothing before it is told to, and from then on everything at once. */
    private static final class Held implements Executor {
        final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private volatile boolean released;

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
            if (released) {
                release();
            }
        }

        void release() {
            released = true;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    private void holdHandlers(int maxNamespaces) {
        io = new SocketIOServer(new Options().executor(executor).maxNamespacesPerClient(maxNamespaces));
        io.of(Pattern.compile("/c\\d"));
        io.listen(0);
    }

    private List<String> names() {
        return io.namespaces.all().stream().map(Namespace::name).sorted().toList();
    }

    @Test
    void patternsAreMatchedOnTheExecutor() {
        holdHandlers(100);
        try (var client = TestClient.open(io)) {
            client.send("0/c1,");
            Soon.await(() -> !executor.tasks.isEmpty());
            assertEquals(List.of("/"), names());
            executor.release();
            assertTrue(client.next().startsWith("0/c1,"));
            assertEquals(List.of("/", "/c1"), names());
            client.send("0/nope,").expect("4/nope,{'message':'Invalid namespace'}");
        }
    }

    @Test
    void namesThatAreLookedUpCountAsNamespaces() {
        holdHandlers(2);
        try (var client = TestClient.open(io)) {
            client.send("0/c1,").send("0/c2,").send("0/c3,").expect("4/c3,{'message':'Too many namespaces'}");
            executor.release();
            assertEquals(Set.of("0/c1,", "0/c2,"), Set.of(client.next().substring(0, 5), client.next().substring(0, 5)));
        }
    }

    @Test
    void aClientThatLeavesWhileItsNameIsLookedUpLeavesNoChildBehind() {
        holdHandlers(100);
        try (var client = TestClient.open(io)) {
            client.send("0/c1,");
            Soon.await(() -> !executor.tasks.isEmpty());
        }
        try (var other = TestClient.open(io)) {
            executor.release();
            other.send("0/c2,").next();             // behind what has been found for the first
            assertEquals(List.of("/", "/c2"), names());
        }
    }

    @Test
    void whatIsSentBeforeTheNameIsFoundEndsTheConnection() {
        for (String early : List.of("0/c1,", "2/c1,[\"x\"]", "1/c1,")) {
            holdHandlers(100);
            var client = TestClient.open(io);
            client.send("0/c1,").send(early);
            assertEquals(1000, client.closeCode());
            Soon.take(executor.tasks).run();
            Soon.await(() -> names().equals(List.of("/")));
            Soon.await(executor.tasks::isEmpty);
            io.close();
        }
    }

    /** It takes seconds to find out that this name does not match, four times as many for each two letters more. */
    @Test
    void aSlowPatternStopsNobody() {
        String endless = "/" + "a".repeat(26) + "!";
        io.of(Pattern.compile("/(\\w+)+\\1\\d"));
        io.of("/known").onConnection(socket -> socket.on("x", () -> socket.emit("y")));
        io.listen(0);
        try (var stuck = TestClient.open(io); var other = TestClient.open(io)) {
            stuck.send("0" + endless + ",");
            other.join("/known");
            other.send("2/known,[\"x\"]").expect("2/known,['y']");
            other.send("0/b1,").expect("4/b1,{'message':'Invalid namespace'}");
            io.of("/by-the-application");
            stuck.join("/known");                   // its next packet: it has not been refused yet
        }
    }

    @Test
    void aFunctionOfNameAndCredentialsMakesChildrenToo() {
        Namespace tenants = io.of((name, auth) -> name.startsWith("/tenant/") && "secret".equals(auth.get("token")));
        tenants.onConnection(socket -> socket.on("where", (args, ack) -> ack.send(socket.nsp())));
        io.listen(0);
        try (var client = TestClient.open(io)) {
            client.send("0/tenant/a,{\"token\":\"wrong\"}").expect("4/tenant/a,{'message':'Invalid namespace'}");
            client.send("0/other,{\"token\":\"secret\"}").expect("4/other,{'message':'Invalid namespace'}");
            client.join("/tenant/a", "{\"token\":\"secret\"}");
            client.join("/tenant/b", "{\"token\":\"secret\"}");
            client.send("2/tenant/b,1[\"where\"]").expect("3/tenant/b,1['/tenant/b']");
            tenants.emit("all");
            assertEquals(Set.of("2/tenant/a,[\"all\"]", "2/tenant/b,[\"all\"]"), Set.of(client.next(), client.next()));
            assertEquals(2, tenants.sockets().size());
        }
    }

    @Test
    void aFunctionThatFailsAdmitsNobodyAndIsLogged() {
        io.of((name, auth) -> {
            throw new IllegalStateException("mine");
        });
        io.listen(0);
        try (var log = new TestLog(); var client = TestClient.open(io)) {
            client.send("0/x").expect("4/x,{'message':'Invalid namespace'}");
            assertTrue(log.next().startsWith("a function that was given to of(…) failed"));
            client.send("0/y").expect("4/y,{'message':'Invalid namespace'}");
            assertTrue(log.next().contains("no namespace \"/x\""));
            assertTrue(log.next().contains("no namespace \"/y\""), "it has failed again, and that is not said again");
        }
    }

    @Test
    void aPatternThatFailsMatchesNothingAndIsLogged() {
        // For each letter, the JDK's regular expressions recurse once for each group: no stack is so deep, compiled or not.
        Pattern deep = Pattern.compile("/" + "(".repeat(300) + "a|b" + ")".repeat(300) + "*c");
        io.of(deep);
        io.of(Pattern.compile("/.*z"));
        io.listen(0);
        String name = "/" + "ab".repeat(500) + "z";
        try (var client = TestClient.open(io); var log = new TestLog()) {
            client.join(name);
            assertEquals("the pattern " + deep + " failed, so it does not match a name of 1002 characters", log.next());
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
