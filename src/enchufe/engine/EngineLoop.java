package enchufe.engine;

import java.util.concurrent.Executor;
import java.util.function.LongUnaryOperator;

/**
 * The thread that a session lives on, as its host lends it: runs tasks in order, one at a time, and knows the time. Times
 * are nanoseconds of a monotonic clock without a fixed origin, to be compared by subtraction.
 */
public interface EngineLoop extends Executor {
    /** What a timer returns when it has nothing left to wait for. */
    long NEVER = Long.MAX_VALUE;

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
     * Calls a timer on the loop at or soon after a time, and again at each time it returns, until it returns {@link #NEVER}.
     * A deadline that moves later costs nothing: the timer looks at it when called and returns the new one. A timer cannot
     * be cancelled; one that has no more to do returns {@code NEVER} when it is called. To be called on the loop.
     *
     * @param time when to call it first
     * @param timer takes the present time, returns when to be called again
     */
    void schedule(long time, LongUnaryOperator timer);
}
