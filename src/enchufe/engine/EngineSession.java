package enchufe.engine;

import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.log.Debug;
import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.websocket.Message;
import enchufe.websocket.OpeningHandshake;
import enchufe.websocket.WebSocket;
import java.lang.System.Logger.Level;

/**
 * The session of one client, over either transport: a handshake, messages both ways, a heartbeat, perhaps an upgrade, an end. It
 * is confined to its loop, except where a method says otherwise.
 */
public final class EngineSession extends Heartbeats.Heartbeat {
    private static final Debug DEBUG = Debug.of("engine:socket");
    private static final System.Logger LOG = Log.of("enchufe.engine");

    private final String id;
    private final RequestHead head;
    private final Peer peer;
    private final EngineLoop loop;
    private final Sessions sessions;
    private final Outbox outbox;
    private final PollingTransport polling;     // null if the session began on a WebSocket
    private volatile boolean reading = true;    // the last value that was asked for
    private volatile Observers observers = Observers.NONE;
    // Confined to the loop:
    private EngineListener listener;        // null until the session has started
    private Upgrade upgrade;                // the attempt under way, or null
    boolean silent;                         // the next packet is a sign of life that is waited for: set by Heartbeats
    private boolean paused;                 // reading has been stopped: the last value that was applied
    private boolean closing;                // the application has closed the session: nothing more is received
    private Alarm closeAlarm;               // while closing waits for a poll
    private CloseReason ended;              // null as long as it lives

    EngineSession(String id, Transport first, RequestHead head, Peer peer, EngineLoop loop, Sessions sessions) {
        this.id = id;
        this.head = head.shared();
        this.peer = peer;
        this.loop = loop;
        this.sessions = sessions;
        this.outbox = new Outbox(Encoding.of(head.query()));
        this.polling = first == Transport.POLLING ? new PollingTransport(this, outbox) : null;
    }

    /** {@return the session's id: a credential, since a request needs nothing else to act for this client} */
    public String id() {
        return id;
    }

    /** {@return the revision of the protocol that the client speaks: 4; or 3, if {@code allowEIO3} is set} */
    public int protocol() {
        return encoding().revision();
    }

    Encoding encoding() {
        return outbox.encoding();
    }

    /** {@return the transport that the session uses now} */
    public Transport transport() {
        return outbox.socket() == null ? Transport.POLLING : Transport.WEBSOCKET;
    }

    /** {@return the request that opened the session, {@link OpeningHandshake#strip stripped} if it was for a WebSocket} */
    public RequestHead head() {
        return head;
    }

    /** {@return the client that opened the session} */
    public Peer peer() {
        return peer;
    }

    /** {@return the other end of its WebSocket; null while it polls} */
    public Peer webSocketPeer() {
        return outbox.socket() == null ? null : outbox.socket().peer();
    }

    /** {@return the loop that the session is confined to} */
    public EngineLoop loop() {
        return loop;
    }

    /**
     * Sends messages in order; nothing that another thread sends comes between them. May be called from any thread, and never
     * blocks: what cannot be sent yet is queued. If more than {@code maxOutboundBytes} are queued, the session is closed. Once
     * the session is closed, messages are dropped.
     *
     * @param messages packets of {@link EnginePacket}
     */
    public void send(Message... messages) {
        for (Message message : Misuse.requireNonNull(messages, "messages")) {
            Misuse.requireNonNull(message, "one of the messages is null");
        }
        if (outbox.isStopped()) {
            return;
        }
        observers.sent(messages);
        if (outbox.add(messages)) {
            loop.afterBatch(polling::flush);    // after the handlers that run now: one poll takes all that they send
        }
        sessions.checkOutbound(this);
    }

    /**
     * Stops or resumes the reading of messages, for a listener that cannot keep up. May be called from any thread. What has been
     * read already is still delivered. A POST is answered only when reading is resumed, and until then a missing pong does
     * not end the session.
     *
     * @param on whether to read
     */
    public void reading(boolean on) {
        reading = on;
        loop.run(this::applyReading);         // it reads the field: a later call may run first
    }

    /**
     * {@return whether a message sent now would go out at once} For messages that are worth sending only then. May be called from
     * any thread.
     */
    public boolean isWritable() {
        return outbox.isWritable();
    }

    /** {@return how many bytes wait to be sent} May be called from any thread. */
    public long queuedBytes() {
        return outbox.queuedBytes();
    }

    /**
     * Adds an observer. May be called from any thread.
     *
     * @param observer is told what happens from now on
     */
    public void observe(SessionObserver observer) {
        Misuse.requireNonNull(observer, "observer");
        synchronized (this) {
            observers = observers.with(observer);
        }
    }

    /** Closes the session in order: what was sent before still goes out. May be called from any thread. */
    public void close() {
        outbox.stop();
        loop.run(this::beginClose);
    }

    private void beginClose() {
        if (closing || ended != null) {
            return;
        }
        closing = true;
        leaveLine();
        if (transport() == Transport.WEBSOCKET || polling.isIdle()) {
            end(CloseReason.FORCED_CLOSE);
        } else {
            sessions.addClosing(this);
            polling.flush();            // without the close packet: clients would act on it before the messages ahead of it
            closeAlarm = loop.after(options().closeTimeout(), () -> end(CloseReason.FORCED_CLOSE));
        }
    }

