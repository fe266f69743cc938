package enchufe.redis;

import java.util.concurrent.CompletionStage;

/**
 * Publish and subscribe, as Redis has it: what {@link RedisAdapter} needs to bring servers together. Applications that have a Redis
 * client already, or another broker, can put it in the place of Enchufe's own client. Its methods are called on any thread, a loop
 * too, so they may not wait for anything.
 */
public interface Broker extends AutoCloseable {
    /** Takes the messages of a channel. */
    @FunctionalInterface
    interface Receiver {
        /**
         * A message has come. Called by one thread at a time, in the order in which they were published.
         *
         * @param channel where it was published
         * @param message the message
         */
        void received(String channel, byte[] message);
    }

    /** A channel that is being received. */
    interface Subscription {
        /** {@return completes when the broker has begun} */
        CompletionStage<?> begun();

        /** Ends it. */
        void end();
    }

    /**
     * Publishes a message. While the broker cannot be reached, it is dropped.
     *
     * @param channel where
     * @param message the message
     */
    void publish(String channel, byte[] message);

    /**
     * Receives the messages of a channel. This goes on after the broker was away.
     *
     * @param channel its name; or a pattern as those of {@code PSUBSCRIBE}, if it ends in {@code *}
     * @param receiver takes the messages
     * @return ends it
     */
    Subscription subscribe(String channel, Receiver receiver);

    /**
     * {@return how many subscribers a channel has, patterns not counted; fails if the broker cannot be reached}
     *
     * @param channel its name
     */
    CompletionStage<Integer> subscribers(String channel);

    /** The server leaves the cluster. Does nothing unless it is implemented, since the connection may serve something else too. */
    @Override
    default void close() {}
}
