package enchufe.engine;

import enchufe.websocket.WebSocket;
import enchufe.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One attempt of a polling session to move to a WebSocket ("Upgrade"). Until it is completed the session goes on polling;
 * if it fails, only its WebSocket is closed.
 *
 * <pre>
 *   opened ── 2probe, answered 3probe ──▶ probed ── 5 ──▶ moved: the WebSocket has another listener
 *      └── anything else, upgradeTimeout, the session's end ──┴──▶ failed: whatever comes is ignored
 * </pre>
 */
final class Upgrade implements WebSocketListener {
    private final EngineSession session;
    private final WebSocket socket;
    private boolean probed;
    private boolean failed;
    private Alarm alarm;

    Upgrade(EngineSession session, WebSocket socket) {
        this.session = session;
        this.socket = socket;
    }

    void start(Duration timeout) {
        alarm = session.loop().after(timeout, () -> tooLate(timeout));
    }

    private void tooLate(Duration timeout) {
        session.warn("upgradeTimeout", "stays with long-polling: its WebSocket was not ready within upgradeTimeout (" + timeout
                + ")");
        fail();
    }

    boolean isProbed() {
        return probed;
    }

    void fail() {
        over();
        socket.close(1000, "");
    }

    private void over() {
        failed = true;
        if (alarm != null) {
            alarm.cancel();
        }
        session.onUpgradeFailed(this);
    }

    @Override
    public void onText(ByteBuffer utf8) {
        if (!failed) {
            onPacket(utf8);
        }
    }

    private void onPacket(ByteBuffer packet) {
        byte type = packet.hasRemaining() ? packet.get() : 0;
        if (type == EnginePacket.PING && packet.equals(EnginePacket.PROBE)) {
            probed = true;
            socket.send(EnginePacket.PROBE_ANSWER);
            session.onProbe();
        } else if (type == EnginePacket.UPGRADE) {
            alarm.cancel();
            session.completeUpgrade(socket);
        } else {
            fail();
        }
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
