package enchufe.websocket;

/**
 * The peer broke the WebSocket protocol or exceeded a limit: the connection has to be failed (RFC 6455 §7.1.7). The message of
 * this exception is for the log; it is never sent to the peer.
 */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The close code to fail the connection with. */
    private final int closeCode;

    /**
     * Makes the exception.
     *
     * @param closeCode the code to fail the connection with (RFC 6455 §7.4.1)
     * @param message what the peer did wrong, for the log
     */
    public ProtocolException(int closeCode, String message) {
        super(message, null, false, false);         // a peer's fault needs no stack trace
        this.closeCode = closeCode;
    }

    /** {@return the code to fail the connection with} */
    public int closeCode() {
        return closeCode;
    }
}
