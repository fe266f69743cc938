package enchufe.engine;

import com.sun.net.httpserver.HttpExchange;
import enchufe.dispatch.BlockingPool;
import enchufe.http.Headers;
import enchufe.log.Log;
import enchufe.log.RareWarnings;
import enchufe.websocket.OutboundBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes responses to the JDK's exchanges. A write blocks while the client does not read, so a pool of threads writes. The writes
 * under way are checked once a second: one that makes no progress is interrupted, which makes it fail, since the JDK writes to
 * channels. What is to be written counts in what waits for all clients.
 */
final class ResponseWriters implements OutboundBudget.Clients<ResponseWriters.Write> {
    /** The most threads; further responses wait. */
    static final int MAX_THREADS = 256;
    private static final long PERIOD_NANOS = 1_000_000_000L;
    /** While responses wait for a thread, a client that reads nothing may block one for this long. */
    private static final long CROWDED_NANOS = 3_000_000_000L;
    private static final System.Logger LOG = Log.of(ResponseWriters.class.getPackageName());

    private final EngineLoop loop;              // tells the time, and runs the checks
    private final OutboundBudget budget;
    private final BlockingPool pool = new BlockingPool("enchufe-poll-writer", MAX_THREADS, this::reportCrowded);
    private final RareWarnings warnings = new RareWarnings(LOG);
    private final Set<Write> writes = ConcurrentHashMap.newKeySet();        // under way, or waiting for a thread
    private final AtomicBoolean watched = new AtomicBoolean();      // a check is scheduled
    private volatile Duration sendTimeout = Duration.ofSeconds(60);

    /** Makes writers; they have no threads yet. */
    ResponseWriters(EngineLoop loop, OutboundBudget budget) {
        this.loop = loop;
        this.budget = budget;
        budget.addPlain(this);
    }

    /** Sets how long a client may read nothing of a response. */
    void sendTimeout(Duration value) {
        sendTimeout = value;
    }

    /** Writes a response later, and then runs an action. For any thread. */
    void respond(HttpExchange exchange, int status, Headers headers, byte[] body, Runnable then) {
        var write = new Write(exchange, status, headers, body, then);
        OutboundBudget.queued(body.length);
        writes.add(write);
        pool.execute(write);
        budget.checkAll();
    }

    @Override
    public Set<Write> all() {
        return writes;
    }

    @Override
    public long queuedBytes(Write write) {
        return write.length();
    }

    @Override
    public void overflow(Write write, String how) {
        warnings.say("overflow", "cut off " + write.exchange.getRemoteAddress() + ": " + how);
        write.cut();
    }

    private void reportCrowded() {
        warnings.say("crowded", "answers to polls wait: all " + MAX_THREADS + " threads that write them are busy with slow"
                + " clients");
    }

    private void watch() {
        if (watched.compareAndSet(false, true)) {
            loop.schedule(loop.now() + PERIOD_NANOS, () -> look(loop.now()));
        }
    }

    private void look(long now) {
        watched.set(false);
        boolean crowded = pool.waiting() > 0;
        long patience = Math.min(sendTimeout.toNanos(), crowded ? CROWDED_NANOS : Long.MAX_VALUE);
        writes.forEach(write -> write.look(now, patience));
        if (!writes.isEmpty()) {
            watch();
        }
    }

    /** One response: written by a thread of the pool, checked by the loop. */
    final class Write implements Runnable {
        private final HttpExchange exchange;
        private final int status;
        private final Headers headers;
        private byte[] body;                    // null once it is cut, or over; under the monitor
        private final Runnable then;
        private volatile int pieces;            // that the socket has taken
        private int seen = -1;                  // of them, at the last check
        private long since;                     // when that was first seen
        private Thread writer;                  // while it writes; under the monitor

        Write(HttpExchange exchange, int status, Headers headers, byte[] body, Runnable then) {
            this.exchange = exchange;
            this.status = status;
            this.headers = headers;
            this.body = body;
            this.then = then;
        }

        @Override
        public void run() {
            byte[] content = begin();
            watch();
            try {
                if (content != null) {
                    JdkExchange.write(exchange, status, headers, content, () -> pieces++);
                } else {
                    exchange.close();
                }
            } catch (IOException gone) {
                exchange.close();               // the session notices by itself: no pong comes
            } finally {
                end();
                then.run();
            }
        }

        private synchronized byte[] begin() {
            writer = Thread.currentThread();
            return body;
        }

        private synchronized boolean isBegun() {
            return writer != null;
        }

        private synchronized void end() {
            writer = null;
            writes.remove(this);
            forget();
        }

        private synchronized long length() {
            return body == null ? 0 : body.length;
        }

        /** Whether it is being written or has not begun, the client gets no more of it. */
        private synchronized void cut() {
            forget();
            interrupt();
        }

        private void forget() {
            if (body != null) {
                OutboundBudget.queued(-body.length);
                body = null;
            }
        }

        private void look(long now, long patience) {
            if (!isBegun()) {
                return;
            }
            if (pieces != seen) {
                seen = pieces;
                since = now;
            } else if (now - since >= patience && interrupt()) {
                warnings.say("stalled", "cut off " + exchange.getRemoteAddress() + ": it took nothing of its answer for "
                        + patience / 1_000_000 + " ms (sendTimeout, or less while all " + MAX_THREADS + " threads are busy)");
            }
        }

        /** {@return whether it is still being written} */
        private synchronized boolean interrupt() {
            if (isBegun()) {
                writer.interrupt();
            }
            return isBegun();
        }
    }
}
