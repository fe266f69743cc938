package enchufe.engine;

import enchufe.websocket.OutboundBudget;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The sessions of one server by their ids, and the limits that they share. Safe for any thread. */
final class Sessions implements OutboundBudget.Clients<EngineSession> {
    private final IdTable<EngineSession> byId = new IdTable<>(EngineSession::id);
    private final ConcurrentHashMap<EngineLoop, Heartbeats> heartbeats = new ConcurrentHashMap<>();
    private final Ids ids = new Ids();
    private final EngineOptions options;
    private final OutboundBudget budget;

    Sessions(EngineOptions options, OutboundBudget budget) {
        this.options = options;
        this.budget = budget;
        budget.add(this);
    }

    EngineOptions options() {
        return options;
    }

    String newId() {
        return ids.next();
    }

    /** {@return those of the sessions on a loop} */
    Heartbeats heartbeats(EngineLoop loop) {
        return heartbeats.computeIfAbsent(loop, first -> new Heartbeats(first, options));
    }

    void add(EngineSession session) {
        byId.add(session);
    }

    void remove(EngineSession session) {
        byId.remove(session.id());
    }

    /** {@return the session of that id, or null} */
    EngineSession get(String id) {
        return byId.get(id);
    }

    int size() {
        return byId.size();
    }

    @Override
    public List<EngineSession> all() {
        return byId.all();
    }

    boolean isFull() {
        return byId.size() >= options.maxSessions();
    }

    /** A message has been sent to a session: closes it if too much waits for it, or the slowest client if too much waits in all. */
    void checkOutbound(EngineSession session) {
        budget.check(this, session, session.queuedBytes());
    }

    @Override
    public long queuedBytes(EngineSession session) {
        return session.queuedBytes();
    }

    @Override
    public void overflow(EngineSession session, String how) {
        session.overflow(how, budget);
    }

    @Override
    public Executor loop(EngineSession session) {
        return session.loop();
    }
}
