package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NewNamespaceTest {
    private final SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        io.close();
    }

    @Test
    void thoseThatTheApplicationNamesAreToldOnceOnItsThread() {
        var told = new ArrayList<Namespace>();
        Thread own = Thread.currentThread();
        io.onNewNamespace(namespace -> {
            assertSame(own, Thread.currentThread());
            told.add(namespace);
            assertSame(namespace, io.of(namespace.name()));
        });
        Namespace chat = io.of("/chat");
        io.of("chat");
        io.of("/");
        io.of(Pattern.compile("/n-\\d"));
        Namespace child = io.of("/n-1");
        assertEquals(List.of(chat, child), told);
    }

    @Test
    void childrenAreToldBeforeTheirFirstSocketIsAdmitted() {
        var parent = io.of((name, auth) -> name.startsWith("/room-")).onConnection(socket -> seen.add("connected"));
        var blocked = new CountDownLatch(1);
        io.onNewNamespace(namespace -> {
            assertFalse(Thread.currentThread().getName().startsWith("enchufe-loop"));
            seen.add("new " + namespace.name());
            Soon.await(blocked);
            namespace.use((socket, next) -> {
                seen.add("its middleware");
                next.pass();
            });
            namespace.onConnection(socket -> seen.add("its listener"));
        });
        io.listen(0);
        try (var one = TestClient.open(io); var two = TestClient.open(io)) {
            one.send("0/room-1,");
            assertEquals("new /room-1", Soon.take(seen));
            two.send("0/room-1,");                          // while the listener has not ended
            two.send("0/other,").expect("4/other,{'message':'Invalid namespace'}");
            assertEquals(0, seen.size());
            assertTrue(parent.sockets().isEmpty());
            blocked.countDown();
            assertTrue(one.next().startsWith("0/room-1,"));
            assertTrue(two.next().startsWith("0/room-1,"));
            var all = new ArrayList<String>();
            for (int i = 0; i < 6; i++) {
                all.add(Soon.take(seen));
            }
            all.sort(null);
            assertEquals(List.of("connected", "connected", "its listener", "its listener", "its middleware", "its middleware"), all);
        }
        Soon.await(() -> !io.namespaces.names().contains("/room-1"));
        try (var again = TestClient.open(io)) {             // made anew
            again.join("/room-1");
            assertEquals("new /room-1", Soon.take(seen));
        }
    }

    @Test
    void whoLeavesMeanwhileLeavesNothing() {
        io.of(Pattern.compile("/room-\\d"));
        var blocked = new CountDownLatch(1);
        var made = new AtomicReference<Namespace>();
        io.onNewNamespace(namespace -> {
            made.set(namespace);
            seen.add("new");
            Soon.await(blocked);
        }).listen(0);
        try (var leaving = TestClient.open(io)) {
            leaving.send("0/room-1,");
            Soon.take(seen);
        }
        Soon.await(() -> io.engine().clientsCount() == 0);
        blocked.countDown();
        Soon.await(() -> !io.namespaces.names().contains("/room-1"));
        assertTrue(made.get().sockets().isEmpty());
    }

    @Test
    void oneThatFailsIsLoggedAndClientsAreAdmitted() {
        io.of(Pattern.compile("/room-\\d"));
        io.onNewNamespace(namespace -> {
            throw new IllegalStateException("broken");
        }).listen(0);
        try (var log = new TestLog(); var client = TestClient.open(io)) {
            client.join("/room-1");
            assertTrue(log.next().contains("\"new_namespace\" failed"));
        }
    }

    @Test
    void theyRunUnderNoLockAlsoWhereTheyAreCalled() {
        var inline = new SocketIOServer(new Options().executor(Runnable::run));
        inline.of(Pattern.compile("/room-\\d"));
        inline.onNewNamespace(namespace -> {
            if (namespace.name().equals("/room-1")) {
                var other = new Thread(() -> inline.of("/other"));
                other.start();
                Soon.holds("another thread makes one meanwhile", () -> !other.isAlive());
                seen.add("done");
            }
        }).listen(0);
        try (var client = TestClient.open(inline)) {
            client.send("0/room-1,");
            assertEquals("done", Soon.take(seen));
        } finally {
            inline.close();
        }
    }
}
