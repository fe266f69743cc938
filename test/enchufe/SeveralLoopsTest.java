package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients live on several loops; what they have to do with each other is the same. */
class SeveralLoopsTest {
    private static final int COUNT = 3;

    /** Handlers on the loops show which thread a client lives on. */
    private final Options options = new Options().loops(COUNT).executor(Runnable::run);

    @Test
    void broadcastsRoomsAndAnswersReachTheClientsOfAllLoops() {
        Set<String> threads = new ConcurrentSkipListSet<>();
        var io = new SocketIOServer(options);
        io.onConnection(socket -> {
            threads.add(Thread.currentThread().getName());
            socket.join("all");
            socket.on("tell", args -> io.to("all").emit("told", args.get(0)));
            socket.emit("in the room");  // the answer to CONNECT goes out before this listener runs
            socket.on("ask", () -> socket.broadcast().emitWithAck("which")
                    .thenAccept(answers -> socket.emit("answers", answers.size())));
        });
        io.listen(0);
        var clients = new ArrayList<TestClient>();
        try {
            for (int i = 0; i < 2 * COUNT; i++) {
                clients.add(TestClient.connect(io).expect("2['in the room']"));
            }
            assertEquals(COUNT, threads.size(), threads.toString());
            for (TestClient client : clients) {
                client.emit("['tell',1]");
                clients.forEach(each -> each.expect("2['told',1]"));
            }
            TestClient first = clients.get(0).emit("['ask']");
            List<TestClient> others = clients.subList(1, clients.size());
            others.forEach(each -> each.send("3" + each.nextQuestion() + "[1]"));
            first.expect("2['answers'," + others.size() + "]");
        } finally {
            clients.forEach(TestClient::close);
            io.close();
        }
    }

    @Test
    void thePollsOfASessionMeetOnItsLoopWhicheverConnectionTheyComeOver() {
        Set<String> threads = new ConcurrentSkipListSet<>();
        var io = new SocketIOServer(options);
        io.onConnection(socket -> socket.on("x", args -> {
            threads.add(Thread.currentThread().getName());
            socket.emit("y", args.get(0));
        }));
        io.listen(0);
        try {
            var client = TestPolling.connect(io);           // each of whose requests has a connection of its own
            for (int i = 0; i < 4 * COUNT; i++) {
                client.post("42[\"x\"," + i + "]");
                assertEquals("42[\"y\"," + i + "]", client.poll());
            }
            assertEquals(1, threads.size(), threads.toString());
        } finally {
            io.close();
        }
    }

    @Test
    void anHttpServerThatWasBoundBeforeServesPollsOfAllLoops() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Set<String> threads = new ConcurrentSkipListSet<>();
        var io = new SocketIOServer(server, options);
        io.onConnection(socket -> {
            threads.add(Thread.currentThread().getName());
            socket.on("x", args -> io.emit("y", args.get(0)));
        });
        server.start();
        try {
            var clients = new ArrayList<TestPolling>();
            for (int i = 0; i < COUNT; i++) {
                clients.add(TestPolling.connect(server.getAddress().getPort()));
            }
            Soon.await(() -> threads.size() == COUNT);
            clients.get(0).post("42[\"x\",1]");
            clients.forEach(client -> assertEquals("42[\"y\",1]", client.poll()));
        } finally {
            io.close();
            server.stop(0);
        }
    }

    @Test
    void noLoopMayWaitForAnAnswer() {
        var told = new CompletableFuture<String>();
        var io = new SocketIOServer(options);
        var both = new CountDownLatch(2);
        var sockets = new ArrayList<Socket>();
        io.onConnection(socket -> {
            synchronized (sockets) {
                sockets.add(socket);
            }
            socket.on("wait", () -> {
                try {
                    sockets.stream().filter(other -> other != socket).findFirst().orElseThrow().emitWithAck("q").join();
                } catch (IllegalStateException e) {
                    told.complete(e.getMessage());
                }
            });
            both.countDown();
        });
        io.listen(0);
        try (var one = TestClient.connect(io); var two = TestClient.connect(io)) {
            Soon.await(both);
            one.emit("['wait']");
            assertTrue(Soon.get(told).startsWith("waiting for an answer on a loop"));
            two.nextQuestion();                             // which is no reason not to ask
        } finally {
            io.close();
        }
    }

    @Test
    void closingDisconnectsTheClientsOfAllLoops() {
        Set<String> gone = new TreeSet<>();
        var all = new CountDownLatch(2 * COUNT);
        var io = new SocketIOServer(new Options().loops(COUNT));
        io.onConnection(socket -> socket.onDisconnect(reason -> {
            synchronized (gone) {
                gone.add(socket.id() + " " + reason);
            }
            all.countDown();
        }));
        io.listen(0);
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 2 * COUNT; i++) {
            clients.add(TestClient.connect(io));
        }
        io.close();
        Soon.await(all);
        assertEquals(2 * COUNT, gone.size());
        assertTrue(gone.stream().allMatch(line -> line.endsWith(" server shutting down")), gone.toString());
        clients.forEach(TestClient::close);
    }
}
