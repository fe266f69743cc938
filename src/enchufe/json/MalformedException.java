package enchufe.json;

/** What the peer sent is malformed, or exceeds a limit of its values. The message is for the log, never for the peer. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The limit of how deeply values are nested. */
    public static final String DEPTH = "depth";
    /** The limit of what the values of a message take on the heap. */
    public static final String HEAP = "heap";

    private final String limit;

    /** Says what was expected, and where. */
    public MalformedException(String message) {
        this(message, null);
    }

    /** Says which limit is exceeded. */
    public MalformedException(String message, String limit) {
        super(message, null, false, false);         // a peer's fault needs no stack trace
        this.limit = limit;
    }

    /** {@return the limit that is exceeded; null if it is malformed} */
    public String limit() {
        return limit;
    }
}
