package enchufe.engine;

/** Why a session ended, in the words of Node's Engine.IO server. */
public enum CloseReason {
    /** The client closed its transport, or sent a close packet. */
    TRANSPORT_CLOSE("transport close"),
    /** The transport failed: the client vanished in mid-poll, broke the transport's rules, or reads too slowly. */
    TRANSPORT_ERROR("transport error"),
    /** No answer to a ping within {@code pingTimeout}. */
    PING_TIMEOUT("ping timeout"),
    /** The client sent a malformed Engine.IO packet. */
    PARSE_ERROR("parse error"),
    /** This side closed the session. */
    FORCED_CLOSE("forced close");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** {@return Node's name of the reason} */
    @Override
    public String toString() {
        return text;
    }
}
