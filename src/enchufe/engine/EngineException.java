package enchufe.engine;

/** The client broke the protocol: the session ends, for the reason that this exception has. */
final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final CloseReason reason;
    private final String limit;

    EngineException(CloseReason reason, String message) {
        this(reason, message, null);
    }

    /** With the name of the limit that was exceeded. */
    EngineException(CloseReason reason, String message, String limit) {
        super(message, null, false, false);         // a peer's error needs no stack trace
        this.reason = reason;
        this.limit = limit;
    }

    /** {@return the name of the limit that was exceeded; null if it is another fault} */
    String limit() {
        return limit;
    }

    CloseReason reason() {
        return reason;
    }
}
