package enchufe.engine;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The thread that a session lives on, as its host lends it: runs tasks in order, one at a time, and knows the time. Times
 * are nanoseconds of a monotonic clock without a fixed origin, to be compared by subtraction.
 */
public interface EngineLoop extends Executor {
    /** {@return whether the calling thread is this loop} */
    boolean inLoop();

    /** {@return the time at which the present turn of the loop began; from other threads, the present time} */
    long now();

    /**
     * Runs a task when the calling thread is done with what it does now: with its batch of handlers, or its turn of the loop.
     * A thread that works in no batches leaves it to the loop.
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
     * @return to be cancelled if there is no more need for it
     */
    Alarm schedule(long time, Runnable action);

    /**
     * Calls an action on the loop after a while. May be called from any thread.
     *
     * @param delay from now
     * @param action what to do
     * @return to be cancelled if there is no more need for it
     */
    default Alarm after(Duration delay, Runnable action) {
        return schedule(now() + delay.toNanos(), action);
    }
}
