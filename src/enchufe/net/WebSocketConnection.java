package enchufe.net;

import enchufe.engine.Alarm;
import enchufe.http.Peer;
import enchufe.websocket.CloseCode;
import enchufe.websocket.Message;
import enchufe.websocket.Side;
import enchufe.websocket.WebSocket;
import enchufe.websocket.WebSocketEndpoint.Opening;
import enchufe.websocket.WebSocketLimits;
import enchufe.websocket.WebSocketListener;
import enchufe.websocket.WebSocketProtocol;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A connection after the opening handshake: joins the protocol, which knows no network, and the network. */
final class WebSocketConnection implements WebSocket, ConnectionHandler, WebSocketProtocol.Output {
    /** How long a peer may take to answer a close frame (RFC 6455 §7.1.1 leaves it to the server). */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Logger LOG = System.getLogger("enchufe.net");

    private final Connection connection;
    private final Peer peer;
    private final WebSocketListener listener;
    private final WebSocketProtocol protocol;
    private Alarm closeAlarm;                   // while the peer's close frame is awaited

    /**
     * Lets a WebSocket take over a connection.
     *
     * @param early what the client has sent behind its opening handshake, without waiting for the answer
     */
    static void open(Connection connection, Peer peer, WebSocketLimits limits, Opening opening, EarlyBytes early) {
        var webSocket = new WebSocketConnection(connection, peer, limits, opening);
        connection.handler(webSocket);
        if (!early.isEmpty()) {
            connection.reading(true);
            webSocket.onBytes(early.take());
            webSocket.onReadEnd();
        }
    }

    private WebSocketConnection(Connection connection, Peer peer, WebSocketLimits limits, Opening opening) {
        this.connection = connection;
        this.peer = peer;
        this.listener = opening.open(this);
        this.protocol = new WebSocketProtocol(Side.SERVER, limits, listener, this);
    }

    // ---- the application's side: any thread

    @Override
    public void send(Message... messages) {
        connection.send(messages);
    }

    @Override
    public void close(int code, String reason) {
        CloseCode.check(code, reason);
        connection.seal();
        connection.loop().execute(() -> protocol.close(code, reason));
    }

    @Override
    public void abort() {
        connection.loop().execute(connection::close);       // never within a call of the listener's, or of its opening
    }

    @Override
    public void reading(boolean on) {
        connection.loop().execute(() -> connection.reading(on));
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
    public Peer peer() {
        return peer;
    }

    // ---- the network's side: the loop

    @Override
    public void onBytes(ByteBuffer in) {
        try {
            protocol.receive(in);
        } catch (RuntimeException | Error e) {
            in.position(in.limit());
            fail(e);
        }
    }

    private void fail(Throwable fault) {
        LOG.log(Level.ERROR, "a WebSocket listener failed; its connection is closed", fault);
        protocol.close(CloseCode.INTERNAL_ERROR, "");
    }

    @Override
    public void onReadEnd() {
        if (!protocol.isClosed()) {
            try {
                listener.onReadEnd();
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        }
    }

    @Override
    public void onEof() {
        connection.close();
    }

    @Override
    public void onDrained() {
        protocol.onWritable();
        if (!protocol.isClosed()) {
            listener.onWritable();
        }
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
        cancelAlarm();
        try {
            protocol.onEof();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a WebSocket listener failed at the end of its connection", e);
        }
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
    }

    @Override
    public void closeTransport(boolean peerIsDone) {
        cancelAlarm();
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
