package enchufe;

import java.util.List;

/** Not all acknowledgements have arrived in time. The message is that of Node's server: {@code operation has timed out}. */
public final class AckTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Args> answers;

    /** Made for acknowledgements of several servers; the cause says which of them cannot be asked, or have not answered. */
    AckTimeoutException(List<Args> answers, RuntimeException why) {
        super("operation has timed out", why, false, false);        // raised by a timer: a stack trace would not help
        this.answers = List.copyOf(answers);
    }

    AckTimeoutException(List<Args> answers) {
        this(answers, null);
    }

    /** {@return the acknowledgements of a broadcast that have arrived; empty for a single socket} */
    public List<Args> answers() {
        return answers;
    }
}
