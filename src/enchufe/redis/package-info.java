/**
 * A cluster over Redis: an {@link enchufe.Adapter} that speaks as npm's {@code @socket.io/redis-adapter} 8 does, with a client of
 * Redis of its own.
 *
 * <pre>{@code
 *     io.to("red").emit("hello")
 *        │
 *        ├─▶ the sockets of this server                            in memory: at once, also while Redis is away
 *        │
 *        └─▶ RedisNode ──▶ Broker.publish("socket.io#/#red#", MessagePack)
 *                                     │
 *     another server:            Broker.Receiver ──▶ RedisCluster ──▶ RedisNode ──▶ its sockets in "red"
 *
 *     io.fetchSockets()
 *        └─▶ RedisNode: how many servers are there? ──▶ request ──▶ Answering, on each of them
 *                 Question: counts the answers      ◀── answer  ◀──┘
 * }</pre>
 *
 * <p><b>Channels.</b> {@code key#namespace#} and {@code key#namespace#room#} carry broadcasts; {@code key-request#namespace#} what
 * servers ask; {@code key-response#namespace#} and {@code key-response#namespace#uid#} the answers. {@code ClassicMessages} knows
 * what is in them.
 *
 * <p><b>Redis.</b> {@code RespReader} and {@code RespCommand} are its protocol, RESP 2. {@code RedisBroker} has two connections:
 * {@code Publisher} and {@code Subscriber}, which connect again whenever they break.
 *
 * <p><b>Threads.</b> Each connection has one that may wait, and the subscriber another that writes. No other thread waits for
 * Redis.
 *
 * <p><b>Errors.</b> What another server sends in a wrong form is left out, and logged if it could not even be read. Who asks other
 * servers gets a {@link enchufe.ClusterException}.
 */
package enchufe.redis;
