package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.serve.Binding;
import enchufe.serve.Host;
import enchufe.serve.Proxies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenTest {
    private SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    // ---- the beginning

    @Test
    void thePortIsKnownWhenTheServerListens() {
        var error = assertThrows(IllegalStateException.class, io::port);
        assertEquals("the server does not listen yet: call listen first", error.getMessage());
        io.listen(0);
        assertTrue(io.port() > 0);
        assertEquals(404, TestHttp.get(io, "/").status());
        var again = assertThrows(IllegalStateException.class, () -> io.listen(0));
        assertEquals("the server listens at port " + io.port() + " already", again.getMessage());
    }

    @Test
    void theLogSaysWhereItIs() {
        try (var log = new TestLog(true)) {
            io.listen(0);
            assertEquals("Enchufe listens at http://localhost:" + io.port(), log.next());
            io.close();
            io = new SocketIOServer(new Options().announce(false)).listen(0);
            io.close();
            io = new SocketIOServer().listen("127.0.0.1", 0);
            assertEquals("Enchufe listens at http://localhost:" + io.port(), log.next());
        }
    }

    @Test
    void portIsTheOneOfTheEnvironmentOr3000() {
        assertEquals(3000, Binding.portOf("PORT", null));
        assertEquals(3000, Binding.portOf("PORT", " "));
        assertEquals(8080, Binding.portOf("PORT", " 8080 "));
        assertEquals(0, Binding.portOf("PORT", "0"));
        assertEquals(65535, Binding.portOf("PORT", "65535"));
        for (String wrong : List.of("abc", "-1", "65536", "80 80", "99999999999")) {
            var error = assertThrows(IllegalArgumentException.class, () -> Binding.portOf("PORT", wrong));
            assertEquals("PORT is \"" + wrong + "\": it must be a number from 0 to 65535", error.getMessage());
        }
    }

    @Test
    void aPortThatDoesNotExistIsAnErrorAtOnce() {
        for (int wrong : new int[] {-1, 65_536}) {
            var error = assertThrows(IllegalArgumentException.class, () -> io.listen(wrong));
            assertEquals("port " + wrong + " does not exist: ports are 0 to 65535, and 0 takes a free one", error.getMessage());
        }
    }

    @Test
    void aPortInUseIsAnErrorThatNamesItAndAnotherOneMayBeTried() throws IOException {
        try (var taken = new ServerSocket(0)) {
            var error = assertThrows(IllegalStateException.class, () -> io.listen(taken.getLocalPort()));
            String message = error.getMessage();
            assertEquals("port " + taken.getLocalPort() + " cannot be had: another program uses it; stop that program, or listen"
                    + " on another port; 0 takes a free one", message);
            assertInstanceOf(BindException.class, error.getCause());
        }
        io.listen(0);
        assertEquals(404, TestHttp.get(io, "/").status());
    }

    @Test
    void aHostHasAllItsAddresses() throws IOException {
        io.listen("localhost", 0);
        for (InetAddress address : InetAddress.getAllByName("localhost")) {
            new java.net.Socket(address, io.port()).close();
        }
        var other = new SocketIOServer();
        var error = assertThrows(IllegalArgumentException.class, () -> other.listen("no.such.host.invalid", 0));
        other.close();
        assertTrue(error.getMessage().contains("no.such.host.invalid"), error.getMessage());
    }

    @Test
    void anAddressOfAnotherMachineIsSaidToBeOne() {
        var error = assertThrows(IllegalStateException.class, () -> io.listen("192.0.2.1", 0));     // RFC 5737: nobody's
        assertEquals("192.0.2.1 is no address of this machine: use one that it has, or listen(port) for all of them",
                error.getMessage());
        io.listen("127.0.0.1", 0);                                                  // the advice followed
    }

    @Test
    void addressesOfAHostThatAreNotOfThisMachineAreLeftOut() throws IOException {
        var host = new Host(null, new Options().host(), Cors.SAME_ORIGIN.rule(Proxies.NONE));
        InetAddress other = InetAddress.getByName("192.0.2.1");
        InetAddress own = InetAddress.getByName("127.0.0.1");
        host.listen(new InetAddress[] {other, own, other}, 0);
        new java.net.Socket(own, host.portNumber()).close();
        host.close(Host.CLOSE_GRACE, () -> CompletableFuture.completedFuture(null));
    }

    @Test
    void aPortThatIsInUseAtOneAddressIsHadAtNone() throws IOException {
        InetAddress one = InetAddress.getByName("127.0.0.1");
        InetAddress two = InetAddress.getByName("127.0.0.2");
        var host = new Host(null, new Options().host(), Cors.SAME_ORIGIN.rule(Proxies.NONE));
        try (var taken = new ServerSocket(0, 1, two)) {
            int port = taken.getLocalPort();
            var error = assertThrows(IllegalStateException.class, () -> host.listen(new InetAddress[] {one, two}, port));
            assertTrue(error.getMessage().startsWith("port " + port + " cannot be had at 127.0.0.2: another program uses it"),
                    error.getMessage());
            new ServerSocket(port, 1, one).close();                                 // given back
            host.listen(new InetAddress[] {one, two}, 0);                           // the advice followed
        }
        host.close(Host.CLOSE_GRACE, () -> CompletableFuture.completedFuture(null));
    }

    // ---- the end

    @Test
    void closingDisconnectsTheSocketsAfterTheirLastMessages() {
        io.onConnection(socket -> {
            socket.onDisconnecting(reason -> seen.add(socket.rooms().size()));
            socket.onDisconnect(reason -> seen.add(reason + " " + socket.connected()));
        }).listen(0);
        var client = TestClient.connect(io);
        io.emit("last", "x".repeat(500_000));
        io.close();
        client.expect("2['last','" + "x".repeat(500_000) + "']");
        client.closeCode();
        assertEquals(1, seen.poll());
        assertEquals("server shutting down false", seen.poll());
        assertNull(seen.poll());
        assertThrows(UncheckedIOException.class, () -> TestHttp.get(io, "/"));
    }

    @Test
    void whenCloseReturnsAllHaveLearnedOfIt() {
        var release = new CountDownLatch(1);
        io.onConnection(socket -> socket.onDisconnect(reason -> {
            Soon.await(release);
            seen.add("told");
        })).listen(0);
        var client = TestClient.connect(io);
        new Thread(() -> {
            io.close();
            seen.add("closed");
        }).start();
        client.closeCode();
        release.countDown();
        assertEquals(List.of("told", "closed"), List.of(Soon.take(seen), Soon.take(seen)));
    }

    @Test
    void closingIsIdempotentAndFinal() {
        io.close();
        io.close();
        var error = assertThrows(IllegalStateException.class, () -> io.listen(0));
        assertEquals("the server has been closed: make a new one", error.getMessage());
        var listening = new SocketIOServer().listen(0);
        listening.close();
        listening.close();
        assertThrows(IllegalStateException.class, () -> listening.listen(0));
    }

    @Test
    void aServerWhosePortWasInUseMayBeClosed() throws IOException {
        try (var taken = new ServerSocket(0)) {
            assertThrows(IllegalStateException.class, () -> io.listen(taken.getLocalPort()));
        }
        io.close();
    }

    @Test
    void aHandlerMayCloseTheServer() {
        io.onConnection(socket -> socket.on("stop", () -> {
            io.close();
            seen.add("closed");
            socket.onDisconnect(seen::add);
        })).listen(0);
        var client = TestClient.connect(io);
        client.emit("['stop']");
        assertEquals("closed", Soon.take(seen));
        assertEquals(DisconnectReason.SERVER_SHUTTING_DOWN, Soon.take(seen));
        client.closeCode();
    }

    @Test
    void theLoopMayCloseTheServer() {
        io = new SocketIOServer(new Options().executor(Runnable::run));
        io.onConnection(socket -> {
            socket.onDisconnect(reason -> seen.add("disconnected"));
            socket.on("stop", () -> {
                io.close();
                seen.add("returned");
            });
        }).listen(0);
        var client = TestClient.connect(io);
        client.emit("['stop']");
        client.closeCode();
        assertEquals(List.of("returned", "disconnected"), List.of(Soon.take(seen), Soon.take(seen)));
        io.close();
        assertThrows(UncheckedIOException.class, () -> TestHttp.get(io, "/"));
    }

    @Test
    void listenersThatAskTheServerWhileItClosesDoNotHang() {
        io = new SocketIOServer(new Options().executor(Runnable::run));
        io.onConnection(socket -> socket.onDisconnect(reason -> {
            var port = new CompletableFuture<Integer>();
            new Thread(() -> port.complete(io.port())).start();
            seen.add(Soon.get(port));
        })).listen(0);
        var client = TestClient.connect(io);
        io.close();
        assertEquals(io.port(), Soon.take(seen));
        client.closeCode();
    }

    @Test
    void thePortIsFreeAgainAfterTheEnd() {
        io.listen(0);
        int port = io.port();
        for (int i = 0; i < 3; i++) {
            var client = TestClient.connect(io);
            io.close();
            client.closeCode();
            io = new SocketIOServer().listen(port);
        }
        TestClient.connect(io).disconnect();
    }

    @Test
    void aListenerThatBlocksDoesNotKeepTheServerOpen() {
        var release = new CountDownLatch(1);
        io.onConnection(socket -> socket.on("block", () -> {
            seen.add("blocked");
            Soon.await(release);
        })).listen(0);
        var client = TestClient.connect(io);
        client.emit("['block']");
        Soon.take(seen);
        io.close();
        release.countDown();
        client.closeCode();
    }

    @Test
    void theJvmStaysUpAfterMainUntilTheServerIsClosed(@TempDir Path folder) {
        String main = """
                var io = new SocketIOServer();
                io.onConnection(socket -> {
                    socket.onDisconnect(reason -> System.out.println(reason));
                    socket.on("stop", () -> new Thread(io::close).start());
                });
                io.listen(0);
                """;
        try (var program = TestProgram.of(folder, main, Map.of())) {
            TestPolling.connect(program.port()).post("42[\"stop\"]");
            assertEquals("server shutting down", program.next());
            assertEquals(0, program.status());
        }
    }
}
