package enchufe.link;

import enchufe.engine.EngineLoop;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Notices things that should have happened long ago, such as an acknowledgement that never comes. It watches one of them at a time,
 * as a sample: that costs nothing, and a mistake that is made again and again is found. Safe from any thread.
 */
public final class Overdue {
    /** How long a thing may take. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private final EngineLoop loop;
    private final Duration limit;
    private final AtomicBoolean watching = new AtomicBoolean();

    /** Begins to watch; the limit is another one in tests. */
    public Overdue(EngineLoop loop, Duration limit) {
        this.loop = loop;
        this.limit = limit;
    }

    /**
     * Watches a thing, unless another one is being watched.
     *
     * @param isPending whether it still has not happened
     * @param report called on the loop if it has not happened in time; the sample ends then
     */
    public void watch(BooleanSupplier isPending, Runnable report) {
        if (watching.get() || watching.getAndSet(true)) {
            return;
        }
        loop.after(limit, () -> {
            watching.set(false);
            if (isPending.getAsBoolean()) {
                report.run();
            }
        });
    }
}
