package enchufe.dispatch;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.concurrent.Executor;

/**
 * The connections that a batch of work has written to. They are flushed at the end of the batch: one write per connection, however
 * many messages the batch sent to it. Each thread that runs handlers, and each loop, enters its own scope, so a handler that
 * blocks delays only its own output.
 *
 * <p>A scope is owned by the thread that entered it. Only the list of connections is shared, under the scope's monitor: the
 * {@link StallWatch} flushes for a handler that emitted something and then blocks.
 */
public final class FlushScope {
    private static final Logger LOG = Log.of("enchufe.dispatch");
    private static final ThreadLocal<FlushScope> CURRENT = new ThreadLocal<>();
    /** A longer list, after a broadcast, is not reused: there may be many threads with a scope each. */
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
    private long runsAtLastTick = -1;       // used by the watch only, like the next four
    private long callsSeen = -1;
    private long runsSeen = -1;
    private long sameSince;
    private boolean pointedOut;
    private String listener;                // the last that the batch has called; null for none. Stale values do no harm
    private long calls;

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
     * Makes sure that a connection is flushed: at the end of the calling thread's batch, or elsewhere if that thread has no scope.
     *
     * @param connection the connection
     * @param enrolled what this method has returned since the connection was last flushed; null if it was not called since
     * @param otherwise flushes the connection if the calling thread has no scope
     * @return who will flush it
     */
    public static Object enroll(Flushable connection, Object enrolled, Executor otherwise) {
        if (enrolled instanceof FlushScope mine && mine.owner == Thread.currentThread()) {
            return mine;                    // true for most messages: saves the look into the ThreadLocal
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

    /** Notes which listener the calling thread is about to call, in case it runs for long; {@code what} is what it listens to. */
    public static void calling(String what) {
        FlushScope scope = CURRENT.get();
        if (scope != null) {
            scope.listener = what;
            scope.calls++;
        }
    }

    /** Flushes the connections that the calling thread has written to so far, if it is in a scope: for instance before it waits. */
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

    /** The calling thread leaves its scope; the connections that it wrote to are flushed. */
    public void exit() {
        CURRENT.remove();
        owner = null;
        flush();
    }

    /** Notes a connection to be flushed, which has collected something. Noting it twice does no harm. */
    public void add(Flushable connection) {
        synchronized (this) {
            connections.add(connection);
        }
    }

    /**
     * Notes a connection, unless it was also the last one noted by this method since the latest flush. Called by the owner only.
     */
    void addOnce(Flushable connection) {
        if (last != connection) {
            last = connection;
            add(connection);
        }
    }

    /** Flushes all connections noted so far, and those noted meanwhile: the answer to a poll, for instance, notes a connection. */
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

    /** A fault of one connection does not stop the others. */
    private static void flush(Flushable connection) {
        try {
            connection.flush();
        } catch (Throwable error) {
            LOG.log(Level.ERROR, "a flush failed", error);
        }
    }

    /**
     * Runs a batch of handlers in this scope and flushes the connections that it wrote to. The calling thread has entered the
     * scope. What the batch throws is logged.
     */
    void run(Runnable batch, StallWatch watch) {
        started();
        watch.stir();                       // after started(): a watch that wakes up sees the batch
        try {
            runLogged(batch);
            flush();
        } finally {
            ended();
        }
    }

    /** Runs user code, or code around it, and logs what it throws. */
    static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (Throwable error) {
            // Exceptions of user code are caught and logged earlier, with the event's name. This is for the rest.
            LOG.log(Level.ERROR, "a handler failed", error);
        }
    }

    /** A batch of handlers begins. */
    void started() {
        listener = null;
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

    /** {@return whether the batch that ran at the last call of this method still runs} Called by the watch only. */
    boolean isStalled() {
        long seen = runs;
        boolean stalled = running && seen == runsAtLastTick;
        runsAtLastTick = seen;
        return stalled;
    }

    /** Has a listener pointed out that runs for long. Called by the watch at each tick at which the batch is stalled. */
    void pointOut(SlowListeners slow, long now) {
        if (calls != callsSeen || runs != runsSeen) {
            callsSeen = calls;
            runsSeen = runs;
            sameSince = now;
            pointedOut = false;
        } else if (listener != null && !pointedOut && now - sameSince >= SlowListeners.LIMIT.toNanos()) {
            pointedOut = true;
            Thread thread = owner;                  // the batch may end just now
            if (thread != null) {
                slow.pointOut(listener, thread.getStackTrace());
            }
        }
    }

    /** The watch forgets this scope at its next look: nobody will enter it any more. */
    void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }
}
