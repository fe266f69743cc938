package enchufe.engine;

import enchufe.log.Debug;
import enchufe.websocket.Message;
import enchufe.websocket.WebSocketLimits;
import enchufe.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The WebSocket side of one session ("WebSocket"): each message is one packet. Confined to the session's loop. */
final class WebSocketTransport implements WebSocketListener {
    private static final Debug DEBUG = Debug.of("engine:ws");

    private final EngineSession session;

    WebSocketTransport(EngineSession session) {
        this.session = session;
    }

    /** Writes debug lines about messages that are sent. */
    static void debugSending(Message... messages) {
        if (DEBUG.on()) {
            for (Message message : messages) {
                DEBUG.log("writing", message);
            }
        }
    }

    /** Writes a debug line about a text that has come. */
    static void debugReceived(ByteBuffer utf8) {
        if (DEBUG.on()) {
            DEBUG.log("received", StandardCharsets.UTF_8.decode(utf8.duplicate()));
        }
    }

    @Override
    public void onText(ByteBuffer utf8) {
        debugReceived(utf8);
        try {
            Incoming.text(session, utf8);
        } catch (EngineException broken) {
            session.fail(broken);
        }
    }

    @Override
    public void onBinary(ByteBuffer data) {
        if (DEBUG.on()) {
            DEBUG.log("received <" + data.remaining() + " bytes>");
        }
        try {
            Incoming.binary(session, session.encoding().unframed(data));
        } catch (EngineException broken) {
            session.fail(broken);
        }
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
            session.drained();
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
