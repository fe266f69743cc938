package enchufe.engine;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A loop whose time stands still until a test moves it, and whose tasks wait until a test runs them. */
public final class FakeLoop implements EngineLoop {
    private record Entry(long time, Runnable action) {}

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Entry> alarms = new PriorityQueue<>(Comparator.comparingLong(Entry::time));
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
    public Alarm schedule(long time, Runnable action) {
        var entry = new Entry(time, action);
        run(() -> alarms.add(entry));
        return () -> run(() -> alarms.remove(entry));
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

    public int alarms() {
        return alarms.size();
    }

    void runOne() {
        tasks.remove().run();
    }

    void run() {
        while (!tasks.isEmpty()) {
            runOne();
        }
    }

    public void advance(Duration duration) {
        long until = now + duration.toNanos();
        while (!alarms.isEmpty() && alarms.peek().time() <= until) {
            var due = alarms.remove();
            now = Math.max(now, due.time());
            due.action().run();
            run();
        }
        now = Math.max(now, until);             // an action may have moved it further
    }
}
