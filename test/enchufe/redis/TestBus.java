package enchufe.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Publish and subscribe within this JVM: messages arrive on the publisher's thread, one at a time. */
public final class TestBus implements Supplier<Broker> {
    /** A message as it was published. */
    record Published(String channel, byte[] message) {}

    private record Subscribed(String channel, Broker.Receiver receiver) {
        boolean takes(String published) {
            return channel.endsWith("*") ? published.startsWith(channel.substring(0, channel.length() - 1)) : channel.equals(published);
        }
    }

    private final List<Subscribed> all = new CopyOnWriteArrayList<>();
    final List<Published> published = new CopyOnWriteArrayList<>();

    void publish(String channel, byte[] message) {
        published.add(new Published(channel, message));
        all.stream().filter(one -> one.takes(channel)).forEach(one -> one.receiver().received(channel, message));
    }

    List<String> channels() {
        return all.stream().map(Subscribed::channel).toList();
    }

    @Override
    public Broker get() {
        return new Broker() {
            @Override
            public void publish(String channel, byte[] message) {
                TestBus.this.publish(channel, message);
            }

            @Override
            public Subscription subscribe(String channel, Receiver receiver) {
                var one = new Subscribed(channel, receiver);
                all.add(one);
                return new Subscription() {
                    @Override
                    public CompletionStage<?> begun() {
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public void end() {
                        all.remove(one);
                    }
                };
            }

            @Override
            public CompletionStage<Integer> subscribers(String channel) {
                return CompletableFuture.completedFuture((int) all.stream().filter(one -> one.channel().equals(channel)).count());
            }
        };
    }
}
