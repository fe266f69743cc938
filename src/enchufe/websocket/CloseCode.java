package enchufe.websocket;

/** Why a connection is closed: the status codes of close frames (RFC 6455 §7.4). */
public final class CloseCode {
    /** The purpose of the connection is fulfilled. */
    public static final int NORMAL = 1000;
    /** A server goes down, or a browser leaves the page. */
    public static final int GOING_AWAY = 1001;
    /** The peer broke the protocol. */
    public static final int PROTOCOL_ERROR = 1002;
    /** A kind of data that this endpoint cannot accept, such as binary where only text is understood. */
    public static final int UNSUPPORTED_DATA = 1003;
    /** The close frame had no code. Never sent: it stands for what was missing. */
    public static final int NO_STATUS = 1005;
    /** The connection ended without a close frame. Never sent: it stands for what was missing. */
    public static final int ABNORMAL = 1006;
    /** Data that does not fit the type of its message: text that is not UTF-8. */
    public static final int INVALID_DATA = 1007;
    /** The message violates this endpoint's policy, and no other code fits. */
    public static final int POLICY_VIOLATION = 1008;
    /** The message is too big to process. */
    public static final int TOO_BIG = 1009;
    /** A client misses an extension that the server did not accept. */
    public static final int MISSING_EXTENSION = 1010;
    /** The server met a condition that it did not expect. */
    public static final int INTERNAL_ERROR = 1011;
    /** The service restarts: registered with IANA after the RFC, as are the two that follow. */
    public static final int SERVICE_RESTART = 1012;
    /** The service is overloaded: try again later. */
    public static final int TRY_AGAIN_LATER = 1013;
    /** A gateway got an invalid response from the server behind it. */
    public static final int BAD_GATEWAY = 1014;

    private static final int MAX_REASON_BYTES = 123;    // a control frame holds 125 (RFC 6455 §5.5), the code takes two

    private CloseCode() {}

    /**
     * Tells whether a close frame may carry a code, in either direction: 1004 is reserved, 1005, 1006 and 1015 only report
     * what happened without one (RFC 6455 §7.4.1), 1000–2999 belong to the protocol, 3000–4999 to libraries and
     * applications (§7.4.2).
     *
     * @param code the code
     * @return whether it may be sent and received
     */
    public static boolean isValid(int code) {
        return NORMAL <= code && code <= UNSUPPORTED_DATA
                || INVALID_DATA <= code && code <= BAD_GATEWAY
                || 3000 <= code && code <= 4999;
    }

    /**
     * Checks what an application wants to put into a close frame.
     *
     * @param code the close code
     * @param reason the reason, at most 123 bytes in UTF-8
     * @throws IllegalArgumentException if the code may not be sent or the reason is too long
     */
    public static void check(int code, String reason) {
        if (!isValid(code)) {
            throw new IllegalArgumentException("close code " + code
                    + " may not be sent: use 1000 to 1003, 1007 to 1014 or 3000 to 4999");
        }
        int bytes = FrameWriter.utf8(reason).length;
        if (bytes > MAX_REASON_BYTES) {
            throw new IllegalArgumentException("the reason has " + bytes + " bytes in UTF-8: a close frame holds at most "
                    + MAX_REASON_BYTES);
        }
    }
}
