package enchufe.json;

/** What the peer sent is malformed, or nested too deeply. The message is for the log, never for the peer. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean tooDeep;

    /** Says what was expected, and where. */
    public MalformedException(String message) {
        this(message, false);
    }

    /** Says what is wrong, and whether that is only that it is nested too deeply. */
    public MalformedException(String message, boolean tooDeep) {
        super(message, null, false, false);         // a peer's fault needs no stack trace
        this.tooDeep = tooDeep;
    }

    /** {@return whether the problem is only that it is nested too deeply} */
    public boolean isTooDeep() {
        return tooDeep;
    }
}
