package enchufe.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Soon;
import enchufe.redis.TestRedis.Command;
import enchufe.redis.TestRedis.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Commands and messages, while Redis is there. */
class RedisBrokerTest extends RedisCase {
    // ---- logging in

    private void assertLogsIn(String login, String database, List<List<String>> commands) {
        begin(login, database);
        var byConnection = new HashMap<Connection, List<List<String>>>();
        for (int i = 0; i < 2 * commands.size(); i++) {
            Command command = Soon.take(redis.logins);
            byConnection.computeIfAbsent(command.from(), first -> new ArrayList<>()).add(command.words());
        }
        assertEquals(List.of(commands, commands), List.copyOf(byConnection.values()));
        broker.close();
    }

    @Test
    void bothConnectionsLogIn() {
        assertLogsIn("me:a%20b@", "", List.of(List.of("AUTH", "me", "a b"), List.of("PING")));
        assertLogsIn(":secret@", "/2", List.of(List.of("AUTH", "secret"), List.of("SELECT", "2"), List.of("PING")));
        assertLogsIn("", "/0", List.of(List.of("PING")));
    }

    @Test
    void aWrongPasswordIsLoggedWithTheWordsOfRedis() {
        redis.answers(words -> words.get(0).equals("AUTH") ? "-WRONGPASS invalid username-password pair\r\n"
                : TestRedis.usual(words));
        begin("me:secret@", "");
        String line = log.next();
        assertTrue(line.startsWith(at() + "is away: "), line);
        assertTrue(line.contains("WRONGPASS invalid username-password pair;"), line);
        assertFalse(line.contains("secret"), line);
        String error = failureOfCounting();
        assertTrue(error.contains("WRONGPASS"), error);
        assertFalse(error.contains("secret"), error);
    }

    // ---- commands

    @Test
    void publishedBytesArriveAsTheyAre() {
        connected();
        var all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        broker.publish("c\u00e9 \r\n", all);
        broker.publish("", new byte[0]);
        String channel = new String("c\u00e9 \r\n".getBytes(UTF_8), ISO_8859_1);
        assertEquals(List.of("PUBLISH", channel, new String(all, ISO_8859_1)), nextCommand());
        assertEquals(List.of("PUBLISH", "", ""), nextCommand());
    }

    @Test
    void messagesArriveInTheirOrder() {
        connected();
        for (int i = 0; i < 10_000; i++) {
            broker.publish("c", Integer.toString(i).getBytes(UTF_8));
        }
        for (int i = 0; i < 10_000; i++) {
            assertEquals(List.of("PUBLISH", "c", Integer.toString(i)), nextCommand());
        }
    }

    @Test
    void redisSaysHowManySubscribersThereAre() {
        connected();
        redis.answers(words -> words.get(0).equals("PUBSUB") ? TestRedis.array(TestRedis.bulk("c"), ":7\r\n")
                : TestRedis.usual(words));
        assertEquals(7, Soon.get(broker.subscribers("c").toCompletableFuture()));
        assertEquals(List.of("PUBSUB", "NUMSUB", "c"), nextCommand());
    }

    @Test
    void anErrorFailsOneCommandOnly() {
        connected();
        redis.answers(words -> words.contains("bad") ? "-NOPERM no permission\r\n" : TestRedis.usual(words));
        CompletableFuture<Integer> bad = broker.subscribers("bad").toCompletableFuture();
        CompletableFuture<Integer> good = broker.subscribers("good").toCompletableFuture();
        assertEquals(at() + "says: NOPERM no permission", failure(bad));
        assertEquals(0, Soon.get(good));
        assertLogged("says: NOPERM no permission");
        broker.publish("bad", new byte[0]);
        broker.publish("good", new byte[0]);
        assertEquals(0, Soon.get(broker.subscribers("c").toCompletableFuture()));
        Connection one = Soon.take(redis.commands).from();
        redis.commands.forEach(command -> assertEquals(one, command.from()));
        assertEquals(4, redis.commands.size());
    }

    // ---- messages

    @Test
    void messagesReachTheirReceivers() {
        connected();
        subscribed("a");
        subscribed("p:*");
        Connection connection = subscribed("b");
        connection.message("b", "1");
        connection.message("a", "2");
        connection.send(TestRedis.array(TestRedis.bulk("pmessage"), TestRedis.bulk("p:*"), TestRedis.bulk("p:x"),
                TestRedis.bulk("3")));
        connection.message("unknown", "4");
        connection.message("a", "");
        for (String message : List.of("b b 1", "a a 2", "p:* p:x 3", "a a ")) {
            assertEquals(message, Soon.take(received));
        }
        assertEquals(Set.of("a", "b", "p:*"), connection.channels());
    }

    @Test
    void whatHasEndedIsNotReceived() {
        connected();
        Broker.Subscription ended = broker.subscribe("ended", (channel, message) -> received.add("ended"));
        assertEquals(List.of("SUBSCRIBE", "ended"), nextCommand());
        ended.end();
        assertEquals(List.of("UNSUBSCRIBE", "ended"), nextCommand());
        ended.end();
        Broker.Subscription pattern = broker.subscribe("p*", (channel, message) -> {});
        assertEquals(List.of("PSUBSCRIBE", "p*"), nextCommand());
        pattern.end();
        assertEquals(List.of("PUNSUBSCRIBE", "p*"), nextCommand());
        Connection connection = subscribed("a");
        connection.message("ended", "1");
        connection.message("a", "2");
        assertEquals("a a 2", Soon.take(received));
    }

    @Test
    void aReceiverThatThrowsDoesNotStopTheNextMessage() {
        connected();
        broker.subscribe("bad\n", (channel, message) -> {
            throw new IllegalStateException("on purpose");
        });
        Soon.take(redis.commands);
        Connection connection = subscribed("a");
        connection.message("bad\n", "1");
        connection.message("a", "2");
        assertEquals("a message in \"bad\\n\" could not be used: java.lang.IllegalStateException: on purpose", log.next());
        assertEquals("a a 2", Soon.take(received));
    }

    @Test
    void aSubscriptionHasBegunWhenRedisSaysSo() {
        connected();
        redis.answers(words -> words.get(0).equals("SUBSCRIBE") ? null : TestRedis.usual(words));
        CompletableFuture<?> first = broker.subscribe("1", (channel, message) -> {}).begun().toCompletableFuture();
        CompletableFuture<?> second = broker.subscribe("2", (channel, message) -> {}).begun().toCompletableFuture();
        Connection connection = Soon.take(redis.commands).from();
        Soon.take(redis.commands);
        connection.send(TestRedis.usual(List.of("SUBSCRIBE", "2")));
        Soon.get(second);
        assertFalse(first.isDone());
        connection.send(TestRedis.usual(List.of("SUBSCRIBE", "1")));
        Soon.get(first);
    }
}
