package enchufe.redis;

import enchufe.ClusterException;
import enchufe.log.Log;
import enchufe.log.RareWarnings;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The connection that sends commands: as many together as are waiting, and then reads their replies. What waits is bounded; while
 * Redis is away, nothing waits.
 */
final class Publisher extends Reconnecting {
    /** How many bytes of commands may wait. */
    static final int MAX_WAITING_BYTES = 16 * 1024 * 1024;
    private static final int BATCH_BYTES = 256 * 1024;
    private static final Logger LOG = Log.of("enchufe");

    /** A command, and what takes its reply; null for nothing. */
    private record Command(byte[] bytes, CompletableFuture<Object> reply) {
        void fail(String why) {
            if (reply != null) {
                reply.completeExceptionally(new ClusterException(why));
            }
        }
    }

    private final String name;
    private final RareWarnings warnings = new RareWarnings(LOG);
    private final ArrayDeque<Command> waiting = new ArrayDeque<>();     // under the monitor, like the rest
    private long waitingBytes;
    private long dropped;
    private String away;                            // why there is no connection; null while there is one, or the first is made

    Publisher(RedisAddress address) {
        super(address, "enchufe-redis-publisher");
        this.name = address.toString();
    }

    /**
     * Sends a command.
     *
     * @param reply takes the reply, or fails; null if nobody waits for it: then the command may be dropped
     */
    synchronized void send(byte[] command, CompletableFuture<Object> reply) {
        var entry = new Command(command, reply);
        if (away != null || isClosed()) {
            dropped++;
            entry.fail(isClosed() ? "the server has closed" : name + " is away: " + away);
        } else if (waitingBytes + command.length > MAX_WAITING_BYTES) {
            dropped++;
            entry.fail(name + " does not keep up");
            warnings.say("redis", name + " does not keep up: " + MAX_WAITING_BYTES + " bytes wait to be sent, and what does not fit"
                    + " reaches no other server");
        } else {
            waiting.add(entry);
            waitingBytes += command.length;
            notifyAll();
        }
    }

    @Override
    void serve(RedisConnection fresh) throws IOException {
        long lost = present();
        if (lost > 0) {
            LOG.log(Level.WARNING, name + " was away: " + lost + " messages have reached no other server");
        }
        for (List<Command> batch = next(); !batch.isEmpty(); batch = next()) {
            int done = 0;
            try {
                for (Command command : batch) {
                    fresh.write(command.bytes());
                }
                fresh.flush();
                for (; done < batch.size(); done++) {
                    answer(batch.get(done), fresh);
                }
            } finally {
                batch.subList(done, batch.size()).forEach(command -> command.fail(name + " is away"));
            }
        }
    }

    private void answer(Command command, RedisConnection fresh) throws IOException {
        try {
            Object reply = fresh.read();
            if (command.reply() != null) {
                command.reply().complete(reply);
            }
        } catch (RedisException e) {                // it has read the command, so the connection is good
            command.fail(name + " says: " + e.getMessage());
            warnings.say("reply", name + " says: " + e.getMessage());
        }
    }

    private synchronized long present() {
        away = null;
        long lost = dropped;
        dropped = 0;
        return lost;
    }

    /** {@return what waits, when something does; empty once this is closed} */
    private synchronized List<Command> next() {
        try {
            while (waiting.isEmpty() && !isClosed()) {
                wait();
            }
        } catch (InterruptedException e) {
            return List.of();
        }
        var batch = new ArrayList<Command>();
        long bytes = 0;
        while (!waiting.isEmpty() && bytes < BATCH_BYTES && !isClosed()) {
            bytes += waiting.peek().bytes().length;
            batch.add(waiting.poll());
        }
        waitingBytes -= bytes;
        return batch;
    }

    @Override
    void onAway(String why) {
        forget(why);
    }

    private void forget(String why) {
        List<Command> given;
        synchronized (this) {
            away = why;
            given = List.copyOf(waiting);
            dropped += given.size();
            waiting.clear();
            waitingBytes = 0;
        }
        given.forEach(command -> command.fail(name + " is away: " + why));
    }

    @Override
    void close() {
        super.close();
        forget("the server has closed");
    }
}
