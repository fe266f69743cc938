package enchufe.engine;

import enchufe.websocket.WebSocketLimits;
import enchufe.websocket.WebSocketListener;
import java.nio.ByteBuffer;

/** The WebSocket side of one session ("WebSocket"): each message is one packet. Confined to the session's loop. */
final class WebSocketTransport implements WebSocketListener {
    private final EngineSession session;

    WebSocketTransport(EngineSession session) {
        this.session = session;
    }

    @Override
    public void onText(ByteBuffer utf8) {
        try {
            session.receiveText(utf8);
        } catch (EngineException broken) {
            session.fail(broken);
        }
    }

    @Override
    public void onBinary(ByteBuffer data) {
        session.receiveBinary(data);
    }

    @Override
    public void onReadEnd() {
        if (!session.isOver()) {
            session.listener().onReadEnd();
        }
    }

    @Override
    public void onWritable() {
        if (!session.isOver()) {
            session.listener().onWritable();
        }
    }

    @Override
    public void onClose(int code, String reason) {
        if (code == 1009) {
            session.warnTooBig();
        } else if (code == 1008) {
            session.warn("fragments", "closed: a message of more than " + WebSocketLimits.DEFAULT.maxFragments()
                    + " fragments, which is a limit that cannot be changed");
        }
        session.end(reasonOf(code));
    }

    // The codes that this side fails a connection with (RFC 6455 §7.4.1). A connection that breaks without a close frame
    // (1006) is a closed transport to Node, not an error.
    private static CloseReason reasonOf(int code) {
        return switch (code) {
            case 1002, 1007, 1008, 1009 -> CloseReason.TRANSPORT_ERROR;
            default -> CloseReason.TRANSPORT_CLOSE;
        };
    }
}
