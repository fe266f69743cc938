package enchufe.net;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** While this is open, whatever is logged fails. */
public final class FailingLog extends Handler implements AutoCloseable {
    private final Logger logger;                        // a strong reference, or it is collected
    private final Level level;
    private final AtomicInteger lines = new AtomicInteger();
    private volatile Throwable fault = new IllegalStateException("expected by the test");

    /**
     * Fails.
     *
     * @param name the logger's
     */
    public FailingLog(String name) {
        logger = Logger.getLogger(name);
        level = logger.getLevel();
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** Fails in another way from now on. */
    public void failWith(Throwable other) {
        fault = other;
    }

    /** {@return how many lines have failed} */
    public int lines() {
        return lines.get();
    }

    @Override
    public void publish(LogRecord record) {
        lines.incrementAndGet();
        if (fault instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) fault;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
        logger.setLevel(level);
    }
}
