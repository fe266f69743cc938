package enchufe;

import java.util.List;

/** Not all acknowledgements have arrived in time. The message is that of Node's server: {@code operation has timed out}. */
public final class AckTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Args> answers;

    AckTimeoutException(List<Args> answers) {
        super("operation has timed out", null, false, false);       // raised by a timer: a stack trace would not help
        this.answers = List.copyOf(answers);
    }

    /** {@return the acknowledgements of a broadcast that have arrived; empty for a single socket} */
    public List<Args> answers() {
        return answers;
    }
}
