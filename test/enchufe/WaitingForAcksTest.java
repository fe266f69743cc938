package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Waiting for an answer in a listener, and elsewhere. */
class WaitingForAcksTest extends AcksFixture {
    @Test
    void aListenerMayWaitForTheAnswer() {
        io.onConnection(socket -> socket.on("x", (args, ack) -> {
            socket.emit("before");
            Args first = socket.emitWithAck("q").join();
            int second = socket.emitWithAck("q").thenApply(answer -> answer.getInt(0)).join();
            ack.send(first.getInt(0) + second);
        })).listen(0);
        try (var client = TestClient.connect(io)) {
            client.send("20[\"x\"]").expect("2['before']");
            client.send("3" + client.nextQuestion() + "[1]");
            client.send("3" + client.nextQuestion() + "[2]").expect("30[3]");
        }
    }

    /** More listeners wait at the same time than the pool has threads (256), and no answer comes before all of them wait. */
    @Test
    void listenersMayWaitOnAllThreadsOfThePool() {
        io.of(Pattern.compile("/n\\d+")).onConnection(socket ->
                socket.on("x", (args, ack) -> ack.send(socket.emitWithAck("q").join().getInt(0))));
        io.listen(0);
        var clients = new ArrayList<TestClient>();
        try {
            for (int c = 0; c < 3; c++) {
                var client = TestClient.open(io);
                clients.add(client);
                for (int n = 0; n < 100; n++) {
                    client.join("/n" + n);
                }
            }
            answerAll(clients, 256, 300);
        } finally {
            clients.forEach(TestClient::disconnect);
        }
    }

    /** All ask to be asked; the first questions are answered when so many have come, the others at once. */
    private void answerAll(List<TestClient> clients, int most, int all) {
        var questions = new LinkedBlockingQueue<Runnable>();
        var readers = Executors.newFixedThreadPool(clients.size());
        var done = new CountDownLatch(all);
        try {
            for (TestClient client : clients) {
                readers.execute(() -> {
                    for (int n = 0; n < 100; n++) {
                        client.send("2/n" + n + ",7[\"x\"]");
                    }
                    for (int i = 0; i < 200; i++) {
                        String packet = client.next();
                        String namespace = packet.substring(1, packet.indexOf(',') + 1);
                        if (packet.startsWith("2")) {
                            questions.add(() -> client.send("3" + namespace + TestClient.questionIn(packet) + "[1]"));
                        } else {
                            assertEquals("3" + namespace + "7[1]", packet);
                            done.countDown();
                        }
                    }
                });
            }
            var held = new ArrayList<Runnable>();
            while (held.size() < most) {
                held.add(Soon.take(questions));
            }
            held.forEach(Runnable::run);
            for (int i = most; i < all; i++) {
                Soon.take(questions).run();
            }
            Soon.await(done);
        } finally {
            readers.shutdown();
        }
    }

    @Test
    void listenersMayWaitOnAllThreadsOfAnExecutorOfTheirOwn() {
        var executor = Executors.newFixedThreadPool(2);
        io = new SocketIOServer(new Options().executor(executor));
        io.onConnection(socket ->
                socket.on("x", (args, ack) -> ack.send(socket.emitWithAck("q").join().getInt(0)))).listen(0);
        try (var one = TestClient.connect(io); var two = TestClient.connect(io)) {
            one.send("20[\"x\"]");
            two.send("20[\"x\"]");
            String first = one.nextQuestion();
            String second = two.nextQuestion();
            one.send("3" + first + "[1]").expect("30[1]");
            two.send("3" + second + "[2]").expect("30[2]");
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void waitingOnTheLoopIsAnErrorThatSaysSo() {
        io = new SocketIOServer(new Options().executor(Runnable::run));
        io.onConnection(socket -> socket.on("x", (args, ack) -> {
            var answer = socket.emitWithAck("q");
            for (var error : List.of(assertThrows(IllegalStateException.class, answer::join),
                    assertThrows(IllegalStateException.class, answer::get),
                    assertThrows(IllegalStateException.class, () -> answer.get(1, TimeUnit.SECONDS)),
                    assertThrows(IllegalStateException.class, () -> answer.thenApply(Args::list).join()))) {
                assertTrue(error.getMessage().contains("Runnable::run"), error.getMessage());
            }
            answer.thenAccept(args1 -> ack.send(args1.list()));
        })).listen(0);
        try (var client = TestClient.connect(io)) {
            client.send("20[\"x\"]");
            client.send("3" + client.nextQuestion() + "[5]").expect("30[[5]]");
        }
    }

    @Test
    void aFutureMayBeWaitedForOutsideOfTheServer() throws InterruptedException, ExecutionException {
        try (var client = connect()) {
            var answer = Soon.take(sockets).emitWithAck("q");
            var derived = answer.thenApply(args -> args.getInt(0) + 1);
            client.send("3" + client.nextQuestion() + "[1]");
            assertEquals(2, derived.get());
            assertEquals(1, answer.orTimeout(1, TimeUnit.SECONDS).join().getInt(0));
        }
    }
}
