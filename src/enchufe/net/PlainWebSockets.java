package enchufe.net;

import enchufe.log.Log;
import enchufe.log.RareWarnings;
import enchufe.websocket.OutboundBudget;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The plain WebSockets of a server, and their rules, since no protocol above them has any: a limit of what is queued for them,
 * and a heartbeat. For any thread.
 */
public final class PlainWebSockets implements OutboundBudget.Clients<WebSocketConnection> {
    private final RareWarnings warnings = new RareWarnings(Log.of("enchufe.net"));
    private final OutboundBudget budget;
    private final Duration pingInterval;
    private final Duration pingTimeout;
    private final Set<WebSocketConnection> open = ConcurrentHashMap.newKeySet();
    private final Map<Loop, OnLoop> loops = new ConcurrentHashMap<>();

    /**
     * Makes the rules; there are no WebSockets yet.
     *
     * @param budget limits what is queued for them, and for others
     * @param pingInterval from a peer's last answer to the next ping
     * @param pingTimeout a peer that sends nothing for this long after a ping is cut off, with code 1006 and the reason
     *     {@code ping timeout}
     */
    public PlainWebSockets(OutboundBudget budget, Duration pingInterval, Duration pingTimeout) {
        this.budget = budget;
        this.pingInterval = pingInterval;
        this.pingTimeout = pingTimeout;
        budget.add(this);
    }

    /** The plain WebSockets on one loop, with their heartbeat. */
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
        connection.overflow(how, warnings);
    }
}
