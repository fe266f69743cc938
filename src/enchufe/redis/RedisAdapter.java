package enchufe.redis;

import enchufe.Adapter;
import enchufe.engine.EngineOptions;
import enchufe.log.Misuse;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Brings servers together over Redis, in the format of npm's {@code @socket.io/redis-adapter} 8: servers in Java and in Node may be
 * in one cluster, and {@code @socket.io/redis-emitter} reaches the clients of all.
 *
 * <pre>{@code
 * var io = new SocketIOServer(new Options().adapter(RedisAdapter.at("redis://localhost:6379")));
 * }</pre>
 *
 * <p>While Redis is away, local sockets are served, and what the other servers should hear is dropped: pub/sub keeps nothing. The
 * log says when Redis goes and when it is back. Immutable.
 */
public final class RedisAdapter implements Adapter {

    private final Supplier<Broker> brokers;
    private final String key;
    private final Duration requestsTimeout;

    private RedisAdapter(Supplier<Broker> brokers, String key, Duration requestsTimeout) {
        this.brokers = brokers;
        this.key = key;
        this.requestsTimeout = requestsTimeout;
    }

    /**
     * {@return an adapter with Enchufe's own client of Redis; each server makes two connections}
     *
     * @param url {@code redis://user:password@host:6379/0}, or {@code rediss://} for TLS; only the host is needed
     * @throws IllegalArgumentException if it is no such URL
     */
    public static RedisAdapter at(String url) {
        RedisAddress address = RedisAddress.of(url);
        return over(() -> new RedisBroker(address));
    }

    /**
     * {@return an adapter with the application's own client of Redis, or another broker}
     *
     * @param brokers called once for each server
     */
    public static RedisAdapter over(Supplier<Broker> brokers) {
        return new RedisAdapter(Misuse.requireNonNull(brokers, "brokers"), "socket.io", Duration.ofSeconds(5));
    }

    /**
     * {@return an adapter with this prefix of the channels, the same on all servers of a cluster; {@code socket.io} by default}
     *
     * @param prefix the prefix
     */
    public RedisAdapter key(String prefix) {
        return new RedisAdapter(brokers, Misuse.requireNonNull(prefix, "prefix"), requestsTimeout);
    }

    /**
     * {@return an adapter with this time for the answers of other servers, to {@code fetchSockets} for example, and for
     * acknowledgements of their clients if {@code timeout(…)} does not say another one; 5 s by default}
     *
     * @param value 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public RedisAdapter requestsTimeout(Duration value) {
        return new RedisAdapter(brokers, key, EngineOptions.check("requestsTimeout", Misuse.requireNonNull(value, "value")));
    }

    @Override
    public Cluster join() {
        return new RedisCluster(brokers.get(), key, requestsTimeout);
    }
}
