package enchufe;

import enchufe.log.Misuse;
import java.util.function.Consumer;

/**
 * Takes the acknowledgement of an event: given as the last argument of {@code emit}. It is called in the socket's order, unlike
 * what depends on the future of {@code emitWithAck}.
 */
@FunctionalInterface
public interface AckCallback {
    /**
     * The acknowledgement has arrived, or will not arrive.
     *
     * @param error null, or why there is none: an {@link AckTimeoutException} or a {@link DisconnectedException}
     * @param answer the arguments that the client sent; null if there is an error
     */
    void answered(RuntimeException error, Args answer);

    /**
     * Makes a callback that ignores errors.
     *
     * @param action takes the acknowledgement; not called if there is none
     * @return the callback
     */
    static AckCallback then(Consumer<Args> action) {
        Misuse.requireNonNull(action, "action");
        return (error, answer) -> {
            if (error == null) {
                action.accept(answer);
            }
        };
    }
}
