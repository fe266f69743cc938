package enchufe;

import enchufe.engine.EngineLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The clients that have not been let into any namespace yet. One that is in none in time is sent away: it would cost memory and
 * do nothing. All have the same time, so who came first is the first whose time is over, and one alarm serves them all; who has
 * been let in leaves nothing behind here.
 */
final class Newcomers {
    private final EngineLoop loop;                                              // the alarm's, whichever the clients' are
    private final long patience;                                                // nanoseconds
    private final Map<Client, Long> deadlines = new LinkedHashMap<>();          // under the monitor, like the next
    private boolean watched;                                                    // the alarm is set

    Newcomers(EngineLoop loop, Duration patience) {
        this.loop = loop;
        this.patience = patience.toNanos();
    }

    /** A client has come. */
    void add(Client client) {
        long deadline = loop.now() + patience;
        synchronized (this) {
            deadlines.put(client, deadline);
            if (watched) {
                return;
            }
            watched = true;
        }
        loop.schedule(deadline, this::sendAway);
    }

    /** A client has been let in, or has gone. */
    synchronized void remove(Client client) {
        deadlines.remove(client);
    }

    /** Who is late. */
    private void sendAway() {
        long now = loop.now();
        for (Client late = nextLate(now); late != null; late = nextLate(now)) {
            late.session().loop().execute(late::closeOutOfOrder);
        }
        synchronized (this) {
            watched = !deadlines.isEmpty();
            if (watched) {
                loop.schedule(deadlines.values().iterator().next(), this::sendAway);
            }
        }
    }

    private synchronized Client nextLate(long now) {
        for (Map.Entry<Client, Long> first : deadlines.entrySet()) {
            if (now - first.getValue() < 0) {
                return null;
            }
            deadlines.remove(first.getKey());
            return first.getKey();
        }
        return null;
    }
}
