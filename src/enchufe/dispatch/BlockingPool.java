package enchufe.dispatch;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for work that may block as long as a client pleases: as many as are busy at once, up to a limit, above which work
 * waits. A thread without work ends after {@link #KEEP_ALIVE_NANOS}. For any thread.
 */
public final class BlockingPool implements Executor {
    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);     // shorter waits are no sign of too few threads

    private record Task(Runnable action, long since) {}

    private final String name;
    private final int most;
    private final Runnable whenFull;
    private final long burstNanos;

    // Under the monitor:
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private int threads;
    private int idle;                           // threads that wait for work
    private boolean closed;

    /**
     * Makes a pool without threads.
     *
     * @param name the threads' name
     * @param most how many there may be
     * @param whenFull called when work is handed over and other work has waited for more than a second, by the thread that does
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

    /** {@inheritDoc} What is handed over after {@link #close} is dropped. */
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
            notify();                           // whoever is woken counts as idle until it has taken its task
        } else if (threads < most) {
            var thread = new Thread(this::run, name);
            thread.setDaemon(true);             // the loop keeps the JVM up, not its helpers
            thread.start();
            threads++;                          // not if the machine has no thread left to give
        }
    }

    /** {@return how many tasks no thread is left for; 0 if none of them has waited for more than a second} */
    public synchronized int waiting() {
        boolean isBurst = tasks.isEmpty() || System.nanoTime() - tasks.peek().since() < burstNanos;
        return threads < most || isBurst ? 0 : Math.max(0, tasks.size() - idle);
    }

    /** Ends the threads when they have done what they have been given. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            try {
                task.run();
            } catch (Throwable fault) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
            }
        }
    }

    /** {@return the next task, or null if this thread is to end} */
    private synchronized Runnable next() {
        Thread.interrupted();                   // an interrupt ends with the task it was meant for
        long end = System.nanoTime() + KEEP_ALIVE_NANOS;
        idle++;
        while (tasks.isEmpty() && !closed && end - System.nanoTime() > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
            } catch (InterruptedException late) {
                continue;                       // meant for the task before
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
