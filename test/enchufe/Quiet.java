package enchufe;

import java.util.logging.Level;
import java.util.logging.Logger;

/** While this is open, the failures that a test provokes are not logged. */
public final class Quiet implements AutoCloseable {
    private final Logger logger = Logger.getLogger("enchufe");     // a strong reference, or it is collected

    /** Begins. */
    public Quiet() {
        logger.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        logger.setLevel(null);
    }
}
