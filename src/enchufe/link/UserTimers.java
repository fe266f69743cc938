package enchufe.link;

import enchufe.dispatch.SerialQueue;
import enchufe.engine.Alarm;
import enchufe.engine.EngineLoop;
import enchufe.engine.EngineOptions;
import enchufe.log.Misuse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * The timers of a socket or a server: tasks that the application wants to run later, once or again and again. They end with their
 * owner. The loop tells the time; the tasks run where listeners run. Safe from any thread.
 */
public final class UserTimers {
    /** The most timers that one owner may have at a time. */
    public static final int MAX_TIMERS = 1_000;

    private final EngineLoop loop;
    private Set<Timer> running = new HashSet<>();       // under the monitor; null once the owner has ended

    /** Begins without timers, on the time of a loop. */
    public UserTimers(EngineLoop loop) {
        this.loop = loop;
    }

    /**
     * Runs a task once.
     *
     * @param delay from now
     * @param queue runs the task
     * @param task what to do; what it throws is logged
     * @return for cancelling it; completes when the task has run
     * @throws IllegalStateException if {@link #MAX_TIMERS} are running
     */
    public Future<?> after(Duration delay, SerialQueue queue, Runnable task) {
        return start(new Timer(EngineOptions.check("delay", delay).toNanos(), false, queue, task));
    }

    /**
     * Runs a task again and again, for the first time after one period. A task that takes longer than the period is not run again
     * before it has ended, and the times that it missed are left out.
     *
     * @param period from one time to the next
     * @param queue runs the task
     * @param task what to do; what it throws is logged, and the timer goes on
     * @return for cancelling it
     * @throws IllegalStateException if {@link #MAX_TIMERS} are running
     */
    public Future<?> every(Duration period, SerialQueue queue, Runnable task) {
        return start(new Timer(EngineOptions.check("period", period).toNanos(), true, queue, task));
    }

    private Future<?> start(Timer timer) {
        if (!add(timer)) {
            timer.cancel(false);
            return timer;
        }
        timer.schedule(loop.now() + timer.nanos);
        return timer;
    }

    private synchronized boolean add(Timer timer) {
        if (running != null && running.size() >= MAX_TIMERS) {
            throw Misuse.state(MAX_TIMERS + " timers are running already: cancel those that are no longer needed, with"
                    + " the Future that after or every returned");
        }
        return running != null && running.add(timer);
    }

    private synchronized void remove(Timer timer) {
        if (running != null) {
            running.remove(timer);
        }
    }

    /** Cancels all timers. Those that are started later are cancelled at once. */
    public void end() {
        Set<Timer> all;
        synchronized (this) {
            all = running == null ? Set.of() : running;
            running = null;
        }
        all.forEach(timer -> timer.cancel(false));
    }

    private final class Timer extends CompletableFuture<Void> {
        private final long nanos;
        private final boolean repeats;
        private final SerialQueue queue;
        private final Runnable task;
        private long due;                       // set before the alarm that leads to the next run
        private volatile Alarm alarm;

        Timer(long nanos, boolean repeats, SerialQueue queue, Runnable task) {
            this.nanos = nanos;
            this.repeats = repeats;
            this.queue = queue;
            this.task = Misuse.requireNonNull(task, "task");
        }

        void schedule(long time) {
            due = time;
            alarm = loop.schedule(time, () -> queue.execute(this::run));
            if (isDone()) {
                alarm.cancel();                 // cancelled meanwhile, when there was another alarm or none
            }
        }

        private void run() {
            if (isDone()) {
                return;
            }
            UserCode.call(repeats ? "a task of every(…)" : "a task of after(…)", task);
            if (repeats) {
                long late = Math.max(0, loop.now() - due);
                schedule(due + nanos * (1 + late / nanos));
            } else {
                remove(this);
                complete(null);
            }
        }

        @Override
        public boolean cancel(boolean ignored) {
            boolean cancelled = super.cancel(ignored);
            Alarm set = alarm;
            if (set != null) {
                set.cancel();
            }
            remove(this);
            return cancelled;
        }
    }
}
