package enchufe.redis;

import enchufe.ClusterException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Redis as the broker, with two connections: on one that receives messages, Redis takes no other commands. */
final class RedisBroker implements Broker {
    private final RedisAddress address;
    private final Presence presence;
    private final Publisher publisher;
    private final Subscriber subscriber;

    /** Begins to connect. */
    RedisBroker(RedisAddress address) {
        this.address = address;
        this.presence = new Presence(address.toString());
        this.publisher = new Publisher(address, presence);
        this.subscriber = new Subscriber(address, presence);
        publisher.start();
        subscriber.start();
    }

    @Override
    public void publish(String channel, byte[] message) {
        publisher.send(RespCommand.of("PUBLISH", channel, message), null);
    }

    @Override
    public Subscription subscribe(String channel, Receiver receiver) {
        return subscriber.subscribe(channel, receiver);
    }

    @Override
    public CompletionStage<Integer> subscribers(String channel) {
        String away = presence.away();
        if (away != null) {                         // answers would not arrive, and this server would not be counted
            return CompletableFuture.failedFuture(new ClusterException(address + " is away: " + away));
        }
        var reply = new CompletableFuture<Object>();
        publisher.send(RespCommand.of("PUBSUB", "NUMSUB", channel), reply);
        return reply.orTimeout(Reconnecting.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).handle((value, error) -> {
            if (error != null) {
                throw error instanceof ClusterException failure ? failure : new ClusterException(address + " does not answer");
            }
            return value instanceof List<?> pair && pair.get(1) instanceof Long count ? count.intValue() : 0;
        });
    }

    @Override
    public void close() {
        publisher.close();
        subscriber.close();
    }
}
