package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomListenerTest {
    private final SocketIOServer io = new SocketIOServer();
    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();

    {
        io.onConnection(sockets::add).listen(0);
    }

    @AfterEach
    void close() {
        io.close();
    }

    private RoomListener noting(String prefix) {
        return new RoomListener() {
            @Override
            public void created(String room) {
                seen.add(prefix + "created " + room);
            }

            @Override
            public void joined(String room, String id) {
                seen.add(prefix + "joined " + room + " " + id);
            }

            @Override
            public void left(String room, String id) {
                seen.add(prefix + "left " + room + " " + id);
            }

            @Override
            public void deleted(String room) {
                seen.add(prefix + "deleted " + room);
            }
        };
    }

    private void expect(String... changes) {
        for (String change : changes) {
            assertEquals(change, Soon.take(seen));
        }
        assertNull(seen.peek());
    }

    @Test
    void roomsAreCreatedJoinedLeftAndDeleted() {
        io.of("/").onRooms(noting(""));
        try (var one = TestClient.connect(io); var two = TestClient.open(io)) {
            Socket first = Soon.take(sockets);
            expect("created " + first.id(), "joined " + first.id() + " " + first.id());
            first.join("red", "blue", "red");
            expect("created red", "joined red " + first.id(), "created blue", "joined blue " + first.id());
            two.join("/");
            Socket second = Soon.take(sockets);
            expect("created " + second.id(), "joined " + second.id() + " " + second.id());
            second.join("red");
            expect("joined red " + second.id());
            first.leave("red").leave("red").leave("green").leave(first.id());
            expect("left red " + first.id());
            second.leave("red");
            expect("left red " + second.id(), "deleted red");
            second.join(first.id());
            expect("joined " + first.id() + " " + second.id());
            one.disconnect();
            expect("left " + first.id() + " " + first.id(), "left blue " + first.id(), "deleted blue");
            two.disconnect();
            expect("left " + second.id() + " " + second.id(), "deleted " + second.id(), "left " + first.id() + " " + second.id(),
                    "deleted " + first.id());
        }
    }

    @Test
    void operatorsOverManySocketsCountToo() {
        io.of("/").onRooms(noting(""));
        var one = TestClient.connect(io);
        String id = Soon.take(sockets).id();
        expect("created " + id, "joined " + id + " " + id);
        io.socketsJoin("red");
        expect("created red", "joined red " + id);
        io.socketsLeave("red");
        expect("left red " + id, "deleted red");
        one.close();
    }

    @Test
    void aSocketThatJoinsBeforeItIsAdmittedIsToldOfOnce() {
        io.of("/").onRooms(noting("")).use((socket, next) -> {
            socket.join("red", "blue");
            socket.leave("blue");
            next.pass();
        });
        TestClient.connect(io);
        String id = Soon.take(sockets).id();
        expect("created " + id, "joined " + id + " " + id, "created red", "joined red " + id);
    }

    @Test
    void aParentHearsOfItsChildrenThatAreAndThatCome() {
        Namespace parent = io.of(Pattern.compile("/chat-\\d"));
        parent.onConnection(sockets::add);
        var one = TestClient.open(io);
        one.join("/chat-1");
        Soon.take(sockets);
        parent.onRooms(noting("parent "));
        io.of("/chat-1").onRooms(noting("child "));
        Socket known = List.copyOf(parent.sockets()).get(0);
        known.join("red");
        expect("parent created red", "child created red", "parent joined red " + known.id(), "child joined red " + known.id());
        one.join("/chat-2");
        String id = Soon.take(sockets).id();
        expect("parent created " + id, "parent joined " + id + " " + id);
        one.close();
    }

    /** A listener may do what it likes with rooms: no lock is held. */
    @Test
    void aListenerMayJoinRoomsAndBlock() {
        io.of("/").onRooms(new RoomListener() {
            @Override
            public void joined(String room, String id) {
                if (room.equals("red")) {
                    var other = new Thread(() -> io.socket(id).join("blue"));
                    other.start();
                    Soon.holds("another thread joins meanwhile", () -> !other.isAlive());
                    seen.add("blue " + io.socket(id).rooms().contains("blue"));
                }
            }
        });
        TestClient.connect(io);
        Soon.take(sockets).join("red");
        assertEquals("blue true", Soon.take(seen));
    }

    @Test
    void withoutLocksAlsoIfListenersRunWhereTheyAreCalled() {
        var inline = new SocketIOServer(new Options().executor(Runnable::run));
        try {
            inline.onConnection(sockets::add).listen(0).of("/").onRooms(new RoomListener() {
                @Override
                public void created(String room) {
                    if (room.equals("red")) {
                        Socket socket = List.copyOf(inline.sockets()).get(0);
                        var other = new Thread(() -> socket.join("blue"));
                        other.start();
                        Soon.holds("another thread joins meanwhile", () -> !other.isAlive());
                        seen.add("done");
                    }
                }
            });
            TestClient.connect(inline);
            Soon.take(sockets).join("red");
            assertEquals("done", Soon.take(seen));
        } finally {
            inline.close();
        }
    }

    @Test
    void oneThatFailsIsLoggedAndStopsNoOther() {
        io.of("/").onRooms(new RoomListener() {
            @Override
            public void created(String room) {
                throw new IllegalStateException("broken");
            }
        }).onRooms(noting(""));
        try (var log = new TestLog()) {
            TestClient.connect(io);
            String id = Soon.take(sockets).id();
            assertTrue(log.next().contains("the listener of \"rooms\" failed"));
            expect("created " + id, "joined " + id + " " + id);
        }
    }

    /** What is told last of a socket and a room is so, whichever threads let it join and leave. */
    @Test
    void changesOfOneSocketAreToldInTheirOrder() throws InterruptedException {
        io.of("/").onRooms(noting(""));
        TestClient.connect(io);
        Socket socket = Soon.take(sockets);
        expect("created " + socket.id(), "joined " + socket.id() + " " + socket.id());
        for (int i = 0; i < 1_000; i++) {
            var joins = new Thread(() -> socket.join("red"));
            joins.start();
            while (!socket.rooms().contains("red")) {
                Thread.onSpinWait();
            }
            socket.leave("red");
            joins.join();
            expect("created red", "joined red " + socket.id(), "left red " + socket.id(), "deleted red");
        }
    }

    /** It has the id of the one before it. */
    @Test
    void aSocketThatComesBackIsToldOfAfterTheOneThatItReplaces() {
        var server = new SocketIOServer(new Options().connectionStateRecovery(Duration.ofMinutes(1)));
        var busy = new CountDownLatch(1);
        var endEvent = new CountDownLatch(1);
        var endJoined = new CountDownLatch(1);
        server.of("/").onRooms(new RoomListener() {
            @Override
            public void joined(String room, String id) {
                if (room.equals("slow")) {
                    Soon.await(endJoined);
                } else if (room.equals("red")) {
                    seen.add("joined");
                }
            }

            @Override
            public void left(String room, String id) {
                if (room.equals("red")) {
                    seen.add("left");
                }
            }
        });
        server.onConnection(socket -> {
            socket.on("block", () -> {
                busy.countDown();
                Soon.await(endEvent);
            });
            sockets.add(socket);
        }).listen(0);
        try (var one = TestClient.open(server); var two = TestClient.open(server)) {
            one.send("0");
            String pid = one.next().replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
            Socket first = Soon.take(sockets);
            first.join("red");
            expect("joined");
            first.emit("x");
            String offset = one.next().replaceAll(".*\"([^\"]+)\"]", "$1");
            one.emit("['block']");
            Soon.await(busy);
            two.send("0{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
            first.join("slow");
            endEvent.countDown();
            one.closeCode();                                // it is replaced
            assertEquals(0, sockets.size());
            endJoined.countDown();
            assertTrue(Soon.take(sockets).recovered());
            expect("left", "joined");
        } finally {
            endEvent.countDown();
            endJoined.countDown();
            server.close();
        }
    }

    @Test
    void closeWaitsForThem() {
        var go = new CountDownLatch(1);
        io.of("/").onRooms(new RoomListener() {
            @Override
            public void left(String room, String id) {
                Soon.await(go);
                seen.add("left");
            }
        });
        io.onConnection(socket -> socket.onDisconnect(reason -> seen.add("disconnect")));
        TestClient.connect(io);
        Soon.take(sockets);
        var closing = CompletableFuture.runAsync(() -> io.close(Duration.ofMinutes(1)), task -> new Thread(task).start());
        expect("disconnect");
        assertFalse(closing.isDone());
        go.countDown();
        Soon.get(closing);
        expect("left");
    }
}
