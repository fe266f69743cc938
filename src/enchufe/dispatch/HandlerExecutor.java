package enchufe.dispatch;

import java.util.concurrent.Executor;

/** Runs handlers. It takes every task: none is refused and none is dropped, not even after {@link #close}. */
interface HandlerExecutor extends Executor {
    /** {@return whether somebody else has ended the threads, so that tasks that have not begun yet never will} */
    default boolean isTerminated() {
        return false;
    }

    /** Ends the threads as soon as they have nothing left to do. */
    default void close() {}
}