    /**
     * Ends the session at once: only what can be sent without another poll is still sent. May be called from any thread.
     *
     * @param reason what the listener is told
     */
    public void close(CloseReason reason) {
        Misuse.requireNonNull(reason, "reason");
        outbox.stop();
        loop.run(() -> end(reason));
    }

    /**
     * Ends the session at once, and its connection: nothing that the client still sends is received. May be called from any thread.
     *
     * @param reason what the listener is told
     */
    public void cut(CloseReason reason) {
        close(reason);
        outbox.cut();
    }

    // ---- on the loop, from here on

    private void applyReading() {
        paused = !reading;
        if (outbox.socket() != null) {
            outbox.socket().reading(!paused);
        }
        if (!paused && polling != null) {
            polling.resume();
        }
        noteActivity();                     // a pong may have come meanwhile, unread
    }

    boolean isReading() {
        return reading && !paused;
    }

    PollingTransport polling() { return polling; }

    /** The session begins, and stays, on a WebSocket. */
    WebSocketTransport openWebSocket(WebSocket socket) {
        outbox.moveTo(socket);
        return new WebSocketTransport(this);
    }

    /** The application has a listener for the session: messages may come. */
    void start(EngineListener sessionListener) {
        assert loop.inLoop();
        listener = sessionListener;
        if (ended != null) {
            sessionListener.onClose(ended);
        } else if (!closing) {
            sessions.heartbeats(loop).restart(this);
        }
    }

    EngineListener listener() { return listener; }
    Upgrade upgrade() { return upgrade; }       // the one under way, or null
    Observers observers() { return observers; }
    EngineOptions options() { return sessions.options(); }
    boolean isOver() { return ended != null; }
    boolean isClosing() { return closing; }

    /** The client has answered a ping. */
    void ponged() {
        if (sessions.heartbeats(loop).ponged(this)) {
            observers.tell(observer -> observer.heartbeat(roundTrip()));
        }
    }

    /** Everything that was sent is on its way, after something had to wait. */
    void drained() {
        observers.tell(SessionObserver::drained);
        listener.onWritable();
    }

    /** Something has come from the client, or may have, unread. */
    void noteActivity() {
        if (silent && !paused && !closing && ended == null) {
            sessions.heartbeats(loop).extend(this);
        }
    }

    /** The client has broken the protocol: here its error becomes a close reason. */
    void fail(EngineException broken) {
        if (broken.limit() != null) {
            warn(broken.limit(), "closed: " + broken.getMessage());
        } else {
            LOG.log(Level.DEBUG, () -> "session of " + peer.address() + " ends: " + broken.getMessage());
        }
        end(broken.reason());
    }

    /** Something that must not fail has failed: the session ends, which also answers the requests that wait. */
    void abandon(String what, Throwable e) {
        LOG.log(Level.ERROR, "a session is closed: " + what, e);
        end(CloseReason.FORCED_CLOSE);
    }

    void upgrade(Upgrade attempt) {
        upgrade = attempt;
    }

    /** From here on everything goes over a WebSocket; messages that have waited for a poll go first. */
    void moveTo(WebSocket socket) {
        assert loop.inLoop();
        outbox.moveTo(socket);
        socket.reading(reading);
        if (closing) {
            end(CloseReason.FORCED_CLOSE);
        } else {
            observers.tell(SessionObserver::upgraded);
            listener.onUpgrade();
            if (isWritable()) {
                drained();
            }
        }
    }

    /** Logs that a limit has ended this session, or something of it. */
    void warn(String limit, String what) {
        sessions.warn(limit, "session of " + peer.address() + " " + what);
    }

    void warnTooBig() {
        warn("maxHttpBufferSize", "closed: a message above maxHttpBufferSize (" + options().maxHttpBufferSize()
                + " bytes); raise it if such messages are meant to be sent");
    }

    /** More is queued for this client than is allowed. Called on any thread. */
    void overflow(String how) {
        if (outbox.abort()) {
            warn("outbound", "closed: " + how);
            loop.execute(() -> end(CloseReason.TRANSPORT_ERROR));       // not during the call that sends
            outbox.cut();                                               // after it: a cut connection would be another reason
        }
    }

    /** The session is over. */
    void end(CloseReason reason) {
        assert loop.inLoop();
        if (ended != null) {
            return;
        }
        ended = reason;
        if (DEBUG.on()) {
            DEBUG.log("the session has ended: " + reason);
        }
        sessions.remove(this);
        leaveLine();
        if (closeAlarm != null) {
            closeAlarm.cancel();
            sessions.removeClosing(this);
        }
        if (upgrade != null) {
            upgrade.fail();
        }
        try {
            if (polling != null) {
                polling.answer(reason == CloseReason.TRANSPORT_CLOSE ? EnginePacket.NOOP_PACKET : EnginePacket.CLOSE_PACKET);
                polling.resume();
            }
        } finally {                             // whatever the host does with the response
            ended(reason);
        }
    }

    private void ended(CloseReason reason) {
        outbox.closeSocket();
        outbox.discard();
        observers.tell(observer -> observer.closed(reason));
        if (listener != null) {
            listener.onClose(reason);
        }
    }
}
