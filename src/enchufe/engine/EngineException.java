package enchufe.engine;

/** The client broke the protocol: the session ends with the reason this carries. */
final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final CloseReason reason;

    EngineException(CloseReason reason, String message) {
        super(message, null, false, false);         // a peer's fault needs no stack trace
        this.reason = reason;
    }

    CloseReason reason() {
        return reason;
    }
}
