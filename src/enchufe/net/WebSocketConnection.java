package enchufe.net;

import enchufe.engine.Alarm;
import enchufe.http.Peer;
import enchufe.log.Log;
import enchufe.log.RareWarnings;
import enchufe.websocket.CloseCode;
import enchufe.websocket.Message;
import enchufe.websocket.OpeningHandshake.Agreement;
import enchufe.websocket.WebSocket;
import enchufe.websocket.WebSocketEndpoint.Opening;
import enchufe.websocket.WebSocketLimits;
import enchufe.websocket.WebSocketListener;
import enchufe.websocket.WebSocketProtocol;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A connection after the opening handshake: joins the protocol, which does no I/O, to the network. */
final class WebSocketConnection implements WebSocket, ConnectionHandler, WebSocketProtocol.Output, Pulse.Heart {
    /** How long a peer may take to answer a close frame (RFC 6455 §7.1.1 leaves it to the server). */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Logger LOG = Log.of("enchufe.net");

    private final Connection connection;
    private final Peer peer;
    private final String subprotocol;           // empty if none was chosen
    private final WebSocketProtocol protocol;
    private final PlainWebSockets.OnLoop plain; // the rules for plain WebSockets; null for another kind
    private Gathering gathering;                // null while no message is incomplete
    private volatile boolean reading = true;    // the last value that was asked for
    private EarlyBytes rest;                    // has come, but waits until reading is resumed; null most of the time
    private Alarm closeAlarm;                   // while the peer's close frame is awaited
    private volatile String why = "";           // why this side has cut it off; written under the monitor

    /**
     * Lets a WebSocket take over a connection, and what the client has sent after its opening handshake without waiting for the
     * response.
     */
    static void open(Connection connection, Peer peer, Agreement agreement, Mounts.WebSocketMount mount, Opening opening,
            EarlyBytes early) {
        var webSocket = new WebSocketConnection(connection, peer, agreement, mount, opening);
        connection.handler(webSocket);
        webSocket.begin();
        if (!early.isEmpty()) {
            connection.reading(true);
            webSocket.onBytes(early.take());
            webSocket.onReadEnd();
        }
    }

    private WebSocketConnection(Connection connection, Peer peer, Agreement agreement, Mounts.WebSocketMount mount,
            Opening opening) {
        this.connection = connection;
        this.peer = peer;
        this.subprotocol = agreement.protocol();
        this.plain = mount.plain() == null ? null : mount.plain().on(connection.loop());
        this.protocol = new WebSocketProtocol(agreement.limits(), this);
        this.protocol.listener(opening.open(this));     // which may send: the protocol knows what is compressed
    }

    private void begin() {
        if (plain != null) {
            plain.add(this);
        }
    }

    private void over() {
        rest = null;
        cancelAlarm();
        if (plain != null) {
            plain.remove(this);
        }
    }

    // ---- the application's side: any thread

    @Override
    public void send(Message... messages) {
        WebSocketLimits limits = protocol.limits();
        connection.send(limits.deflates() ? Message.deflated(limits.deflateThreshold(), messages) : messages);
        if (plain != null) {
            plain.checkOutbound(this);
        }
    }

    @Override
    public void close(int code, String reason) {
        CloseCode.check(code, reason);
        connection.seal();
        connection.loop().execute(() -> protocol.close(code, reason));
    }

    @Override
    public void abort() {
        connection.discard();                               // its memory may be needed now
        connection.loop().execute(connection::close);       // never during a call of the listener, or while it is opened
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        if (connection.loop().inLoop()) {
            applyReading();                     // at once: the read that is under way is the last one
        } else {
            connection.loop().execute(this::applyReading);      // it reads the field: a later call may run first
        }
    }

    private void applyReading() {
        if (reading && rest != null) {
            connection.loop().execute(this::receiveRest);       // not during a call of the listener
        } else {
            connection.reading(reading);
        }
        if (reading && plain != null) {
            plain.pulse().heard(this);          // its answer to a ping may have come, unread
        }
    }

