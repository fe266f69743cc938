package enchufe.log;

import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A logger that never throws, whatever the application has put behind it: most lines tell of a fault, and what must follow
 * (the next task of a loop, the answer to a request) must not depend on a full disk. Safe from any thread.
 */
public final class Log implements System.Logger {
    private final System.Logger logger;
    private final AtomicBoolean failed = new AtomicBoolean();

    private Log(System.Logger logger) {
        this.logger = logger;
    }

    /**
     * {@return the logger of that name}
     *
     * @param name the package's, in general
     */
    public static System.Logger of(String name) {
        return over(System.getLogger(name));
    }

    static System.Logger over(System.Logger logger) {
        return new Log(logger);
    }

    @Override
    public String getName() {
        return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        try {
            return logger.isLoggable(level);
        } catch (Throwable error) {
            report(error, "");
            return false;
        }
    }

    @Override
    public void log(Level level, Supplier<String> message) {
        try {
            logger.log(level, message);
        } catch (Throwable error) {
            report(error, "");
        }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
        try {
            logger.log(level, bundle, message, thrown);
        } catch (Throwable error) {
            report(error, message);
        }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
        try {
            logger.log(level, bundle, format, parameters);
        } catch (Throwable error) {
            report(error, format);
        }
    }

    /** Once: a log that fails is asked again for each line. */
    private void report(Throwable error, String lost) {
        if (failed.compareAndSet(false, true)) {
            lastResort("the log of " + logger.getName() + " fails, so it lacks this line and perhaps later ones: " + lost, error);
        }
    }

    /**
     * Writes to {@link System#err} what somebody must see even if the log is what is broken.
     *
     * @param message what has happened
     * @param thrown why
     */
    public static void lastResort(String message, Throwable thrown) {
        try {
            System.err.println("enchufe: " + message);
            thrown.printStackTrace();
        } catch (Throwable error) {
            // Nobody is left to tell.
        }
    }
}
