package enchufe.net;

import enchufe.log.Log;
import enchufe.log.RareWarning;
import enchufe.websocket.OutboundBudget;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The plain WebSockets of a server, and what all of them are subject to, since no protocol above them sees to it: a limit of what
 * waits for them, and a heartbeat.
 */
public final class PlainWebSockets implements OutboundBudget.Clients<WebSocketConnection> {
    private final RareWarning overflow = new RareWarning(Log.of("enchufe.net"));
    private final OutboundBudget budget;
    private final Duration pingInterval;
    private final Duration pingTimeout;
    private final Set<WebSocketConnection> open = ConcurrentHashMap.newKeySet();
    private final Map<Loop, OnLoop> loops = new ConcurrentHashMap<>();

    /**
     * Makes the rules for those that will come.
     *
     * @param budget what may wait for them, and for others
     * @param pingInterval from a peer's last answer to the next ping
     * @param pingTimeout one from whom nothing comes for so long after a ping is cut off, with 1006 and {@code ping timeout}
     */
    public PlainWebSockets(OutboundBudget budget, Duration pingInterval, Duration pingTimeout) {
        this.budget = budget;
        this.pingInterval = pingInterval;
        this.pingTimeout = pingTimeout;
        budget.add(this);
    }

    /**
     * Those on one loop.
     *
     * @param all with those on the others
     * @param pulse their heartbeat
     */
    record OnLoop(PlainWebSockets all, Pulse pulse) {
        void add(WebSocketConnection connection) {
            all.open.add(connection);
            pulse.begin(connection);
        }

        void remove(WebSocketConnection connection) {
            all.open.remove(connection);
            pulse.end(connection);
        }

        void checkOutbound(WebSocketConnection connection) {
            all.budget.check(all, connection, connection.queuedBytes());
        }
    }

    OnLoop on(Loop loop) {
        return loops.computeIfAbsent(loop, first -> new OnLoop(this, new Pulse(first, pingInterval, pingTimeout)));
    }

    @Override
    public Collection<WebSocketConnection> all() {
        return open;
    }

    @Override
    public long queuedBytes(WebSocketConnection connection) {
        return connection.queuedBytes();
    }

    @Override
    public void overflow(WebSocketConnection connection, String how) {
        connection.overflow(how, overflow);
    }

    @Override
    public Executor loop(WebSocketConnection connection) {
        return connection.loop();
    }
}
