package enchufe.redis;

import enchufe.log.Log;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whether Redis is there for all connections of a server, and what the log says about it: each reason once while it is away. */
final class Presence {
    private static final Logger LOG = Log.of("enchufe");
    private static final int MOST_REASONS = 10;
    private static final String FIRST = "it is being connected";

    private final String name;
    private final Map<Object, String> missing = new HashMap<>();    // connections, and why; under the monitor, like the next
    private final Set<String> said = new HashSet<>();

    /**
     * Begins without any connection.
     *
     * @param name what Redis is called in the log
     */
    Presence(String name) {
        this.name = name;
    }

    /** A connection is going to be made, for the first time. */
    synchronized void expect(Object connection) {
        missing.put(connection, FIRST);
    }

    /** {@return why Redis cannot be used; null if it can} */
    synchronized String away() {
        return missing.isEmpty() ? null : missing.values().stream().filter(why -> !why.equals(FIRST)).findFirst().orElse(FIRST);
    }

    /** A connection has broken, or could not be made. */
    synchronized void away(Object connection, String why) {
        missing.put(connection, why);
        if (said.size() < MOST_REASONS && said.add(why)) {
            LOG.log(Level.WARNING, name + " is away: " + why + "; until it is back, events reach only the sockets of this server");
        }
    }

    /** A connection serves. */
    synchronized void present(Object connection) {
        if (missing.remove(connection) != null && missing.isEmpty()) {
            LOG.log(Level.INFO, name + (said.isEmpty() ? " answers" : " is back") + ": this server is part of the cluster");
            said.clear();
        }
    }
}
