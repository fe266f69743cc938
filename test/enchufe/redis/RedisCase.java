package enchufe.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import enchufe.ClusterException;
import enchufe.Soon;
import enchufe.TestLog;
import enchufe.redis.TestRedis.Connection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;

/** Enchufe's own client of Redis, and a Redis that behaves as a test wants. */
abstract class RedisCase {
    final TestLog log = new TestLog();
    final TestRedis redis = new TestRedis();
    private final Set<Thread> threadsBefore = threads();
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    RedisBroker broker;

    @AfterEach
    void close() {
        if (broker != null) {
            broker.close();
        }
        redis.close();
        assertAllThreadsEnd();
        log.close();
    }

    final void assertAllThreadsEnd() {
        Soon.holds("all threads have ended", () -> threadsBefore.containsAll(threads()));
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("enchufe-redis-"))
                .collect(Collectors.toSet());
    }

    final void begin(String login, String database) {
        broker = new RedisBroker(RedisAddress.of("redis://" + login + "127.0.0.1:" + redis.port() + database));
    }

    /** Connects, and waits until both connections have logged in. */
    final void connected() {
        begin("", "");
        assertLogged("answers: this server is part of the cluster");
        Soon.get(broker.subscribers("").toCompletableFuture());
        Soon.take(redis.commands);
    }

    final String at() {
        return "Redis at 127.0.0.1:" + redis.port() + " ";
    }

    final void assertLogged(String line) {
        assertEquals(at() + line, log.next());
    }

    /** Receives a channel, and waits until that has begun. {@return where messages in it are to be sent} */
    final Connection subscribed(String channel) {
        Soon.get(broker.subscribe(channel, (from, message) ->
                received.add(channel + " " + from + " " + new String(message, UTF_8))).begun().toCompletableFuture());
        return Soon.take(redis.commands).from();
    }

    final List<String> nextCommand() {
        return Soon.take(redis.commands).words();
    }

    static String failure(CompletableFuture<?> future) {
        return assertInstanceOf(ClusterException.class, Soon.failure(future)).getMessage();
    }

    final String failureOfCounting() {
        return failure(broker.subscribers("c").toCompletableFuture());
    }
}
