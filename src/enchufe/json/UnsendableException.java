package enchufe.json;

/** The caller wants to send what JSON cannot say. Its message tells what, where in the arguments, and what to do instead. */
public final class UnsendableException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String problem;
    private final StringBuilder path = new StringBuilder();
    private String where = "";

    UnsendableException(String problem, Throwable cause) {
        super(problem, cause);
        this.problem = problem;
    }

    UnsendableException(String problem) {
        this(problem, null);
    }

    /** Extends the path on the way out: whoever writes a container knows the name of the part that failed. */
    UnsendableException within(String part) {
        path.insert(0, part);
        return this;
    }

    /**
     * Says what was to be sent: its message then begins with that.
     *
     * @param name the name of the whole value, such as {@code argument 0 of "say"}
     * @return this exception, to be thrown on
     */
    public UnsendableException in(String name) {
        where = name + ": ";
        return this;
    }

    @Override
    public String getMessage() {
        return where + Paths.describe(path) + problem;
    }
}
