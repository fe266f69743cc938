package enchufe.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Adapter;
import enchufe.BroadcastOptions;
import enchufe.RemoteSocket;
import enchufe.Soon;
import enchufe.redis.TestRedis.Connection;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Faults of networks, of other servers and of applications: each of them broke something once. */
class RedisFaultsTest extends RedisCase {
    private static final BroadcastOptions ALL = new BroadcastOptions(Set.of(), Set.of(), false, false, true, null);

    /** Redis, or a firewall, ends the connection of a server that publishes seldom. The subscriber's goes on. */
    private Connection publisher() {
        broker.publish("first", new byte[0]);
        return Soon.take(redis.commands).from();
    }

    @Test
    void whatIsPublishedAfterALongPauseIsNotLost() {
        connected();
        publisher().close();
        broker.publish("c", "1".getBytes(UTF_8));
        broker.publish("c", "2".getBytes(UTF_8));
        Soon.holds("it is counted, or arrives", () -> redis.commands.size() == 2 || !log.isEmpty());
        if (redis.commands.size() < 2) {
            assertTrue(log.next().contains("is away"));
            String line = log.next();
            assertTrue(line.matches(".* was away: [123] messages have reached no other server"), line);
        }
    }

    @Test
    void theLogSaysWhyNothingCanBePublished() {
        connected();
        Connection connection = publisher();
        redis.logins.clear();
        redis.answers(words -> words.get(0).equals("PING") ? "-ERR max number of clients reached\r\n" : TestRedis.usual(words));
        connection.close();
        broker.publish("c", new byte[0]);
        Soon.take(redis.logins);                        // it has tried again
        Soon.take(redis.logins);                        // and again
        assertFalse(log.isEmpty(), "the log should say that nothing is published");
    }

    @Test
    void anErrorInAReceiverDoesNotEndTheThread() {
        connected();
        broker.subscribe("bad", (channel, message) -> {
            throw new NoClassDefFoundError("on purpose");
        });
        Soon.take(redis.commands);
        Connection connection = subscribed("a");
        connection.message("bad", "1");
        connection.message("a", "2");
        assertEquals("a a 2", Soon.take(received));
    }

    @Test
    void aWrongUrlKeepsItsPasswordToItself() {
        var trace = new StringWriter();
        assertThrows(IllegalArgumentException.class, () -> RedisAddress.of("redis://me:pass word@local host"))
                .printStackTrace(new PrintWriter(trace));
        assertFalse(trace.toString().contains("pass word"), trace.toString());
    }

    @Test
    void countingFailsIfRedisDoesNotRead() {
        connected();
        var end = new CountDownLatch(1);
        redis.answers(words -> {
            Soon.await(end);
            return ":0\r\n";
        });
        broker.publish("first", new byte[0]);
        Connection connection = Soon.take(redis.commands).from();
        broker.publish("c", new byte[15_000_000]);      // more than the system buffers
        connection.send(":0\r\n");
        CompletableFuture<Integer> count = broker.subscribers("c").toCompletableFuture();
        try {
            assertTimeoutPreemptively(Duration.ofMinutes(1), () -> failure(count));
        } finally {
            end.countDown();
        }
    }

    @Test
    void whatHasNotBegunFailsWhenTheServerCloses() {
        redis.answers(words -> words.get(0).equals("SUBSCRIBE") ? null : TestRedis.usual(words));
        connected();
        CompletableFuture<?> begun = broker.subscribe("c", (channel, message) -> {}).begun().toCompletableFuture();
        Soon.take(redis.commands);
        broker.close();
        Soon.holds("it fails", begun::isDone);
    }

    // ---- the adapter

    private final List<String> called = new ArrayList<>();

    private Adapter.Local local(List<RemoteSocket.State> sockets) {
        return (Adapter.Local) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Adapter.Local.class},
                (proxy, method, arguments) -> {
                    called.add(method.getName() + (arguments[0] instanceof List<?> data ? data.get(0) : ""));
                    return switch (method.getName()) {
                        case "hasRoom" -> true;
                        case "fetchSockets" -> CompletableFuture.completedFuture(sockets);
                        default -> null;
                    };
                });
    }

    private static Object deep(int depth) {
        Object value = "x";
        for (int i = 0; i < depth; i++) {
            value = Arrays.asList(value);
        }
        return value;
    }

    private static RedisCluster join(TestBus bus) {
        return (RedisCluster) RedisAdapter.over(bus).join();
    }

    /** A client may send data that is nested 1000 deep with the event around it, and an application may keep it. */
    @Test
    void deepDataOfASocketCrosses() {
        var bus = new TestBus();
        Adapter.Node asking = join(bus).open("/", local(List.of()));
        join(bus).open("/", local(List.of(new RemoteSocket.State("id", Map.of(), Set.of(), Map.of("name", deep(999))))));
        assertEquals(1, Soon.get(asking.fetchSockets(ALL).toCompletableFuture()).size());
    }

    @Test
    void deepDataOfAnEventCrosses() {
        var bus = new TestBus();
        Adapter.Node sending = join(bus).open("/", local(List.of()));
        join(bus).open("/", local(List.of()));
        sending.emit(Arrays.asList("event", deep(999)), ALL);
        assertTrue(called.contains("emitevent"));
    }

    /** A client may choose the name of a room. */
    @Test
    void aNameOfManySeparatorsTakesNoLongTime() {
        var bus = new TestBus();
        Adapter.Node sending = join(bus).open("/", local(List.of()));
        join(bus).open("/", local(List.of()));
        var options = new BroadcastOptions(Set.of("#".repeat(3_000_000)), Set.of(), false, false, true, null);
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> sending.emit(List.of("event"), options));
    }

    @Test
    void aRequestThatNamesNobodyIsForNobody() {
        var bus = new TestBus();
        join(bus).open("/", local(List.of()));
        bus.publish("socket.io-request#/#", "{\"type\":4,\"requestId\":\"x\"}".getBytes(UTF_8));
        assertEquals(List.of(), called);
    }
}
