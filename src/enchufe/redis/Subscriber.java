package enchufe.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import enchufe.ClusterException;
import enchufe.log.Log;
import enchufe.log.Quote;
import enchufe.log.RareWarnings;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The connection that receives messages. After Redis was away it subscribes to all channels again, and is present only when Redis
 * has confirmed the last one.
 */
final class Subscriber extends Reconnecting {
    private static final Logger LOG = Log.of("enchufe");

    /** A channel; completes when Redis has begun. One channel has one receiver. */
    private record Channel(Broker.Receiver receiver, CompletableFuture<Void> begun) {}

    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final ExecutorService writer;           // writes what is subscribed meanwhile: whoever asks for it may not wait
    private final Presence presence;
    private final RareWarnings warnings = new RareWarnings(LOG);
    private final Set<String> changed = new HashSet<>();        // channels to subscribe to, or not any more; under the monitor
    private final ReentrantLock writing = new ReentrantLock();  // guards what is written; a write may wait
    private RedisConnection connection;             // under that lock; null while there is none
    private int unconfirmed;                        // channels that Redis has been asked for; used by the connection's thread,
    private boolean silent;                         // like this: a ping was sent, and nothing has come since

    Subscriber(RedisAddress address, Presence presence) {
        super(address, "enchufe-redis-subscriber");
        this.presence = presence;
        presence.expect(this);
        this.writer = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "enchufe-redis-subscriptions");
            thread.setDaemon(true);
            return thread;
        });
    }

    Broker.Subscription subscribe(String given, Broker.Receiver receiver) {
        String channel = new String(given.getBytes(UTF_8), UTF_8);      // as it comes back: a lone surrogate does not
        var entry = new Channel(receiver, new CompletableFuture<>());
        channels.put(channel, entry);
        change(channel);
        return new Broker.Subscription() {
            @Override
            public CompletionStage<?> begun() {
                return entry.begun();
            }

            @Override
            public void end() {
                if (channels.remove(channel, entry)) {
                    change(channel);
                }
            }
        };
    }

    private synchronized void change(String channel) {
        boolean isFirst = changed.isEmpty();
        changed.add(channel);
        if (isFirst && !isClosed()) {
            writer.execute(this::writeChanges);
        }
    }

    private synchronized List<String> takeChanges() {
        List<String> all = List.copyOf(changed);
        changed.clear();
        return all;
    }

    private void writeChanges() {
        writing.lock();
        try {
            List<String> all = takeChanges();       // under the lock: whoever connects meanwhile subscribes to what there is
            if (connection != null) {
                for (String channel : all) {
                    write(channels.containsKey(channel) ? "SUBSCRIBE" : "UNSUBSCRIBE", channel);
                }
                connection.flush();
            }
        } catch (IOException e) {
            breakOff();                             // whoever reads it finds out, and all is subscribed again
        } finally {
            writing.unlock();
        }
    }

    private void write(String command, String channel) throws IOException {
        connection.write(RespCommand.of(channel.endsWith("*") ? "P" + command : command, channel));
    }

    @Override
    void serve(RedisConnection fresh) throws IOException {
        silent = false;
        unconfirmed = 0;
        writing.lock();
        try {
            connection = fresh;
            for (String channel : channels.keySet()) {
                unconfirmed++;
                write("SUBSCRIBE", channel);
            }
            fresh.flush();
        } finally {
            writing.unlock();
        }
        isPresentIfAllIsConfirmed();
        while (!isClosed()) {
            if (isThere(fresh) && fresh.read() instanceof List<?> push) {
                take(push);
            }
        }
    }

    /** {@return whether something has come; if nothing comes for long, Redis is asked whether it is there} */
    private boolean isThere(RedisConnection fresh) throws IOException {
        try {
            fresh.await();
            silent = false;
            return true;
        } catch (SocketTimeoutException e) {
            if (silent) {
                throw e;
            }
            silent = true;
            ping(fresh);
            return false;
        }
    }

    private void ping(RedisConnection fresh) throws IOException {
        try {
            if (!writing.tryLock(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SocketTimeoutException("it takes no more commands");
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        try {
            fresh.write(RespCommand.of("PING"));
            fresh.flush();
        } finally {
            writing.unlock();
        }
    }

    private void take(List<?> push) throws IOException {
        String kind = text(push.get(0));
        if (kind.equals("message")) {
            receive(text(push.get(1)), text(push.get(1)), (byte[]) push.get(2));
        } else if (kind.equals("pmessage")) {
            receive(text(push.get(1)), text(push.get(2)), (byte[]) push.get(3));
        } else if (kind.equals("subscribe") || kind.equals("psubscribe")) {
            confirmed(text(push.get(1)));
        }
    }

    private static String text(Object bytes) throws IOException {
        if (bytes instanceof byte[] utf8) {
            return new String(utf8, UTF_8);
        }
        throw new IOException("no message of pub/sub");
    }

    private void receive(String subscribed, String channel, byte[] message) {
        Channel entry = channels.get(subscribed);
        if (entry != null) {
            try {
                entry.receiver().received(channel, message);
            } catch (Throwable e) {                 // one message must not stop the others
                warnings.say("message", "a message in " + Quote.of(channel) + " could not be used: " + Quote.message(e));
            }
        }
    }

    private void confirmed(String channel) {
        Channel entry = channels.get(channel);
        if (entry != null) {
            entry.begun().complete(null);
        }
        unconfirmed--;
        isPresentIfAllIsConfirmed();
    }

    private void isPresentIfAllIsConfirmed() {
        if (unconfirmed <= 0) {                     // less: channels that were added since
            works();
            presence.present(this);
        }
    }

    @Override
    void onAway(String why) {
        writing.lock();
        try {
            connection = null;
        } finally {
            writing.unlock();
        }
        presence.away(this, why);
    }

    @Override
    synchronized void close() {
        super.close();
        writer.shutdown();
        channels.values().forEach(entry -> entry.begun().completeExceptionally(new ClusterException("the server has closed")));
    }
}
