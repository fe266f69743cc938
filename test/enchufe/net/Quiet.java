package enchufe.net;

import java.util.logging.Level;
import java.util.logging.Logger;

/** While this is open, the failures that a test provokes are not logged. */
final class Quiet implements AutoCloseable {
    private final Logger logger = Logger.getLogger("enchufe");     // a strong reference, or it is collected

    Quiet() {
        logger.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        logger.setLevel(null);
    }
}
