package enchufe.log;

import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A logger that never throws, whatever log handler the application has set. Most lines report a fault, and what follows them (the
 * next task of a loop, the answer to a request) must not depend on a full disk. Safe from any thread.
 */
public final class Log implements System.Logger {
    private final System.Logger logger;
    private final AtomicBoolean failed = new AtomicBoolean();

    private Log(System.Logger logger) {
        this.logger = logger;
    }

    /** {@return the logger with that name, usually that of a package} */
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

    /** Reports the first fault only. Later lines are still passed to the log, which may work again. */
    private void report(Throwable error, String lost) {
        try {
            if (failed.compareAndSet(false, true)) {
                String name = logger.getName();
                lastResort("the log of " + name + " fails, so it lacks this line and perhaps later ones: " + lost, error);
            }
        } catch (Throwable worse) {
            // For instance, there is no memory for these words either.
        }
    }

    /** Writes to {@link System#err}, for what must be seen even if the log does not work. */
    public static void lastResort(String message, Throwable thrown) {
        try {
            System.err.println("enchufe: " + message);
            thrown.printStackTrace();
        } catch (Throwable error) {
            // Nothing more can be done.
        }
    }
}
