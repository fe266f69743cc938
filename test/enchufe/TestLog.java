package enchufe;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the server logs while this is open; it does not appear elsewhere. */
public final class TestLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("enchufe");      // a strong reference: loggers are collected otherwise
    private final LinkedBlockingQueue<LogRecord> records = new LinkedBlockingQueue<>();

    public TestLog() {
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

    @Override
    public void publish(LogRecord record) {
        records.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
