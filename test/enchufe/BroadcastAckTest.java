package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** One question to many clients. */
class BroadcastAckTest extends AcksFixture {
    @Test
    void aBroadcastGathersTheAnswersInTheirOrder() throws Exception {
        assertEquals(List.of(), io.emitWithAck("q").get());
        try (var one = connect(); var two = connect()) {
            Socket first = Soon.take(sockets);
            var answers = io.timeout(LONG).emitWithAck("q", 1);
            String id = one.nextQuestion();
            assertEquals(id, two.nextQuestion());
            two.send("3" + id + "[\"two\"]").send("3" + id + "[\"twice\"]").send("2[\"x\"]");
            var others = first.broadcast().emitWithAck("other");
            two.send("3" + two.nextQuestion() + "[]");
            assertEquals(List.of(), Soon.get(others).get(0).list());
            one.send("3" + id + "[\"one\",1]");
            assertEquals(List.of(List.of("two"), List.of("one", 1L)), Soon.get(answers).stream().map(Args::list).toList());
        }
    }

    /** A broadcast to a pattern is encoded for each child: the loop takes the answers of one while another's is being encoded. */
    @Test
    void noAnswerWaitsUntilAllAreAsked() {
        var again = new CountDownLatch(1);
        Namespace rooms = io.of(Pattern.compile("/n\\d"));
        rooms.onConnection(socket -> socket.on("x", again::countDown));
        io.listen(0);
        try (var one = TestClient.open(io); var two = TestClient.open(io)) {
            one.join("/n1");
            two.join("/n2");
            boolean oneIsFirst = firstToBeAsked(rooms).nsp().equals("/n1");
            var calls = new AtomicInteger();
            Iterable<Object> slowTheSecondTime = () -> {
                if (calls.incrementAndGet() == 2) {
                    Soon.await(again);
                }
                return List.of().iterator();
            };
            var answers = CompletableFuture.supplyAsync(() -> rooms.emitWithAck("q", slowTheSecondTime));
            answerAndGoOn(oneIsFirst ? one : two, oneIsFirst ? "/n1" : "/n2");
            answerAndGoOn(oneIsFirst ? two : one, oneIsFirst ? "/n2" : "/n1");
            assertEquals(2, Soon.get(Soon.get(answers)).size());
        }
    }

    /** The children of a pattern are asked in no order that is promised, but always in the same. */
    private static Socket firstToBeAsked(Namespace rooms) {
        return rooms.sockets().iterator().next();
    }

    private static void answerAndGoOn(TestClient client, String namespace) {
        client.send("3" + namespace + "," + client.nextQuestion() + "[1]").send("2" + namespace + ",[\"x\"]");
    }

    @Test
    void aBroadcastThatCannotBeSentToTheSecondNamespaceIsForgottenByTheFirst() {
        io = new SocketIOServer(new Options().maxPendingAcks(1));
        Namespace rooms = io.of(Pattern.compile("/n\\d"));
        io.listen(0);
        try (var one = TestClient.open(io); var two = TestClient.open(io)) {
            one.join("/n1");
            two.join("/n2");
            Socket first = firstToBeAsked(rooms);
            TestClient asked = first.nsp().equals("/n1") ? one : two;
            var calls = new AtomicInteger();
            Iterable<Object> failsTheSecondTime = () -> {
                if (calls.incrementAndGet() == 2) {
                    throw new AssertionError("oh");
                }
                return List.of().iterator();
            };
            assertThrows(AssertionError.class, () -> rooms.emitWithAck("q", failsTheSecondTime));
            asked.nextQuestion();
            first.emitWithAck("q");
            asked.nextQuestion();
        }
    }

    @Test
    void aBroadcastThatTimesOutHoldsTheAnswersSoFar() {
        try (var one = connect(); var two = connect()) {
            List<Args> answersSoFar = List.of();
            for (int ms = 300; answersSoFar.isEmpty(); ms *= 4) {       // on a busy machine, 300 ms may be too short for one
                var answers = io.timeout(Duration.ofMillis(ms)).emitWithAck("q");
                one.send("3" + one.nextQuestion() + "[\"one\"]");
                two.nextQuestion();
                answersSoFar = assertInstanceOf(AckTimeoutException.class, Soon.failure(answers)).answers();
            }
            assertEquals(List.of(List.of("one")), answersSoFar.stream().map(Args::list).toList());
        }
    }

    @Test
    void aBroadcastDoesNotWaitForThoseWhoLeave() {
        try (var one = connect()) {
            var two = connect();
            var answers = io.emitWithAck("q");
            one.send("3" + one.nextQuestion() + "[\"one\"]");
            two.nextQuestion();
            two.disconnect();
            var error = assertInstanceOf(AckTimeoutException.class, Soon.failure(answers));
            assertEquals(List.of(List.of("one")), error.answers().stream().map(Args::list).toList());
        }
    }

    @Test
    void aTimedOutBroadcastForgetsThoseToWhoHaveLeftTheRoom() {
        io = new SocketIOServer(new Options().maxPendingAcks(1));
        try (var client = connect()) {
            Socket socket = Soon.take(sockets);
            socket.join("room");
            var answers = io.to("room").timeout(SHORT).emitWithAck("q");
            client.nextQuestion();
            socket.leave("room");
            assertInstanceOf(AckTimeoutException.class, Soon.failure(answers));
            socket.timeout(SHORT).emitWithAck("q");
            client.nextQuestion();
        }
    }

    @Test
    void aRecipientWithTooManyQuestionsDoesNotStopABroadcast() {
        io = new SocketIOServer(new Options().maxPendingAcks(1));
        try (var one = connect(); var two = connect()) {
            var first = Soon.take(sockets).emitWithAck("q");
            one.nextQuestion();
            var answers = io.emitWithAck("all");
            two.send("3" + two.nextQuestion() + "[2]");
            var error = assertInstanceOf(AckTimeoutException.class, Soon.failure(answers));
            assertEquals(List.of(List.of(2L)), error.answers().stream().map(Args::list).toList());
            assertTrue(!first.isDone());
        }
    }
}
