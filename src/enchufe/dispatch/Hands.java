package enchufe.dispatch;

import java.util.concurrent.Executor;

/** The threads that run handlers. They take every task: none is refused, none is dropped, not even after {@link #close}. */
interface Hands extends Executor {
    /** {@return whether tasks that were handed over, but have not begun, never will: their threads have been ended by others} */
    default boolean areGone() {
        return false;
    }

    /** Ends the threads as soon as they have nothing to do. */
    default void close() {}
}
