package enchufe;

/** What a middleware calls when it has decided. Only the first call counts. */
@FunctionalInterface
public interface Next {
    /**
     * Decides.
     *
     * @param error null to let the socket or event pass; else why not. From a namespace's middleware, the client receives the
     *     message and data of a {@link ConnectException}; any other error is logged, and the client receives {@code internal error}
     */
    void apply(RuntimeException error);

    /** Lets the socket or event pass. */
    default void pass() {
        apply(null);
    }

    /**
     * Refuses with a message. If a socket is refused, its client receives the message.
     *
     * @param message why; null is sent as an empty message
     */
    default void refuse(String message) {
        apply(new ConnectException(message));
    }

    /**
     * Refuses with a message and data for the client.
     *
     * @param message why; null is sent as an empty message
     * @param data for programs; null for none
     */
    default void refuse(String message, Object data) {
        apply(new ConnectException(message, data));
    }
}
