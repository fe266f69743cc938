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

    private final String name;
    private final int most;
    private final Runnable whenFull;

    // Under the monitor:
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private int threads;
    private int idle;                           // threads that wait for work
    private boolean closed;

    /**
     * Makes a pool without threads.
     *
     * @param name the threads' name
     * @param most how many there may be
     * @param whenFull called when work has to wait, by the thread that hands it over
     */
    public BlockingPool(String name, int most, Runnable whenFull) {
        this.name = name;
        this.most = most;
        this.whenFull = whenFull;
    }

    /** {@inheritDoc} What is handed over after {@link #close} is dropped. */
    @Override
    public void execute(Runnable task) {
        if (!take(task)) {
            whenFull.run();
        }
    }

    /** {@return whether there is a thread for it} */
    private synchronized boolean take(Runnable task) {
        if (closed) {
            return true;
        }
        tasks.add(task);
        if (tasks.size() <= idle) {
            notify();                           // whoever is woken counts as idle until it has taken its task
            return true;
        }
        if (threads == most) {
            return false;
        }
        var thread = new Thread(this::run, name);
        thread.setDaemon(true);                 // the loop keeps the JVM up, not its helpers
        thread.start();
        threads++;                              // not if the machine has no thread left to give
        return true;
    }

    /** {@return how many tasks no thread is left for} */
    public synchronized int waiting() {
        return threads < most ? 0 : Math.max(0, tasks.size() - idle);
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
        return tasks.poll();
    }
}
