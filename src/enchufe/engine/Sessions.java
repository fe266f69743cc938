package enchufe.engine;

import enchufe.log.Hints;
import enchufe.log.Log;
import enchufe.log.RareWarnings;
import enchufe.websocket.OutboundBudget;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The sessions of one server by their ids, and the limits that they share. For any thread. */
final class Sessions implements OutboundBudget.Clients<EngineSession> {
    /** One in this many of {@code maxSessions} may be closed and wait for the poll that fetches the rest. */
    static final int CLOSING_SHARE = 10;

    private final ConcurrentHashMap<String, EngineSession> byId = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<EngineLoop, Heartbeats> heartbeats = new ConcurrentHashMap<>();
    private final Set<EngineSession> closing = new LinkedHashSet<>();       // the oldest first; its monitor guards it
    private final RareWarnings warnings = new RareWarnings(Log.of("enchufe.engine"));
    private final Hints hints = new Hints(Log.of("enchufe.engine"), "clients of other versions");
    private final Ending ending = new Ending();
    private volatile boolean draining;
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

    Ending ending() {
        return ending;
    }

    String newId() {
        return ids.next();
    }

    /** {@return the heartbeats of the sessions on a loop} */
    Heartbeats heartbeats(EngineLoop loop) {
        return heartbeats.computeIfAbsent(loop, first -> new Heartbeats(first, options));
    }

    /** {@return false if there is one with that id} */
    boolean add(EngineSession session) {
        ending.add();
        boolean isNew = byId.putIfAbsent(session.id(), session) == null;
        if (!isNew) {
            ending.remove();
        }
        return isNew;
    }

    void remove(EngineSession session) {
        if (byId.remove(session.id(), session)) {
            ending.remove();
        }
    }

    /**
     * The server closes: from now on any number of sessions may wait for their last poll, each for {@code closeTimeout} at most.
     */
    void drain() {
        draining = true;
    }

    /** A session has been closed and waits for a poll: if too many do, the one that has waited longest ends now. */
    void addClosing(EngineSession session) {
        int most = Math.max(1, options.maxSessions() / CLOSING_SHARE);
        EngineSession oldest = null;
        synchronized (closing) {
            closing.add(session);
            if (!draining && closing.size() > most) {
                oldest = closing.iterator().next();
                closing.remove(oldest);
            }
        }
        if (oldest != null) {
            warn("closing", "a session of " + oldest.peer().address() + " ended before its client has fetched what it was sent: "
                    + most + " closed ones wait for that already, one of " + CLOSING_SHARE + " of maxSessions");
            EngineSession ended = oldest;
            ended.loop().execute(() -> ended.end(CloseReason.FORCED_CLOSE));
        }
    }

    void removeClosing(EngineSession session) {
        synchronized (closing) {
            closing.remove(session);
        }
    }

    /** Logs that a limit has ended a session or a request, at most once a minute. */
    void warn(String limit, String text) {
        warnings.say(limit, text);
    }

    /** {@return where mistakes of the application are pointed out} */
    Hints hints() {
        return hints;
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
        return List.copyOf(byId.values());
    }

    boolean isFull() {
        return byId.size() >= options.maxSessions();
    }

    /**
     * A message has been sent to a session: closes it if too much is queued for it, or the slowest client if too much is queued
     * in all.
     */
    void checkOutbound(EngineSession session) {
        budget.check(this, session, session.queuedBytes());
    }

    @Override
    public long queuedBytes(EngineSession session) {
        return session.queuedBytes();
    }

    @Override
    public void overflow(EngineSession session, String how) {
        session.overflow(how);
    }

    /**
     * Counts what the server has to wait for when it closes: its sessions, and responses that writers have not written yet. For
     * any thread.
     */
    static final class Ending {
        private final AtomicInteger left = new AtomicInteger(1);    // the first is the server's own, until it closes
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        void add() {
            left.incrementAndGet();
        }

        void remove() {
            if (left.decrementAndGet() == 0) {
                done.complete(null);
            }
        }

        /** {@return completed when nothing is left} */
        CompletableFuture<Void> done() {
            return done.copy();
        }
    }
}
