package enchufe;

import enchufe.engine.CloseReason;
import enchufe.json.SentAsText;

/** Why a socket was disconnected. {@link #toString()} returns the string that Node's server uses. */
@SuppressWarnings("exports")                     // the interface is of no use to applications
public enum DisconnectReason implements SentAsText {
    /** The client left the namespace: it called {@code socket.disconnect()}. */
    CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
    /** This server disconnected the socket: {@link Socket#disconnect()}. */
    SERVER_NAMESPACE_DISCONNECT("server namespace disconnect"),
    /** The client joined no namespace in time, or sent a packet at the wrong time, and its connection was closed. */
    FORCED_SERVER_CLOSE("forced server close"),
    /** The server is closing. */
    SERVER_SHUTTING_DOWN("server shutting down"),
    /** The client closed its connection, or it broke between two packets. */
    TRANSPORT_CLOSE("transport close"),
    /** The connection failed: the client vanished during a poll, broke the transport's rules, or read too slowly. */
    TRANSPORT_ERROR("transport error"),
    /** The client sent a malformed Engine.IO packet. */
    PARSE_ERROR("parse error"),
    /** The client did not answer a ping in time. */
    PING_TIMEOUT("ping timeout"),
    /** This server closed the connection: after a malformed Socket.IO packet, or with {@code conn().close()}. */
    FORCED_CLOSE("forced close");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    /** {@return whether the client may come back and be the same: neither side meant to end it, nor was it malformed} */
    boolean isRecoverable() {
        return this != CLIENT_NAMESPACE_DISCONNECT && this != SERVER_NAMESPACE_DISCONNECT && this != PARSE_ERROR
                && this != SERVER_SHUTTING_DOWN;
    }

    static DisconnectReason of(CloseReason reason) {
        return valueOf(reason.name());          // every CloseReason has a DisconnectReason of the same name
    }

    /** {@return the string that Node's server uses, such as {@code transport close}} */
    @Override
    public String toString() {
        return text;
    }
}