    private void receiveRest() {
        if (reading && rest != null) {
            ByteBuffer in = rest.take();
            rest = null;
            connection.reading(true);
            onBytes(in);
            onReadEnd();
        }
    }

    @Override
    public void listener(WebSocketListener next) {
        assert connection.loop().inLoop();
        protocol.listener(next);
    }

    @Override
    public boolean isWritable() {
        return connection.isWritable();
    }

    @Override
    public long queuedBytes() {
        return connection.queuedBytes();
    }

    @Override
    public String protocol() {
        return subprotocol;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    // ---- the rules for plain WebSockets

    Loop loop() {
        return connection.loop();
    }

    /** More is queued for this peer than is allowed. Called on any thread. */
    void overflow(String how, RareWarnings warnings) {
        if (cutOff("too much waits to be sent")) {
            warnings.say("outbound", "WebSocket of " + peer.address() + " closed: " + how);
        }
    }

    /** {@return false if it was done before} */
    private synchronized boolean cutOff(String reason) {
        if (!why.isEmpty()) {
            return false;
        }
        why = reason;
        connection.discard();                               // its memory may be needed now
        loop().execute(connection::close);                  // not during the call that sends
        return true;
    }

    @Override
    public void ping() {
        if (reading || connection.isWritable()) {           // unread pings must not pile up
            protocol.ping();
        }
    }

    @Override
    public boolean isReading() {
        return connection.isReading();
    }

    @Override
    public void silent() {
        if (cutOff("ping timeout")) {
            LOG.log(Level.DEBUG, () -> "WebSocket of " + peer.address() + " closed: nothing came from it within pingTimeout");
        }
    }

    // ---- the network's side: the loop

    @Override
    public void onBytes(ByteBuffer in) {
        if (plain != null) {
            plain.pulse().heard(this);
        }
        try {
            protocol.receive(in);
        } catch (RuntimeException | Error e) {
            in.position(in.limit());
            fail(e);
        }
        if (in.hasRemaining()) {
            rest = new EarlyBytes();
            rest.keep(in, connection);
        }
        count();
    }

    /** Counts what is kept: of an incomplete message, and of what waits. */
    private void count() {
        int bytes = protocol.gatheredBytes() + (rest == null ? 0 : rest.size());
        gathering = Gathering.note(gathering, connection, peer, true, connection.isClosed() ? 0 : bytes);
    }

    private void fail(Throwable fault) {
        LOG.log(Level.ERROR, "a WebSocket listener failed; its connection is closed", fault);
        protocol.close(CloseCode.INTERNAL_ERROR, "");
    }

    @Override
    public void onReadEnd() {
        try {
            protocol.onReadEnd();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    @Override
    public void onEof() {
        connection.close();
    }

    @Override
    public void onDrained() {
        protocol.onWritable();
    }

    @Override
    public void onDrain() {
        onShutdown();
    }

    @Override
    public void onShutdown() {
        protocol.close(CloseCode.GOING_AWAY, "");       // RFC 6455 §7.4.1: a server going down
    }

    @Override
    public void onClosed() {
        over();
        try {
            protocol.onEof(why);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a WebSocket listener failed at the end of its connection", e);
        }
        count();
    }

    // ---- the protocol's side

    @Override
    public void write(byte[] frame) {
        connection.send(frame);
    }

    @Override
    public void writeLast(byte[] frame) {
        connection.sendLast(frame);
        closeAlarm = connection.loop().after(CLOSE_TIMEOUT, connection::close);
        if (plain != null) {
            plain.pulse().end(this);                        // no ping may follow (RFC 6455 §5.5.1): the alarm takes its place
        }
    }

    @Override
    public void closeTransport(boolean peerIsDone) {
        over();
        if (connection.isClosed()) {
            return;
        }
        if (peerIsDone) {
            Lingering.closeAfterLast(connection);
        } else {
            Lingering.close(connection);
        }
    }

    private void cancelAlarm() {
        if (closeAlarm != null) {
            closeAlarm.cancel();
        }
    }

    @Override
    public boolean isCongested() {
        return !connection.isWritable();
    }
}
