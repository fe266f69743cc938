package enchufe.redis;

import enchufe.log.Log;
import enchufe.log.Quote;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** A connection to Redis that is made again when it breaks, each time a little later. Has a thread of its own. */
abstract class Reconnecting {
    /** How long Redis may take for connecting, and for a reply. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 5_000;
    private static final Logger LOG = Log.of("enchufe");

    private final RedisAddress address;
    private final Thread thread;
    private boolean worked;                         // the present connection; used by the thread alone
    private RedisConnection connection;             // under the monitor, like the next; null while there is none
    private boolean closed;

    Reconnecting(RedisAddress address, String name) {
        this.address = address;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Begins to connect. */
    final void start() {
        thread.start();
    }

    /** A connection has been made: serves it until it breaks. Reconnecting begins from the shortest pause once it has worked. */
    abstract void serve(RedisConnection fresh) throws IOException;

    /** There is no connection now. Called at each try that fails. */
    abstract void onAway(String why);

    /** The present connection is good: after it, the next is made soon. */
    final void works() {
        worked = true;
    }

    private void run() {
        long pause = FIRST_PAUSE;
        while (!isClosed()) {
            worked = false;
            try {
                connect();
            } catch (Throwable e) {                 // errors too: the server would silently be out of the cluster
                LOG.log(Level.ERROR, "the connection with Redis could not be dealt with; it is tried again", e);
            }
            keep(null);
            pause = worked ? FIRST_PAUSE : pause;
            pause(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    private void connect() {
        try (RedisConnection fresh = RedisConnection.open(address, TIMEOUT)) {
            if (keep(fresh)) {
                serve(fresh);
            }
        } catch (Throwable e) {
            if (!isClosed()) {
                onAway(address.withoutPassword(Quote.message(e)));
            }
        }
    }

    /** Ends the present connection, so that another one is made. */
    final synchronized void breakOff() {
        if (connection != null) {
            connection.close();
        }
    }

    /** {@return false if it came too late} */
    private synchronized boolean keep(RedisConnection present) {
        connection = present;
        return !closed;
    }

    private synchronized void pause(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        try {
            for (long left = millis; left > 0 && !closed; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            closed = true;                          // nobody but a JVM that ends interrupts it
        }
    }

    final synchronized boolean isClosed() {
        return closed;
    }

    /** Ends it for good. */
    synchronized void close() {
        closed = true;
        if (connection != null) {
            connection.close();
        }
        notifyAll();
    }
}
