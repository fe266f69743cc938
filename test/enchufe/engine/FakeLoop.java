package enchufe.engine;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongUnaryOperator;

/** A loop whose time stands still until a test moves it, and whose tasks wait until a test runs them. */
final class FakeLoop implements EngineLoop {
    private record Entry(long time, LongUnaryOperator timer) {}

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Entry> timers = new PriorityQueue<>(Comparator.comparingLong(Entry::time));
    private long now = 1_000_000_000;
    private final Thread thread = Thread.currentThread();
    private boolean inLoop = true;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inLoop() {
        return inLoop && Thread.currentThread() == thread;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void schedule(long time, LongUnaryOperator timer) {
        if (!inLoop()) {
            throw new IllegalStateException("schedule is to be called on the loop");
        }
        timers.add(new Entry(time, timer));
    }

    /** Does something as another thread would: what is for the loop waits. */
    void outside(Runnable action) {
        inLoop = false;
        try {
            action.run();
        } finally {
            inLoop = true;
        }
    }

    int tasks() {
        return tasks.size();
    }

    int timers() {
        return timers.size();
    }

    void runOne() {
        tasks.remove().run();
    }

    void run() {
        while (!tasks.isEmpty()) {
            runOne();
        }
    }

    void advance(Duration duration) {
        long until = now + duration.toNanos();
        while (!timers.isEmpty() && timers.peek().time() <= until) {
            var due = timers.remove();
            now = Math.max(now, due.time());
            long next = due.timer().applyAsLong(now);
            if (next != NEVER) {
                timers.add(new Entry(next, due.timer()));
            }
            run();
        }
        now = until;
    }
}
