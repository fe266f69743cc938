package enchufe;

import enchufe.engine.CloseReason;
import enchufe.json.SentAsText;

/** Why a socket was disconnected; {@link #toString()} gives the words of Node's server. */
@SuppressWarnings("exports")                     // the interface has nothing for applications to see
public enum DisconnectReason implements SentAsText {
    /** The client has left the namespace: {@code socket.disconnect()} on its side. */
    CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
    /** This server has removed the socket: {@link Socket#disconnect()}. */
    SERVER_NAMESPACE_DISCONNECT("server namespace disconnect"),
    /** The client joined no namespace in time, or broke the order of the protocol, and its connection was closed. */
    FORCED_SERVER_CLOSE("forced server close"),
    /** The server is closing. */
    SERVER_SHUTTING_DOWN("server shutting down"),
    /** The client closed its connection, or it broke between two packets. */
    TRANSPORT_CLOSE("transport close"),
    /** The connection failed: the client vanished in the middle of a poll, broke the transport's rules, or reads too slowly. */
    TRANSPORT_ERROR("transport error"),
    /** The client sent a malformed Engine.IO packet. */
    PARSE_ERROR("parse error"),
    /** The client did not answer a ping in time. */
    PING_TIMEOUT("ping timeout"),
    /** The underlying connection was closed: the client sent a malformed Socket.IO packet, or {@code conn().close()}. */
    FORCED_CLOSE("forced close");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    static DisconnectReason of(CloseReason reason) {
        return valueOf(reason.name());          // each reason of a session's end is one of a socket's, by the same name
    }

    /** {@return Node's name of the reason, such as {@code transport close}} */
    @Override
    public String toString() {
        return text;
    }
}
