package enchufe.json;

/** The peer sent something that is not JSON, or JSON nested too deeply. The message is for the log, never for the peer. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean tooDeep;

    /**
     * Reports malformed JSON.
     *
     * @param message what was expected, and where
     */
    public JsonException(String message) {
        this(message, false);
    }

    JsonException(String message, boolean tooDeep) {
        super(message, null, false, false);         // a peer's fault needs no stack trace
        this.tooDeep = tooDeep;
    }

    /** {@return whether the problem is only that it is nested too deeply} */
    public boolean isTooDeep() {
        return tooDeep;
    }
}
