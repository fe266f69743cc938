package enchufe.json;

/** A received value is not of the type it was asked for. Its message tells where, what was expected and what came. */
public final class BindException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String problem;
    private final StringBuilder path = new StringBuilder();
    private String where = "";

    BindException(String problem, Throwable cause) {
        super(problem, cause);
        this.problem = problem;
    }

    static BindException mismatch(String expected, Object found) {
        return new BindException("expected " + expected + ", got " + Values.describe(found), null);
    }

    /** Extends the path on the way out: whoever binds a container knows the name of the part that failed. */
    BindException within(String part) {
        path.insert(0, part);
        return this;
    }

    /** Says what was to be bound: the message begins with that. */
    BindException in(String name) {
        where = name + ": ";
        return this;
    }

    @Override
    public String getMessage() {
        return where + Paths.describe(path) + problem;
    }

    /** A peer's fault needs no stack trace. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
