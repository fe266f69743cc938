package enchufe;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * Takes the answer to an event, if it stands as the last argument of {@code emit}. It runs in the socket's order, unlike the
 * answers of {@code emitWithAck}.
 */
@FunctionalInterface
public interface AckCallback {
    /**
     * The answer has come, or will not come.
     *
     * @param error null, or why there is no answer: an {@link AckTimeoutException} or a {@link DisconnectedException}
     * @param answer what the client sent; null if there is an error
     */
    void answered(RuntimeException error, Args answer);

    /**
     * Makes a callback of what wants the answers alone.
     *
     * @param action takes the answer; not called if there is none
     * @return the callback
     */
    static AckCallback then(Consumer<Args> action) {
        Objects.requireNonNull(action, "action");
        return (error, answer) -> {
            if (error == null) {
                action.accept(answer);
            }
        };
    }
}
