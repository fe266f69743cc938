package enchufe.json;

/** The caller wants to send what JSON cannot say. Its message tells what, where in the arguments, and what to do instead. */
public final class UnsendableException extends ValueException {
    private static final long serialVersionUID = 1;

    UnsendableException(String problem, Throwable cause) {
        super(problem, cause);
    }

    UnsendableException(String problem) {
        super(problem, null);
    }
}
