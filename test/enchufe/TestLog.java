package enchufe;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What the server logs while this is open; it does not appear elsewhere. The line with which each server says where it listens is
 * left out, unless a test asks for it.
 */
public final class TestLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("enchufe");      // a strong reference: loggers are collected otherwise
    private final LinkedBlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();
    private final boolean withPlaces;

    public TestLog() {
        this(false);
    }

    /** Begins; with the lines that say where servers listen, if they are wanted. */
    TestLog(boolean withPlaces) {
        this.withPlaces = withPlaces;
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** {@return the next line that is logged} */
    public String next() {
        return nextRecord().getMessage();
    }

    LogRecord nextRecord() {
        return Soon.take(records);
    }

    /** {@return how many lines have been logged that were not asked for} */
    int size() {
        return records.size();
    }

    /** {@return whether all lines that have been logged were asked for} */
    public boolean isEmpty() {
        return records.isEmpty();
    }

    @Override
    public void publish(LogRecord record) {
        if (withPlaces || !record.getMessage().startsWith("Enchufe listens at ")) {
            records.add(record);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
