package enchufe;

import java.util.List;

/** Not all answers have come in time. Node's message: {@code operation has timed out}. */
public final class AckTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Args> answers;

    AckTimeoutException(List<Args> answers) {
        super("operation has timed out", null, false, false);       // raised by a timer: a stack trace would tell nothing
        this.answers = List.copyOf(answers);
    }

    /** {@return the answers of those who did answer a broadcast; empty for a single socket} */
    public List<Args> answers() {
        return answers;
    }
}
