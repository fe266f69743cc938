package enchufe.json;

/** The peer sent something that is not JSON, or JSON nested too deeply. The message is for the log, never for the peer. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Reports malformed JSON.
     *
     * @param message what was expected, and where
     */
    public JsonException(String message) {
        super(message, null, false, false);         // a peer's fault needs no stack trace
    }
}
