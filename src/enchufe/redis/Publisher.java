package enchufe.redis;

import enchufe.ClusterException;
import enchufe.log.Log;
import enchufe.log.Quote;
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
    /** How many bytes of commands may wait; one command may be longer. */
    static final int MAX_WAITING_BYTES = 16 * 1024 * 1024;
    private static final int BATCH_BYTES = 256 * 1024;
    private static final Logger LOG = Log.of("enchufe");

    /** A command, and what takes its reply; null if it publishes something. */
    private record Command(byte[] bytes, CompletableFuture<Object> reply) {
        void fail(String why) {
            if (reply != null) {
                reply.completeExceptionally(new ClusterException(why));
            }
        }
    }

    private final String name;
    private final Presence presence;
    private final RareWarnings warnings = new RareWarnings(LOG);
    private final ArrayDeque<Command> waiting = new ArrayDeque<>();     // under the monitor, like the rest
    private long waitingBytes;
    private long lost;                              // messages, since Redis was there
    private long writingSince;                      // when the batch began that is being written; 0 between batches
    private String away;                            // why there is no connection; null while there is one, or the first is made

    Publisher(RedisAddress address, Presence presence) {
        super(address, "enchufe-redis-publisher");
        this.name = address.toString();
        this.presence = presence;
        presence.expect(this);
    }

    /**
     * Sends a command.
     *
     * @param reply takes the reply, or fails; null if nobody waits for it: then the command may be dropped
     */
    synchronized void send(byte[] command, CompletableFuture<Object> reply) {
        var entry = new Command(command, reply);
        if (isClosed()) {
            entry.fail("the server has closed");
        } else if (away != null) {
            lose(entry, name + " is away: " + away);
        } else if (waitingBytes > 0 && waitingBytes + command.length > MAX_WAITING_BYTES) {
            entry.fail(name + " does not keep up");
            warnings.say("redis", name + " does not keep up: " + MAX_WAITING_BYTES + " bytes wait to be sent, and what does not fit"
                    + " reaches no other server");
        } else {
            waiting.add(entry);
            waitingBytes += command.length;
            notifyAll();
        }
        if (writingSince != 0 && System.nanoTime() - writingSince > 2 * TIMEOUT.toNanos()) {
            breakOff();                             // writes have no timeout of their own
        }
    }

    private void lose(Command command, String why) {
        lost += command.reply() == null ? 1 : 0;
        command.fail(why);
    }

    @Override
    void serve(RedisConnection fresh) throws IOException {
        works();
        sayWhatWasLost();
        presence.present(this);
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
                written(batch.subList(done, batch.size()));
            }
        }
    }

    private synchronized void written(List<Command> unanswered) {
        writingSince = 0;
        unanswered.forEach(command -> lose(command, name + " is away"));
    }

    private void answer(Command command, RedisConnection fresh) throws IOException {
        try {
            Object reply = fresh.read();
            if (command.reply() != null) {
                command.reply().complete(reply);
            }
        } catch (RedisException e) {                // it has read the command, so the connection is good
            String said = name + " says: " + Quote.bare(e.getMessage(), Quote.LONGEST);
            command.fail(said);
            warnings.say("reply", said);
        }
    }

    private void sayWhatWasLost() {
        long count;
        synchronized (this) {
            away = null;
            count = lost;
            lost = 0;
        }
        if (count > 0) {
            LOG.log(Level.WARNING, name + " was away: " + count + " messages have reached no other server");
        }
    }

    /** {@return what waits, when something does, or a ping if nothing does for long; empty once this is closed} */
    private synchronized List<Command> next() {
        try {
            if (waiting.isEmpty() && !isClosed()) {
                wait(TIMEOUT.toMillis());
            }
        } catch (InterruptedException e) {
            return List.of();
        }
        if (isClosed()) {
            return List.of();
        }
        writingSince = Math.max(1, System.nanoTime());
        if (waiting.isEmpty()) {                    // Redis, or a firewall, may have ended the connection
            return List.of(new Command(RespCommand.of("PING"), new CompletableFuture<>()));
        }
        var batch = new ArrayList<Command>();
        long bytes = 0;
        while (!waiting.isEmpty() && bytes < BATCH_BYTES) {
            bytes += waiting.peek().bytes().length;
            batch.add(waiting.poll());
        }
        waitingBytes -= bytes;
        return batch;
    }

    @Override
    void onAway(String why) {
        synchronized (this) {
            away = why;
            waiting.forEach(command -> lose(command, name + " is away: " + why));
            waiting.clear();
            waitingBytes = 0;
        }
        presence.away(this, why);
    }

    @Override
    synchronized void close() {
        super.close();
        waiting.forEach(command -> command.fail("the server has closed"));
        waiting.clear();
    }
}
