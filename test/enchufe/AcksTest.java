package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class AcksTest extends AcksFixture {
    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    // ---- answers of this server

    @Test
    void anAnswerIsSentOnceFromAnyThreadAndOnlyToWhoAsked() {
        io.onConnection(socket -> {
            socket.on("sum", (args, ack) -> {
                ack.send(args.getInt(0) + args.getInt(1), "and", List.of());
                ack.send("again");
            });
            socket.on("later", (args, ack) -> new Thread(() -> ack.send(ack.isRequested())).start());
            socket.on("asked", (args, ack) -> socket.emit("asked", ack.isRequested()));
        }).listen(0);
        try (var client = TestClient.connect(io)) {
            client.send("212[\"sum\",1,2]").expect("312[3,'and',[]]");
            client.emit("['sum',1,2]").send("20[\"later\"]").expect("30[true]");
            client.emit("['asked']").expect("2['asked',false]");
        }
    }

    @Test
    void anAnswerThatCannotBeSentMayBeReplaced() {
        io.onConnection(socket -> socket.on("x", (args, ack) -> {
            assertThrows(IllegalArgumentException.class, () -> ack.send(new Object()));
            ack.send("sorry");
        })).listen(0);
        try (var client = TestClient.connect(io)) {
            client.send("20[\"x\"]").expect("30['sorry']");
        }
    }

    @Test
    void nullIsAnAnswer() {
        io.onConnection(socket -> {
            socket.on("one", (args, ack) -> ack.send((Object[]) null));         // what the compiler makes of send(null)
            socket.on("two", (args, ack) -> ack.send(null, null));
        }).listen(0);
        try (var client = TestClient.connect(io)) {
            client.send("20[\"one\"]").expect("30[null]").send("21[\"two\"]").expect("31[null,null]");
        }
    }

    @Test
    void anAnswerAfterTheEndIsDropped() {
        var kept = new CompletableFuture<Ack>();
        io.onConnection(socket -> {
            socket.on("x", (args, ack) -> kept.complete(ack));
            socket.onDisconnect(seen::add);
        }).listen(0);
        try (var client = TestClient.open(io)) {
            client.join("/");
            client.send("20[\"x\"]");
            Ack ack = Soon.get(kept);
            client.send("1");
            Soon.take(seen);
            ack.send("late");
            client.join("/");                       // the next packet is the answer to this
        }
    }

    // ---- questions to one client

    @Test
    void aQuestionIsAnsweredInTheFutureWithAllArguments() {
        try (var client = connect()) {
            var answer = Soon.take(sockets).emitWithAck("q", "how many", new byte[] {1});
            String question = client.next();
            String id = question.replaceAll("51-(\\d+).*", "$1");
            assertEquals("51-" + id + "[\"q\",\"how many\",{\"_placeholder\":true,\"num\":0}]", question);
            client.expectBytes(1);
            client.send("3" + id + "[1,\"b\"]");
            assertEquals(List.of(1L, "b"), Soon.get(answer).list());
            var error = assertThrows(IllegalArgumentException.class, () -> answer.join().getInt(1));
            assertTrue(error.getMessage().startsWith("argument 1 of the answer: expected int"), error.getMessage());
        }
    }

    @Test
    void answersOutOfOrderFindTheirQuestionsAndUnknownOnesAreIgnored() {
        try (var client = connect()) {
            Socket socket = Soon.take(sockets);
            var one = socket.emitWithAck("q", 1);
            var two = socket.emitWithAck("q", 2);
            String first = client.nextQuestion();
            String second = client.nextQuestion();
            client.send("3" + second + "[2]").send("39999[]").send("3" + first + "[1]").send("3" + first + "[7]");
            assertEquals(1, Soon.get(one).getInt(0));
            assertEquals(2, Soon.get(two).getInt(0));
        }
    }

    @Test
    void aTimeoutEndsTheQuestionAndALateAnswerIsIgnored() {
        try (var client = connect()) {
            Socket socket = Soon.take(sockets);
            var answer = socket.timeout(SHORT).emitWithAck("q");
            String id = client.nextQuestion();
            var error = assertInstanceOf(AckTimeoutException.class, Soon.failure(answer));
            assertEquals("operation has timed out", error.getMessage());
            assertEquals(List.of(), error.answers());
            client.send("3" + id + "[1]");
            var next = socket.timeout(LONG).emitWithAck("q");
            client.send("3" + client.nextQuestion() + "[2]");
            assertEquals(2, Soon.get(next).getInt(0));
        }
    }

    @Test
    void theEndAnswersAllQuestions() {
        var client = connect();
        Socket socket = Soon.take(sockets);
        var open = socket.emitWithAck("q");
        var timed = socket.timeout(LONG).emitWithAck("q");
        socket.emit("q", (AckCallback) (error, answer) -> seen.add(error));
        client.disconnect();
        assertInstanceOf(DisconnectedException.class, Soon.failure(open));
        assertInstanceOf(DisconnectedException.class, Soon.failure(timed));
        assertInstanceOf(DisconnectedException.class, Soon.take(seen));
        assertInstanceOf(DisconnectedException.class, Soon.failure(socket.emitWithAck("q")));
        socket.emit("q", (AckCallback) (error, answer) -> seen.add(error));
        assertInstanceOf(DisconnectedException.class, Soon.take(seen));
    }

    @Test
    void aCallbackRunsInTheOrderOfTheEvents() {
        io.onConnection(socket -> {
            socket.on("x", args -> seen.add(args.get(0)));
            socket.emit("q", AckCallback.then(answer -> seen.add(answer.get(0))));
        }).listen(0);
        try (var client = TestClient.connect(io)) {
            String id = client.nextQuestion();
            client.emit("['x',1]").send("3" + id + "[2]").emit("['x',3]");
            assertEquals(List.of(1L, 2L, 3L), List.of(Soon.take(seen), Soon.take(seen), Soon.take(seen)));
        }
    }

    @Test
    void aCallbackLearnsOfTheTimeoutAndMayFail() {
        try (var log = new TestLog(); var client = connect()) {
            Socket socket = Soon.take(sockets);
            socket.timeout(SHORT).emit("q", 1, (AckCallback) (error, answer) -> {
                seen.add(error);
                assertSame(null, answer);
                throw new IllegalStateException("oh");
            });
            socket.timeout(SHORT).emit("q", AckCallback.then(answer -> seen.add("answer")));
            assertInstanceOf(AckTimeoutException.class, Soon.take(seen));
            assertEquals("oh", log.nextRecord().getThrown().getMessage());
            client.nextQuestion();
        }
    }

    @Test
    void soManyQuestionsMayWaitAndNoMore() {
        io = new SocketIOServer(new Options().maxPendingAcks(2));
        try (var client = connect()) {
            Socket socket = Soon.take(sockets);
            var first = socket.emitWithAck("q");
            socket.emitWithAck("q");
            var error = assertThrows(IllegalStateException.class, () -> socket.emitWithAck("q"));
            assertTrue(error.getMessage().contains("maxPendingAcks"), error.getMessage());
            client.send("3" + client.nextQuestion() + "[]");
            Soon.get(first);
            var second = socket.timeout(SHORT).emitWithAck("q");    // the advice followed
            assertInstanceOf(AckTimeoutException.class, Soon.failure(second));
            socket.emitWithAck("q");
        }
    }

    /** Each way in which a program can give up a future; the limit of one shows that the question is forgotten at once. */
    @Test
    void aQuestionThatNobodyWaitsForAnyMoreIsForgotten() {
        io = new SocketIOServer(new Options().maxPendingAcks(1));
        try (var client = connect()) {
            Socket socket = Soon.take(sockets);
            for (Consumer<CompletableFuture<?>> end : waysToEnd()) {
                var question = socket.emitWithAck("q");
                end.accept(question);
                assertTrue(question.isDone());
                client.send("3" + client.nextQuestion() + "[\"late\"]");
                var survey = io.emitWithAck("q");
                end.accept(survey);
                assertTrue(survey.isDone());
                client.send("3" + client.nextQuestion() + "[\"late\"]");
            }
            var last = socket.emitWithAck("q");
            client.send("3" + client.nextQuestion() + "[1]");
            assertEquals(1, Soon.get(last).getInt(0));
        }
    }

    private static List<Consumer<CompletableFuture<?>>> waysToEnd() {
        return List.of(
                future -> assertTrue(future.cancel(true)),
                future -> assertTrue(future.complete(null)),
                future -> assertTrue(future.completeExceptionally(new IllegalStateException("enough"))),
                future -> assertInstanceOf(TimeoutException.class, Soon.failure(future.orTimeout(1, TimeUnit.MILLISECONDS))),
                future -> Soon.get(future.completeOnTimeout(null, 1, TimeUnit.MILLISECONDS)),
                future -> Soon.get(future.completeAsync(() -> null)),
                future -> Soon.failure(future.completeAsync(() -> {
                    throw new IllegalStateException("oh");
                })),
                future -> future.obtrudeException(new IllegalStateException("enough")),
                future -> future.obtrudeValue(null));
    }

    @Test
    void oneThatAsksAgainWhenTheTimeIsOverHasRoomForIt() {
        io = new SocketIOServer(new Options().maxPendingAcks(1));
        try (var client = connect()) {
            Socket socket = Soon.take(sockets);
            var second = socket.emitWithAck("q").orTimeout(1, TimeUnit.MILLISECONDS).handle((answer, error) -> error)
                    .thenCompose(error -> socket.emitWithAck("again"));
            client.nextQuestion();
            client.send("3" + client.nextQuestion() + "[2]");
            assertEquals(2, Soon.get(second).getInt(0));
        }
    }

    /** As with any CompletableFuture, what is derived from it ends alone. */
    @Test
    void whatIsDerivedFromAnAnswerMayBeCancelledAndTheQuestionWaitsOn() {
        try (var client = connect()) {
            var answer = Soon.take(sockets).emitWithAck("q");
            assertTrue(answer.thenApply(Args::size).cancel(true));
            client.send("3" + client.nextQuestion() + "[1]");
            assertEquals(1, Soon.get(answer).getInt(0));
        }
    }

    @Test
    void callbacksWhereTheyCannotBeUsedAreErrors() {
        try (var client = connect()) {
            Socket socket = Soon.take(sockets);
            AckCallback callback = (error, answer) -> { };
            var broadcast = assertThrows(IllegalArgumentException.class, () -> io.emit("x", callback));
            assertEquals("a broadcast has many answers: use emitWithAck", broadcast.getMessage());
            assertThrows(IllegalArgumentException.class, () -> socket.emit("x", callback, 1));
            for (Executable withCallback : List.<Executable>of(
                    () -> socket.emitWithAck("x", callback), () -> io.emitWithAck("x", callback))) {
                assertEquals("emitWithAck takes no callback: it returns a future, so write emitWithAck(…).thenAccept(…)",
                        assertThrows(IllegalArgumentException.class, withCallback).getMessage());
            }
            var answered = new CountDownLatch(2);                   // the advice followed
            socket.emitWithAck("x").thenAccept(answer -> answered.countDown());
            client.send("3" + client.nextQuestion() + "[]");
            io.emitWithAck("x").thenAccept(answers -> answered.countDown());
            client.send("3" + client.nextQuestion() + "[]");
            Soon.await(answered);
            socket.emit("end");
            client.expect("2['end']");
        }
    }
}
