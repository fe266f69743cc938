package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever runs the handlers, what they do is the same. */
class ExecutorsTest {
    /** An executor, and whether its threads may block. */
    record Kind(String name, Executor executor, boolean mayBlock) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() throws ReflectiveOperationException {
        var kinds = Stream.<Kind>builder();
        kinds.add(new Kind("the default", null, true));
        kinds.add(new Kind("a fixed pool", Executors.newFixedThreadPool(3), true));
        kinds.add(new Kind("the loop", Runnable::run, false));
        for (Method method : Executors.class.getMethods()) {
            if (method.getName().equals("newVirtualThreadPerTaskExecutor")) {
                kinds.add(new Kind("virtual threads", (Executor) method.invoke(null), true));
            }
        }
        return kinds.build();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eventsAnswersRoomsAndTheEndAreTheSame(Kind kind) {
        var io = new SocketIOServer(new Options().executor(kind.executor()));
        io.use((socket, next) -> next.pass());
        io.onConnection(socket -> {
            socket.join("all");
            socket.on("echo", (args, ack) -> ack.send(args.list().toArray()));
            socket.on("say", args -> io.to("all").emit("said", args.get(0), new byte[] {1}));
            socket.on("ask", () -> socket.emitWithAck("q").thenAccept(answer -> socket.emit("answer", answer.get(0))));
            socket.onDisconnect(reason -> io.emit("left", reason.toString()));
        });
        io.listen(0);
        try (var one = TestClient.connect(io)) {
            var two = TestClient.connect(io);
            for (int i = 0; i < 50; i++) {
                one.send("2" + i + "[\"echo\"," + i + ",[{}]]");
            }
            for (int i = 0; i < 50; i++) {
                one.expect("3" + i + "[" + i + ",[{}]]");
            }
            two.emit("['say','hi']");
            for (TestClient client : List.of(one, two)) {
                client.expect("51-['said','hi',{'_placeholder':true,'num':0}]").expectBytes(1);
            }
            one.emit("['ask']").send("3" + one.nextQuestion() + "[7]").expect("2['answer',7]");
            two.disconnect();
            one.expect("2['left','transport close']");
        } finally {
            io.close();
            end(kind);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aHandlerThatBlocksHoldsBackNothingButItsOwnSocket(Kind kind) {
        if (!kind.mayBlock()) {
            return;
        }
        var released = new CountDownLatch(1);
        var io = new SocketIOServer(new Options().executor(kind.executor()));
        io.onConnection(socket -> {
            socket.on("block", (args, ack) -> {
                socket.emit("blocking");
                Soon.await(released);
                ack.send();
            });
            socket.on("release", released::countDown);
        });
        io.listen(0);
        try (var one = TestClient.connect(io); var two = TestClient.connect(io); var three = TestClient.connect(io)) {
            one.send("20[\"block\"]").expect("2['blocking']");
            two.send("20[\"block\"]").expect("2['blocking']");
            three.emit("['release']");
            one.expect("30[]");
            two.expect("30[]");
        } finally {
            io.close();
            end(kind);
        }
    }

    private static void end(Kind kind) {
        if (kind.executor() instanceof ExecutorService service) {
            service.shutdown();
        }
    }

    @Test
    void handlersRunOnTheLoopIfTheyPromiseNotToBlock() {
        var io = new SocketIOServer(new Options().executor(Runnable::run).loops(1));
        io.onConnection(socket -> socket.on("where", (args, ack) -> ack.send(Thread.currentThread().getName())));
        io.listen(0);
        try (var client = TestClient.connect(io)) {
            client.send("20[\"where\"]").expect("30['enchufe-loop']");
        } finally {
            io.close();
        }
    }

    @Test
    void anExecutorThatRefusesWorkDoesNotStopTheServer() {
        var executor = Executors.newFixedThreadPool(1);
        var io = new SocketIOServer(new Options().executor(executor));
        io.listen(0);
        var client = TestClient.connect(io);
        executor.shutdown();
        try (var log = new TestLog()) {
            while (log.size() == 0) {                   // a thread of the executor may still be at work for this client
                client.emit("['x']");
            }
            assertTrue(log.nextRecord().getThrown() instanceof RejectedExecutionException);
            assertEquals(404, TestHttp.get(io, "/").status());
        } finally {
            client.disconnect();
            io.close();
        }
    }

    private static ThreadPoolExecutor tinyPool() {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
    }

    @Test
    void anExecutorThatIsFullLosesNeitherEventsNorAnswersNorEnds() {
        var pool = tinyPool();
        var io = new SocketIOServer(new Options().executor(pool));
        var released = new CountDownLatch(1);
        var log = new LinkedBlockingQueue<String>();
        io.onConnection(socket -> {
            socket.on("block", () -> {
                socket.emit("blocking");
                Soon.await(released);
            });
            socket.on("ask", () -> socket.emitWithAck("q").thenAccept(answer -> log.add("answer " + answer.get(0))));
            socket.on("say", text -> log.add("said " + text.get(0)));
            socket.onDisconnect(reason -> log.add("left: " + reason));
        });
        io.listen(0);
        try (var lines = new TestLog(); var one = TestClient.connect(io); var two = TestClient.connect(io);
                var three = TestClient.connect(io); var four = TestClient.connect(io)) {
            two.emit("['ask']");
            String question = two.nextQuestion();
            one.emit("['block']").expect("2['blocking']");
            for (TestClient client : List.of(three, four)) {
                client.emit("['say',1]").emit("['say',2]");
            }
            Soon.await(() -> lines.size() > 0);                             // the pool is full
            assertTrue(lines.next().startsWith("Options.executor refuses work"));
            two.send("3" + question + "[7]");
            three.disconnect();
            four.disconnect();
            released.countDown();
            var seen = new ArrayList<String>();
            for (int i = 0; i < 7; i++) {
                seen.add(Soon.take(log));
            }
            assertTrue(seen.contains("answer 7"), seen::toString);
            seen.remove("answer 7");
            Collections.sort(seen);
            assertEquals(List.of("left: transport close", "left: transport close", "said 1", "said 1", "said 2", "said 2"), seen);
            two.emit("['say',3]");
            assertEquals("said 3", Soon.take(log));
            assertEquals(2, io.sockets().size());
            assertEquals(0, lines.size());
        } finally {
            io.close();
            pool.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExecutorThatIsShutDownBeforeItsServerKeepsNoSocketAndNoFuture(boolean now) {
        var pool = tinyPool();
        var io = new SocketIOServer(new Options().executor(pool));
        var ends = new LinkedBlockingQueue<String>();
        var asked = new LinkedBlockingQueue<CompletableFuture<Args>>();
        var release = new CountDownLatch(1);
        io.onConnection(socket -> {
            socket.onDisconnect(reason -> ends.add(reason.toString()));
            socket.on("block", () -> {
                asked.add(socket.emitWithAck("q"));
                try {
                    release.await();
                } catch (InterruptedException e) {
                    asked.add(CompletableFuture.failedFuture(e));
                }
            });
        });
        io.listen(0);
        try (var lines = new TestLog()) {
            var one = TestClient.connect(io);
            var two = TestClient.connect(io);
            one.emit("['block']");
            var future = Soon.take(asked);
            two.emit("['say']");                                            // waits in the pool, or for it
            one.next();
            if (now) {
                pool.shutdownNow();
                Soon.await(pool::isTerminated);
            } else {
                pool.shutdown();
                release.countDown();
            }
            two.disconnect();
            assertEquals("transport close", Soon.take(ends));
            one.disconnect();
            assertEquals("transport close", Soon.take(ends));
            assertTrue(Soon.failure(future) instanceof DisconnectedException);
            Soon.await(() -> io.sockets().isEmpty());
            TestClient.connect(io);                                         // handlers still run, one after the other
            io.close();
            assertEquals("server shutting down", Soon.take(ends));
            assertTrue(lines.next().startsWith("Options.executor refuses work"));
        } finally {
            io.close();
        }
    }

    @Test
    void anExecutorThatIsBrokenDoesNotKeepTheServerFromClosing() {
        var broken = new AtomicBoolean();
        var pool = Executors.newFixedThreadPool(1);
        var io = new SocketIOServer(new Options().executor(task -> {
            if (broken.get()) {
                throw new IllegalStateException("expected by the test");
            }
            pool.execute(task);
        }));
        var left = new CountDownLatch(2);
        io.onConnection(socket -> socket.onDisconnect(reason -> left.countDown()));
        io.listen(0);
        try (var lines = new TestLog()) {
            var one = TestClient.connect(io);
            TestClient.connect(io);
            var answer = io.sockets().iterator().next().emitWithAck("q");
            broken.set(true);
            one.disconnect();
            io.close();
            Soon.await(left);
            assertTrue(Soon.failure(answer) instanceof DisconnectedException);
            assertEquals("expected by the test", lines.nextRecord().getThrown().getMessage());
            var late = new CompletableFuture<Void>();
            io.of("/").context().dispatcher().execute(() -> late.complete(null));             // a future may wait for it
            Soon.get(late);
        } finally {
            pool.shutdown();
        }
    }
}
