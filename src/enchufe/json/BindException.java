package enchufe.json;

/** A received value is not of the type it was asked for. Its message tells where, what was expected and what came. */
public final class BindException extends ValueException {
    private static final long serialVersionUID = 1;

    BindException(String problem, Throwable cause) {
        super(problem, cause);
    }

    static BindException mismatch(String expected, Object found) {
        return new BindException("expected " + expected + ", got " + Values.describe(found), null);
    }

    /** A peer's fault needs no stack trace. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
