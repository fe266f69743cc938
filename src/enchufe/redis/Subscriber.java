package enchufe.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import enchufe.log.Log;
import enchufe.log.Quote;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

/**
 * The connection that receives messages. After Redis was away it subscribes to all channels again, and only when Redis has
 * confirmed the last one does it say that Redis is back.
 */
final class Subscriber extends Reconnecting {
    private static final Logger LOG = Log.of("enchufe");

    /** A channel; completes when Redis has begun. One channel has one receiver. */
    private record Channel(Broker.Receiver receiver, CompletableFuture<Void> begun) {}

    private final String name;
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final ExecutorService writer;           // writes what is subscribed meanwhile: whoever asks for it may not wait
    private final Set<String> unconfirmed = new HashSet<>();        // confined to the thread of the connection
    private final Object writing = new Object();    // guards the next field, and its output; a write may wait
    private RedisConnection connection;             // null while Redis is away
    private boolean silent;                         // a ping was sent, and nothing has come since
    private volatile String away = "it is being connected";         // why Redis is away; null while it is not
    private boolean said;                           // that it is away

    Subscriber(RedisAddress address) {
        super(address, "enchufe-redis-subscriber");
        this.name = address.toString();
        this.writer = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "enchufe-redis-subscriptions");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** {@return why messages do not arrive now; null while they do} */
    String away() {
        return away;
    }

    Broker.Subscription subscribe(String channel, Broker.Receiver receiver) {
        var entry = new Channel(receiver, new CompletableFuture<>());
        channels.put(channel, entry);
        later("SUBSCRIBE", channel);
        return new Broker.Subscription() {
            @Override
            public CompletionStage<?> begun() {
                return entry.begun();
            }

            @Override
            public void end() {
                if (channels.remove(channel, entry)) {
                    later("UNSUBSCRIBE", channel);
                }
            }
        };
    }

    private synchronized void later(String command, String channel) {
        if (!isClosed()) {
            writer.execute(() -> {
                synchronized (writing) {
                    if (connection != null && channels.containsKey(channel) == command.equals("SUBSCRIBE")) {
                        try {
                            write(command, channel);
                            connection.flush();
                        } catch (IOException e) {
                            connection.close();     // whoever reads it finds out, and all is subscribed again
                        }
                    }
                }
            });
        }
    }

    private void write(String command, String channel) throws IOException {
        connection.write(RespCommand.of(channel.endsWith("*") ? "P" + command : command, channel));
    }

    @Override
    void serve(RedisConnection fresh) throws IOException {
        silent = false;
        synchronized (writing) {
            connection = fresh;
            unconfirmed.clear();
            for (String channel : channels.keySet()) {
                unconfirmed.add(channel);
                write("SUBSCRIBE", channel);
            }
            fresh.flush();
        }
        isBackIfAllIsConfirmed();
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
            synchronized (writing) {
                fresh.write(RespCommand.of("PING"));
                fresh.flush();
            }
            return false;
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
            } catch (RuntimeException | StackOverflowError e) {        // one message must not stop the others
                LOG.log(Level.ERROR, "a message in " + Quote.of(channel) + " could not be used", e);
            }
        }
    }

    private void confirmed(String channel) {
        Channel entry = channels.get(channel);
        if (entry != null) {
            entry.begun().complete(null);
        }
        unconfirmed.remove(channel);
        isBackIfAllIsConfirmed();
    }

    private void isBackIfAllIsConfirmed() {
        if (away != null && unconfirmed.isEmpty()) {
            away = null;
            LOG.log(Level.INFO, name + (said ? " is back" : " answers") + ": this server is part of the cluster");
            said = false;
        }
    }

    @Override
    void onAway(String why) {
        synchronized (writing) {
            connection = null;
        }
        away = why;
        if (!said) {
            said = true;
            LOG.log(Level.WARNING, name + " is away: " + why + "; until it is back, events reach only the sockets of this server");
        }
    }

    @Override
    synchronized void close() {
        super.close();
        writer.shutdown();
    }
}
