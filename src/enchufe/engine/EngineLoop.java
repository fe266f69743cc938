package enchufe.engine;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The thread that a session is confined to, which its host provides. It runs tasks in order, one at a time, and tells the time.
 * Times are nanoseconds of a monotonic clock without a fixed origin, to be compared by subtraction.
 */
public interface EngineLoop extends Executor {
    /** {@return whether the calling thread is this loop} */
    boolean inLoop();

    /** {@return the time at which the present turn of the loop began; from other threads, the present time} */
    long now();

    /**
     * Runs an action: now, if the calling thread is this loop; else as a task.
     *
     * @param action what to do
     */
    default void run(Runnable action) {
        if (inLoop()) {
            action.run();
        } else {
            execute(action);
        }
    }

    /**
     * Runs a task at the end of the calling thread's batch of handlers, or of its turn of the loop. If the thread does not work
     * in batches, the loop runs the task.
     *
     * @param task what to do, on any thread
     */
    default void afterBatch(Runnable task) {
        execute(task);
    }

    /**
     * Calls an action on the loop at or soon after a time. May be called from any thread.
     *
     * @param time when
     * @param action what to do
     * @return for cancelling it
     */
    Alarm schedule(long time, Runnable action);

    /**
     * Calls an action on the loop after a while. May be called from any thread.
     *
     * @param delay from now
     * @param action what to do
     * @return for cancelling it
     */
    default Alarm after(Duration delay, Runnable action) {
        return schedule(now() + delay.toNanos(), action);
    }
}
