package enchufe.dispatch;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.concurrent.Executor;

/**
 * The connections that one batch of work has written to, to be flushed together at its end: one write per connection, however
 * many messages the batch sent to it. Each thread that runs handlers, and each loop, enters a scope of its own, so that a
 * blocked handler holds back nobody's output but its own.
 *
 * <p>Owned by the thread that entered it; only the list of connections is shared, under the scope's monitor, since the
 * {@link StallWatch} flushes in the place of a handler that emitted and then blocks.
 */
public final class FlushScope {
    private static final Logger LOG = Log.of("enchufe.dispatch");
    private static final ThreadLocal<FlushScope> CURRENT = new ThreadLocal<>();
    /** A list that a broadcast has made longer is not kept: there may be a scope for each of many threads. */
    private static final int MAX_KEPT = 10_000;

    private final boolean turn;
    private Thread owner;                   // set by the owner itself, so another thread never mistakes the scope for its own
    private Flushable last;                 // already noted for the next flush; used by the owner only
    private ArrayList<Flushable> connections = new ArrayList<>();
    private ArrayList<Flushable> spare = new ArrayList<>();

    // Read by the watch without a lock: a stale value only delays its decision by one tick.
    private volatile long runs;
    private volatile boolean running;
    private volatile boolean retired;       // nobody will enter it any more
    private long runsAtLastTick = -1;       // used by the watch only

    /** Makes a scope for batches of handlers. */
    public FlushScope() {
        this(false);
    }

    private FlushScope(boolean turn) {
        this.turn = turn;
    }

    /** {@return a scope for a loop, whose turns never block} */
    public static FlushScope ofLoop() {
        return new FlushScope(true);
    }

    boolean isTurn() {
        return turn;
    }

    /** {@return the scope that the calling thread is in, or null} */
    public static FlushScope current() {
        return CURRENT.get();
    }

    /**
     * Sees to it that a connection is flushed at the end of the calling thread's batch, or by somebody else if it works in none.
     *
     * @param connection the connection
     * @param enrolled what this method has returned since the connection was last flushed; null if it was not called since
     * @param otherwise flushes the connections of threads that work in no batches
     * @return who will flush it
     */
    public static Object enroll(Flushable connection, Object enrolled, Executor otherwise) {
        if (enrolled instanceof FlushScope mine && mine.owner == Thread.currentThread()) {
            return mine;                    // as for most messages: so without a look into a map
        }
        FlushScope scope = CURRENT.get();
        if (scope != null) {
            scope.add(connection);
            return scope;
        }
        if (enrolled != otherwise) {
            otherwise.execute(connection::flush);
        }
        return otherwise;
    }

    /** Flushes what the calling thread has written to so far, if it is in a scope: before it waits, say. */
    public static void flushCurrent() {
        FlushScope scope = CURRENT.get();
        if (scope != null) {
            scope.flush();
        }
    }

    /** The calling thread works in this scope from now on. */
    public void enter() {
        CURRENT.set(this);
        owner = Thread.currentThread();
    }

    /** The calling thread leaves its scope; what it wrote to is flushed. */
    public void exit() {
        CURRENT.remove();
        owner = null;
        flush();
    }

    /**
     * Notes a connection to be flushed. Called by the connection when it gathers something.
     *
     * @param connection the connection; noting it twice does no harm
     */
    public void add(Flushable connection) {
        synchronized (this) {
            connections.add(connection);
        }
    }

    /**
     * Notes a connection, unless it was the last to be noted this way since the latest flush. For the thread whose scope it is.
     *
     * @param connection the connection
     */
    void addOnce(Flushable connection) {
        if (last != connection) {
            last = connection;
            add(connection);
        }
    }

    /** Flushes all connections noted so far, and those that they note: a poll that is answered writes to its connection. */
    public void flush() {
        while (flushNoted()) { }
    }

    private boolean flushNoted() {
        ArrayList<Flushable> batch;
        synchronized (this) {
            if (connections.isEmpty()) {
                return false;
            }
            batch = connections;
            last = null;
            connections = spare == null ? new ArrayList<>() : spare;
            spare = null;
        }
        for (int i = 0; i < batch.size(); i++) {
            flush(batch.get(i));
        }
        if (batch.size() <= MAX_KEPT) {
            batch.clear();
            synchronized (this) {
                spare = batch;
            }
        }
        return true;
    }

    /** The fault of one connection holds back no other. */
    private static void flush(Flushable connection) {
        try {
            connection.flush();
        } catch (Throwable error) {
            LOG.log(Level.ERROR, "a flush failed", error);
        }
    }

    /**
     * Runs a batch of handlers and flushes what it has written to, in this scope, which the calling thread has entered. What the
     * batch throws is logged.
     */
    void run(Runnable batch, StallWatch watch) {
        started();
        watch.stir();                       // after it: a watch that wakes sees the batch
        try {
            runLogged(batch);
            flush();
        } finally {
            ended();
        }
    }

    /** Runs user code, or code around it: what is thrown ends nothing. */
    static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (Throwable error) {
            // Tasks of this project catch what user code throws and log it with its event: this is the last net.
            LOG.log(Level.ERROR, "a handler failed", error);
        }
    }

    /** A batch of handlers begins. */
    void started() {
        runs++;
        running = true;
    }

    /** The batch has ended. */
    void ended() {
        running = false;
    }

    /** {@return whether a batch runs} */
    boolean isRunning() {
        return running;
    }

    /** {@return whether the batch that ran at the last call of this method still runs; for the watch's thread alone} */
    boolean isStalled() {
        long seen = runs;
        boolean stalled = running && seen == runsAtLastTick;
        runsAtLastTick = seen;
        return stalled;
    }

    /** There is nothing to watch any more. */
    void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }
}
