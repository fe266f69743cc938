package enchufe.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Soon;
import enchufe.redis.TestRedis.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Redis goes away and comes back, does not keep up, or the server closes. */
class RedisAwayTest extends RedisCase {
    // ---- away, and back

    @Test
    void anErrorOfOursDoesNotEndTheTries() {
        var tries = new CountDownLatch(2);
        var connection = new Reconnecting(RedisAddress.of("redis://127.0.0.1:1"), "under test") {
            @Override
            void serve(RedisConnection fresh) {}

            @Override
            void onAway(String why) {
                tries.countDown();
                throw new OutOfMemoryError("expected by the test");
            }
        };
        connection.start();
        Soon.await(tries);
        connection.close();
        assertTrue(log.next().contains("it is tried again"));
    }

    @Test
    void whileRedisIsAwayNothingWaits() {
        redis.stop();
        begin("", "");
        String line = log.next();
        assertTrue(line.startsWith(at() + "is away: java.net.ConnectException: Connection refused"), line);
        assertTrue(line.endsWith("; until it is back, events reach only the sockets of this server"), line);
        broker.publish("c", new byte[0]);
        CompletableFuture<Integer> count = broker.subscribers("c").toCompletableFuture();
        assertTrue(count.isDone());
        String error = failure(count);
        assertTrue(error.startsWith(at() + "is away: java.net.ConnectException"), error);
        Broker.Subscription ended = broker.subscribe("ended", (channel, message) -> {});
        ended.end();
        CompletableFuture<?> begun = broker.subscribe("a", (channel, message) -> {}).begun().toCompletableFuture();
        assertFalse(begun.isDone());
        redis.start();
        Soon.get(begun);
        Soon.holds("counting works", () -> !broker.subscribers("c").toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void itIsBackWhenAllIsSubscribedAgain() {
        connected();
        subscribed("kept");
        Broker.Subscription ended = broker.subscribe("ended", (channel, message) -> {});
        Connection old = Soon.take(redis.commands).from();
        redis.stop();
        assertTrue(log.next().startsWith(at() + "is away: java."));
        ended.end();
        broker.subscribe("new*", (channel, message) -> {});
        redis.answers(words -> words.get(0).contains("SUBSCRIBE") ? null : TestRedis.usual(words));
        redis.start();
        Connection fresh = Soon.take(redis.commands).from();
        Soon.take(redis.commands);
        assertNotSame(old, fresh);
        assertEquals(Set.of("kept", "new*"), fresh.channels());
        fresh.send(TestRedis.usual(List.of("SUBSCRIBE", "kept")));
        fresh.message("kept", "early");
        assertEquals("kept kept early", Soon.take(received));
        assertTrue(log.isEmpty(), "one is not confirmed yet");
        assertTrue(failureOfCounting().startsWith(at() + "is away: java."));
        fresh.send(TestRedis.usual(List.of("PSUBSCRIBE", "new*")));
        assertLogged("is back: this server is part of the cluster");
        redis.answers(TestRedis::usual);
        Soon.holds("counting works", () -> !broker.subscribers("c").toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void theLogSaysHowManyMessagesWereDropped() {
        redis.stop();
        var publisher = new Publisher(redis.address(), new Presence(redis.address().toString()));
        publisher.start();
        var first = new CompletableFuture<Object>();
        publisher.send(RespCommand.of("PUBLISH", "c", "0"), first);       // it waits for the first try
        assertTrue(failure(first).startsWith(at() + "is away: java.net.ConnectException"));
        publisher.send(RespCommand.of("PUBLISH", "c", "1"), null);
        publisher.send(RespCommand.of("PUBLISH", "c", "2"), null);
        assertTrue(log.next().contains("is away"));
        redis.start();
        assertLogged("was away: 2 messages have reached no other server");
        assertLogged("is back: this server is part of the cluster");
        publisher.send(RespCommand.of("PUBLISH", "c", "3"), null);
        assertEquals(List.of("PUBLISH", "c", "3"), nextCommand());
        publisher.close();
    }

    @Test
    void aMessageThatEndsInTheMiddleIsNone() {
        connected();
        Connection connection = subscribed("a");
        connection.send("*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$5\r\nhel");
        connection.close();
        String line = log.next();
        assertTrue(line.startsWith(at() + "is away: java.io.EOFException: a bulk string ends in the middle;"), line);
        Connection fresh = Soon.take(redis.commands).from();
        assertLogged("is back: this server is part of the cluster");
        fresh.message("a", "hello");
        assertEquals("a a hello", Soon.take(received));
    }

    @Test
    void whatIsNoRespEndsTheConnection() {
        connected();
        subscribed("a").send("HTTP/1.1 400 Bad Request\r\n");
        String line = log.next();
        assertTrue(line.startsWith(at() + "is away: java.io.IOException: no RESP"), line);
        assertEquals(List.of("SUBSCRIBE", "a"), nextCommand());
        assertLogged("is back: this server is part of the cluster");
    }

    /** Threads subscribe and end again while the connection breaks: in the end Redis knows exactly what is subscribed. */
    @Test
    void subscribingWhileTheConnectionBreaks() {
        connected();
        subscribed("first").close();
        Map<Integer, Boolean> last = IntStream.range(0, 4).parallel().boxed().collect(Collectors.toConcurrentMap(id -> id, id -> {
            boolean isOn = false;
            Broker.Subscription subscription = null;
            for (int i = 0; i < 1000 + ThreadLocalRandom.current().nextInt(2); i++) {
                if (isOn) {
                    subscription.end();
                } else {
                    subscription = broker.subscribe("c" + id, (channel, message) -> {});
                }
                isOn = !isOn;
            }
            return isOn;
        }));
        Set<String> expected = last.keySet().stream().filter(last::get).map(id -> "c" + id).collect(Collectors.toSet());
        expected.add("first");
        Soon.holds("all is subscribed", () -> redis.commands.stream().reduce((earlier, later) -> later)
                .map(command -> command.from().channels().equals(expected)).orElse(false));
        assertTrue(log.next().contains("is away"));
        assertLogged("is back: this server is part of the cluster");
    }

    // ---- limits, and the end

    /** {@return a message; with it, a command that publishes it in "c" has that many bytes} */
    private static byte[] messageOfCommand(int bytes) {
        int some = 10_000_000;                          // as many digits as the length in the end
        return new byte[some + bytes - RespCommand.of("PUBLISH", "c", new byte[some]).length];
    }

    @Test
    void whatWaitsIsBounded() {
        connected();
        redis.answers(words -> words.get(0).equals("PUBLISH") ? null : TestRedis.usual(words));
        broker.publish("first", new byte[0]);
        Connection connection = Soon.take(redis.commands).from();   // it has been sent, so what follows waits
        byte[] most = messageOfCommand(Publisher.MAX_WAITING_BYTES);
        broker.publish("c", most);
        assertEquals(at() + "does not keep up", failureOfCounting());
        assertLogged("does not keep up: 16777216 bytes wait to be sent, and what does not fit reaches no other server");
        redis.answers(TestRedis::usual);
        connection.send(":0\r\n");
        assertEquals(most.length, nextCommand().get(2).length());
        assertEquals(0, Soon.get(broker.subscribers("c").toCompletableFuture()));
        assertTrue(log.isEmpty());
    }

    @Test
    void closingFailsWhatWaits() {
        connected();
        redis.answers(words -> null);
        CompletableFuture<Integer> sent = broker.subscribers("sent").toCompletableFuture();
        Soon.take(redis.commands);
        CompletableFuture<Integer> waiting = broker.subscribers("waiting").toCompletableFuture();
        broker.close();
        assertEquals("the server has closed", failure(waiting).replace(at() + "is away: ", ""));
        assertTrue(failure(sent).startsWith(at() + "is away"));
        assertEquals("the server has closed", failureOfCounting());
        broker.publish("c", new byte[0]);
        broker.subscribe("c", (channel, message) -> {}).end();
        assertTrue(log.isEmpty(), "whoever closes it knows");
    }

    private static boolean isWriting() {
        return Thread.getAllStackTraces().entrySet().stream().anyMatch(each ->
                each.getKey().getName().equals("enchufe-redis-publisher")
                && Arrays.stream(each.getValue()).anyMatch(frame -> frame.getMethodName().equals("write")));
    }

    @Test
    void closingEndsAWriteThatRedisDoesNotRead() {
        connected();
        var closed = new CountDownLatch(1);
        redis.answers(words -> {
            Soon.await(closed);                         // it reads nothing more
            return ":0\r\n";
        });
        broker.publish("first", new byte[0]);
        Connection connection = Soon.take(redis.commands).from();
        broker.publish("c", messageOfCommand(Publisher.MAX_WAITING_BYTES));      // more than the system buffers
        connection.send(":0\r\n");
        Soon.holds("it writes", RedisAwayTest::isWriting);
        CompletableFuture<Integer> waiting = broker.subscribers("c").toCompletableFuture();
        broker.close();
        assertTrue(failure(waiting).contains("the server has closed"));
        assertAllThreadsEnd();
        closed.countDown();
    }

    @Test
    void closingWhileRedisIsAway() {
        redis.stop();
        begin("", "");
        assertTrue(log.next().contains("is away"));
        broker.close();
        assertAllThreadsEnd();
        assertTrue(log.isEmpty());
    }
}
