package enchufe.engine;

import enchufe.log.Debug;
import enchufe.websocket.WebSocket;
import enchufe.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One attempt of a polling session to move to a WebSocket ("Upgrade"). It listens to the WebSocket until the session has moved;
 * then a {@link WebSocketTransport} takes its place. Until then the session goes on polling, and if the attempt fails, only the
 * WebSocket is closed. Confined to the session's loop.
 *
 * <pre>
 *   opened ── 2probe ──▶ probed ── 5 ──▶ moved
 *      └── anything else, upgradeTimeout, the session's end ──┴──▶ failed: whatever comes is ignored
 * </pre>
 */
final class Upgrade implements WebSocketListener {
    private static final Debug DEBUG = Debug.of("engine:socket");

    private final EngineSession session;
    private final WebSocket socket;
    private boolean probed;
    private boolean failed;
    private Alarm alarm;

    private Upgrade(EngineSession session, WebSocket socket) {
        this.session = session;
        this.socket = socket;
    }

    /**
     * A WebSocket has come for a session. It is closed if the session has one already, or another attempt is under way
     * ("WebSocket").
     *
     * @return what listens to the WebSocket
     */
    static WebSocketListener begin(EngineSession session, WebSocket socket, Duration timeout) {
        assert session.loop().inLoop();
        var attempt = new Upgrade(session, socket);
        if (session.isOver() || session.transport() == Transport.WEBSOCKET || session.upgrade() != null) {
            attempt.fail();
        } else {
            debug("might upgrade socket transport from \"polling\" to \"websocket\"");
            session.upgrade(attempt);
            attempt.alarm = session.loop().after(timeout, () -> attempt.tooLate(timeout));
        }
        return attempt;
    }

    private static void debug(String message) {
        if (DEBUG.on()) {
            DEBUG.log(message);
        }
    }

    private void tooLate(Duration timeout) {
        session.warn("upgradeTimeout", "stays with long-polling: its WebSocket was not ready within upgradeTimeout (" + timeout
                + ")");
        fail();
    }

    /** {@return whether the client has probed the WebSocket: it may hold no poll now} */
    boolean isProbed() {
        return probed;
    }

    void fail() {
        debug("the WebSocket is closed, and the session stays with polling");
        over();
        socket.close(1000, "");
    }

    private void over() {
        failed = true;
        if (alarm != null) {
            alarm.cancel();
        }
        if (session.upgrade() == this) {
            session.upgrade(null);
        }
    }

    @Override
    public void onText(ByteBuffer utf8) {
        if (!failed) {
            onPacket(utf8);
        }
    }

    private void onPacket(ByteBuffer packet) {
        WebSocketTransport.debugReceived(packet);
        byte type = packet.hasRemaining() ? packet.get() : 0;
        if (type == EnginePacket.PING && packet.equals(EnginePacket.PROBE)) {
            probe();
        } else if (type == EnginePacket.UPGRADE) {      // without a probe too, as in Node
            complete();
        } else {
            fail();
        }
    }

    private void probe() {
        probed = true;
        debug("got probe ping packet, sending pong");
        WebSocketTransport.debugSending(EnginePacket.PROBE_ANSWER);
        socket.send(EnginePacket.PROBE_ANSWER);
        debug("writing a noop packet to polling for fast upgrade");
        session.polling().answer(EnginePacket.NOOP_PACKET);
    }

    private void complete() {
        debug("got upgrade packet - upgrading");
        alarm.cancel();
        socket.listener(new WebSocketTransport(session));
        session.polling().answer(EnginePacket.NOOP_PACKET);     // for a client that has left a poll behind
        session.upgrade(null);
        session.moveTo(socket);
    }

    @Override
    public void onBinary(ByteBuffer data) {
        if (!failed) {
            fail();
        }
    }

    @Override
    public void onClose(int code, String reason) {
        if (code == 1009) {
            session.warnTooBig();
        }
        over();
    }
}
