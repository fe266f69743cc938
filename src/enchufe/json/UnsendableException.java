package enchufe.json;

/** The caller wants to send a value that has no JSON form. The message says what, where, and what to do instead. */
public final class UnsendableException extends ValueException {
    private static final long serialVersionUID = 1;

    UnsendableException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
