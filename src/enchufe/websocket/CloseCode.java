package enchufe.websocket;

import enchufe.log.Misuse;

/** The status codes of close frames, which say why a connection is closed (RFC 6455 §7.4). */
public final class CloseCode {
    /** The connection has served its purpose. */
    public static final int NORMAL = 1000;
    /** The endpoint goes away: a server shuts down, or a browser leaves the page. */
    public static final int GOING_AWAY = 1001;
    /** The peer broke the protocol. */
    public static final int PROTOCOL_ERROR = 1002;
    /** The peer sent a type of data that this endpoint does not accept, such as binary where it expects text. */
    public static final int UNSUPPORTED_DATA = 1003;
    /** The peer's close frame had no code. It is only reported, never sent. */
    public static final int NO_STATUS = 1005;
    /** The connection ended without a close frame. It is only reported, never sent. */
    public static final int ABNORMAL = 1006;
    /** The data does not match the type of its message: text that is not UTF-8. */
    public static final int INVALID_DATA = 1007;
    /** The message violates this endpoint's policy, and there is no more specific code. */
    public static final int POLICY_VIOLATION = 1008;
    /** The message is too big to process. */
    public static final int TOO_BIG = 1009;
    /** The client requires an extension that the server did not accept. */
    public static final int MISSING_EXTENSION = 1010;
    /** The server met an unexpected condition. */
    public static final int INTERNAL_ERROR = 1011;
    /** The service restarts. This code and the next two are not in the RFC; they were registered with IANA later. */
    public static final int SERVICE_RESTART = 1012;
    /** The service is overloaded: try again later. */
    public static final int TRY_AGAIN_LATER = 1013;
    /** A gateway got an invalid response from the server behind it. */
    public static final int BAD_GATEWAY = 1014;

    private static final int MAX_REASON_BYTES = 123;    // a control frame holds 125 (RFC 6455 §5.5), and the code takes 2

    private CloseCode() {}

    /**
     * Tells whether a close frame may carry a code, in either direction. 1004 is reserved; 1005, 1006 and 1015 are for
     * reports only (RFC 6455 §7.4.1). 1000–2999 belong to the protocol, 3000–4999 to libraries and applications (§7.4.2).
     *
     * @param code the code
     * @return whether it may be sent, and accepted from the peer
     */
    public static boolean isValid(int code) {
        return NORMAL <= code && code <= UNSUPPORTED_DATA
                || INVALID_DATA <= code && code <= BAD_GATEWAY
                || 3000 <= code && code <= 4999;
    }

    /**
     * Checks the code and the reason that an application wants to send in a close frame.
     *
     * @param code the close code
     * @param reason the reason, at most 123 bytes in UTF-8
     * @throws IllegalArgumentException if the code may not be sent or the reason is too long
     */
    public static void check(int code, String reason) {
        if (!isValid(code)) {
            throw Misuse.argument("close code " + code + " may not be sent: use 1000 to 1003, 1007 to 1014 or 3000 to 4999");
        }
        int bytes = FrameWriter.utf8(reason).length;
        if (bytes > MAX_REASON_BYTES) {
            throw Misuse.argument("the reason has " + bytes + " bytes in UTF-8: a close frame holds at most " + MAX_REASON_BYTES);
        }
    }
}
