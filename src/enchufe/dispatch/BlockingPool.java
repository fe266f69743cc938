package enchufe.dispatch;

import enchufe.log.Log;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for work that a client can block. There are as many threads as tasks at once, up to a limit; above it, tasks wait. A
 * thread without work ends after {@link #KEEP_ALIVE_NANOS}. Safe from any thread.
 *
 * <p>It is not a {@link java.util.concurrent.ThreadPoolExecutor}: that one queues tasks before it starts threads above its core
 * size, and does not know how long a task has waited.
 */
public final class BlockingPool implements Executor {
    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);     // shorter waits are normal

    private record Task(Runnable action, long since) {}

    private final String name;
    private final int most;
    private final Runnable whenFull;
    private final long burstNanos;

    // Under the monitor:
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private int threads;
    private int idle;                           // how many of the threads wait for work
    private boolean closed;

    /**
     * Makes a pool without threads.
     *
     * @param name the name of each thread
     * @param most how many threads there may be
     * @param whenFull called by {@link #execute} if the pool is full and a task has waited for more than a second
     */
    public BlockingPool(String name, int most, Runnable whenFull) {
        this(name, most, whenFull, BURST_NANOS);
    }

    BlockingPool(String name, int most, Runnable whenFull, long burstNanos) {
        this.name = name;
        this.most = most;
        this.whenFull = whenFull;
        this.burstNanos = burstNanos;
    }

    /** {@inheritDoc} After {@link #close}, tasks are dropped. */
    @Override
    public void execute(Runnable task) {
        take(task);
        if (waiting() > 0) {
            whenFull.run();
        }
    }

    private synchronized void take(Runnable action) {
        if (closed) {
            return;
        }
        tasks.add(new Task(action, System.nanoTime()));
        if (tasks.size() <= idle) {
            notify();                           // the woken thread counts as idle until it has taken its task
        } else if (threads < most) {
            var thread = new Thread(this::run, name);
            thread.setDaemon(true);             // only the loop keeps the JVM running
            thread.start();
            threads++;                          // after start(), which fails if the system has no thread left
        }
    }

    /** {@return how many tasks have no thread; 0 if none of them has waited for more than a second} */
    public synchronized int waiting() {
        boolean isBurst = tasks.isEmpty() || System.nanoTime() - tasks.peek().since() < burstNanos;
        return threads < most || isBurst ? 0 : Math.max(0, tasks.size() - idle);
    }

    /** Ends the threads when all tasks that were handed over are done. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (Throwable fault) {
                report(fault);
            }
        }
    }

    /** Reports a fault as if it had ended the thread, which goes on, since it is counted. */
    private static void report(Throwable fault) {
        try {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
        } catch (Throwable worse) {
            Log.lastResort("a handler of uncaught exceptions failed", worse);
        }
    }

    /** {@return the next task, or null if this thread must end} */
    private synchronized Runnable next() {
        Thread.interrupted();                   // an interrupt was meant for the task before
        long end = System.nanoTime() + KEEP_ALIVE_NANOS;
        idle++;
        while (tasks.isEmpty() && !closed && end - System.nanoTime() > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            } catch (InterruptedException late) {
                continue;                       // also meant for the task before
            }
        }
        idle--;
        if (tasks.isEmpty()) {
            threads--;
        }
        Task task = tasks.poll();
        return task == null ? null : task.action();
    }
}
