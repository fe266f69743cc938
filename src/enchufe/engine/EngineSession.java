package enchufe.engine;

import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.log.Log;
import enchufe.websocket.Message;
import enchufe.websocket.OpeningHandshake;
import enchufe.websocket.WebSocket;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * One client's session, whatever it travels on: a handshake, messages both ways, a heartbeat, perhaps an upgrade, an end. It
 * is confined to its loop; only what there is to send is shared with other threads (see {@link #send}).
 */
public final class EngineSession {
    private static final System.Logger LOG = Log.of("enchufe.engine");

    private final String id;
    private final RequestHead head;
    private final Peer peer;
    private final EngineLoop loop;
    private final Sessions sessions;
    private final Heartbeats.Heartbeat heartbeat = new Heartbeats.Heartbeat(this);
    private final Outbox outbox = new Outbox();
    private final PollingTransport polling;     // null if the session began on a WebSocket
    private volatile boolean reading = true;    // as it was last asked for

    // Confined to the loop:
    private EngineListener listener;        // null until the application has taken the session
    private Upgrade upgrade;                // the attempt under way, or null
    boolean silent;                         // pinged, and nothing has come since: set by Heartbeats
    private boolean closing;                // the application has closed the session: nothing more is received
    private Alarm closeAlarm;               // while closing waits for a poll
    private CloseReason ended;              // null as long as it lives

    EngineSession(Transport first, RequestHead head, Peer peer, EngineLoop loop, Sessions sessions) {
        this.id = sessions.newId();
        this.head = head.shared();
        this.peer = peer;
        this.loop = loop;
        this.sessions = sessions;
        this.polling = first == Transport.POLLING ? new PollingTransport(this, outbox) : null;
    }

    /** {@return the session's id: a credential, since it is all that a request needs to speak for this client} */
    public String id() {
        return id;
    }

    /** {@return the revision of the protocol that the client speaks} */
    public int protocol() {
        return 4;
    }

    /** {@return what the session travels on now} */
    public Transport transport() {
        return outbox.socket() == null ? Transport.POLLING : Transport.WEBSOCKET;
    }

    /** {@return the request that opened the session, {@link OpeningHandshake#strip stripped} if it was for a WebSocket} */
    public RequestHead head() {
        return head;
    }

    /** {@return who opened the session} */
    public Peer peer() {
        return peer;
    }

    /** {@return the loop that the session lives on} */
    public EngineLoop loop() {
        return loop;
    }

    /**
     * Sends messages, one behind the other: nothing that another thread sends comes between them. May be called from any thread,
     * and never blocks: what cannot be sent yet waits. If more than {@code maxOutboundBytes} waits, the session is closed. Once
     * the session is closed, messages are dropped.
     *
     * @param messages packets of {@link EnginePacket}
     */
    public void send(Message... messages) {
        for (Message message : Objects.requireNonNull(messages, "messages")) {
            Objects.requireNonNull(message, "one of the messages is null");
        }
        if (outbox.add(messages)) {
            loop.afterBatch(polling::flush);    // behind the handlers that run now: one poll takes what they all send
        }
        sessions.checkOutbound(this);
    }

    /**
     * Stops or resumes the reading of messages, for a listener that cannot keep up. May be called from any thread. What has been
     * read already is still delivered; a POST is answered when reading is resumed, and meanwhile no pong is missed.
     *
     * @param on whether to read
     */
    public void reading(boolean on) {
        reading = on;
        onLoop(this::applyReading);         // whatever it is then: a later call may have overtaken this one
    }

    /** {@return whether a message sent now would go out at once: what is worth sending only then should look here first} */
    public boolean isWritable() {
        return outbox.isWritable();
    }

    /** {@return how many bytes wait to be sent} */
    public long queuedBytes() {
        return outbox.queuedBytes();
    }

    /** Closes the session in order: what was sent before still goes out. May be called from any thread. */
    public void close() {
        outbox.stop();
        onLoop(this::beginClose);
    }

    private void beginClose() {
        if (closing || ended != null) {
            return;
        }
        closing = true;
        heartbeat.leave();
        if (transport() == Transport.WEBSOCKET || polling.isIdle()) {
            end(CloseReason.FORCED_CLOSE);
        } else {
            sessions.addClosing(this);
            polling.flush();            // the close packet comes in a later poll: clients overtake what stands before it
            closeAlarm = loop.after(sessions.options().closeTimeout(), () -> end(CloseReason.FORCED_CLOSE));
        }
    }

    /**
     * Ends the session at once: only what can go out without waiting for another poll still does. May be called from any
     * thread.
     *
     * @param reason what the listener is told
     */
    public void close(CloseReason reason) {
        Objects.requireNonNull(reason, "reason");
        outbox.stop();
        onLoop(() -> end(reason));
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

    // What follows happens on the loop.

    void onLoop(Runnable action) {
        if (loop.inLoop()) {
            action.run();
        } else {
            loop.execute(action);
        }
    }

    private void applyReading() {
        boolean on = reading;
        if (outbox.socket() != null) {
            outbox.socket().reading(on);
        }
        if (on && polling != null) {
            polling.resume();
        }
    }

    boolean isReading() {
        return reading;
    }

    PollingTransport polling() {
        return polling;
    }

    /** The session begins, and stays, on a WebSocket. */
    WebSocketTransport openWebSocket(WebSocket socket) {
        outbox.moveTo(socket);
        return new WebSocketTransport(this);
    }

    /** The application has taken the session. */
    void start(EngineListener taker) {
        assert loop.inLoop();
        listener = taker;
        if (ended != null) {
            taker.onClose(ended);
        } else if (!closing) {
            sessions.heartbeats(loop).restart(heartbeat);
        }
    }

    EngineListener listener() {
        return listener;
    }

    boolean isOver() {
        return ended != null;
    }

    boolean isClosing() {
        return closing;
    }

    /** A text packet has come: its type, then its data. */
    void receiveText(ByteBuffer packet) {
        assert loop.inLoop();
        if (ended != null || closing && !isClose(packet)) {
            return;
        }
        if (!packet.hasRemaining()) {
            throw new EngineException(CloseReason.PARSE_ERROR, "an empty packet");
        }
        noteLife();
        switch (packet.get()) {
            case EnginePacket.MESSAGE -> listener.onText(packet);
            case PayloadWriter.BINARY -> receiveBinary(PayloadReader.decodeBase64(packet));     // forceBase64, in a text frame
            case EnginePacket.PONG -> sessions.heartbeats(loop).restart(heartbeat);
            case EnginePacket.CLOSE -> end(CloseReason.TRANSPORT_CLOSE);
            // Since revision 4 the server pings ("From v3 to v4").
            case EnginePacket.PING -> throw new EngineException(CloseReason.TRANSPORT_ERROR, "a ping from the client");
            // These mean something elsewhere, or to a client; like Node's server, we overlook them here.
            case EnginePacket.OPEN, EnginePacket.UPGRADE, EnginePacket.NOOP -> { }
            default -> throw new EngineException(CloseReason.PARSE_ERROR, "an unknown packet type");
        }
    }

    private void noteLife() {
        if (silent) {
            sessions.heartbeats(loop).extend(heartbeat);
        }
    }

    private static boolean isClose(ByteBuffer packet) {
        return packet.hasRemaining() && packet.get(packet.position()) == EnginePacket.CLOSE;
    }

    /** A binary message has come. */
    void receiveBinary(ByteBuffer data) {
        assert loop.inLoop();
        if (ended == null && !closing) {
            noteLife();
            listener.onBinary(data);
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

    /** The application's listener has thrown: its fault, which must not leave a request unanswered. */
    void abandon(Throwable e) {
        LOG.log(Level.ERROR, "the listener of a session failed; the session is closed", e);
        end(CloseReason.FORCED_CLOSE);
    }

    /** {@return the upgrade under way, or null} */
    Upgrade upgrade() {
        return upgrade;
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
            listener.onUpgrade();
            if (isWritable()) {
                listener.onWritable();
            }
        }
    }

    /** A limit has ended something of this client: the user should not have to guess why it went. */
    void warn(String limit, String what) {
        sessions.warn(limit, "session of " + peer.address() + " " + what);
    }

    void warnTooBig() {
        warn("maxHttpBufferSize", "closed: a message above maxHttpBufferSize (" + sessions.options().maxHttpBufferSize()
                + " bytes); raise it if such messages are meant to be sent");
    }

    /** More waits for this client than may. Called on any thread. */
    void overflow(String how) {
        if (outbox.abort()) {
            warn("outbound", "closed: " + how);
            loop.execute(() -> end(CloseReason.TRANSPORT_ERROR));       // not within the sender's call
            outbox.cut();                                               // behind it: a cut connection is another reason
        }
    }

    /** The session is over. */
    void end(CloseReason reason) {
        assert loop.inLoop();
        if (ended != null) {
            return;
        }
        ended = reason;
        sessions.remove(this);
        heartbeat.leave();
        if (closeAlarm != null) {
            closeAlarm.cancel();
            sessions.removeClosing(this);
        }
        if (upgrade != null) {
            upgrade.fail();
        }
        if (polling != null) {
            polling.answer(reason == CloseReason.TRANSPORT_CLOSE ? EnginePacket.NOOP_PACKET : EnginePacket.CLOSE_PACKET);
            polling.resume();
        }
        outbox.closeSocket();
        outbox.discard();
        if (listener != null) {
            listener.onClose(reason);
        }
    }
}
