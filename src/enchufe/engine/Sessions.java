package enchufe.engine;

import enchufe.dispatch.RareWarnings;
import enchufe.websocket.Message;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The sessions of one server by their ids, and the limits that they share. Safe for any thread. */
final class Sessions {
    /** Of the heap, so much may wait for clients: one part in this many. */
    static final int SHARE_OF_HEAP = 4;
    /** Of the sessions that there may be, so many may be closed and wait for a poll that fetches the rest: one in this many. */
    static final int CLOSING_SHARE = 10;

    private final IdTable<EngineSession> byId = new IdTable<>(EngineSession::id);
    private final ConcurrentHashMap<EngineLoop, Heartbeats> heartbeats = new ConcurrentHashMap<>();
    private final Set<EngineSession> closing = new LinkedHashSet<>();       // the oldest first; its monitor guards it
    private final AtomicBoolean evicting = new AtomicBoolean();
    private final RareWarnings warnings = new RareWarnings(System.getLogger(Sessions.class.getPackageName()));
    private final Ids ids = new Ids();
    private final EngineOptions options;
    private final long maxQueuedInAll;

    Sessions(EngineOptions options, long maxQueuedInAll) {
        this.options = options;
        this.maxQueuedInAll = maxQueuedInAll;
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

    /** A session has been closed and waits for a poll: if too many do, the one that has waited longest ends now. */
    void addClosing(EngineSession session) {
        int most = Math.max(1, options.maxSessions() / CLOSING_SHARE);
        EngineSession oldest = null;
        synchronized (closing) {
            closing.add(session);
            if (closing.size() > most) {
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

    /** Logs that a limit has ended a client or a request, once in a while. */
    void warn(String limit, String text) {
        warnings.say(limit, text);
    }

    /** {@return the session of that id, or null} */
    EngineSession get(String id) {
        return byId.get(id);
    }

    int size() {
        return byId.size();
    }

    List<EngineSession> all() {
        return byId.all();
    }

    boolean isFull() {
        return byId.size() >= options.maxSessions();
    }

    /** A message has been sent to a session: closes it if too much waits for it, or the slowest if too much waits in all. */
    void checkOutbound(EngineSession session) {
        long queued = session.queuedBytes();
        if (queued > options.maxOutboundBytes()) {
            session.overflow(queued + " bytes wait for it, more than maxOutboundBytes (" + options.maxOutboundBytes()
                    + "): it reads too slowly, or is sent too much at once; wait for its answers in between, or raise the limit");
        } else if (Message.queuedInAll() > maxQueuedInAll && evicting.compareAndSet(false, true)) {
            evict();
        }
    }

    private void evict() {
        EngineSession most = null;
        long mostQueued = 0;
        for (EngineSession session : byId.all()) {
            long queued = session.queuedBytes();
            if (queued > mostQueued) {
                most = session;
                mostQueued = queued;
            }
        }
        if (most == null) {
            evicting.set(false);        // what waits belongs to others
            return;
        }
        most.overflow(mostQueued + " bytes wait for it, the most of all clients, and what waits for all of them exceeds "
                + maxQueuedInAll + " bytes: a larger heap (-Xmx) or a smaller maxOutboundBytes would spare it");
        most.loop().execute(() -> evicting.set(false));     // once its memory is free, and not before, look again
    }
}
