package enchufe;

/** What a middleware calls when it has decided. Only the first call counts. */
@FunctionalInterface
public interface Next {
    /**
     * Decides.
     *
     * @param error null to let pass; else why not. Of a namespace's middleware, a client is told the message and data of a
     *     {@link ConnectException} alone; any other error is logged, and the client told {@code internal error}
     */
    void apply(RuntimeException error);

    /** Lets pass. */
    default void pass() {
        apply(null);
    }

    /**
     * Refuses with a message. For a socket, that is what its client is told.
     *
     * @param message why; null is an empty message
     */
    default void refuse(String message) {
        apply(new ConnectException(message));
    }

    /**
     * Refuses with a message and data for the client.
     *
     * @param message why; null is an empty message
     * @param data for the client's program; null for none
     */
    default void refuse(String message, Object data) {
        apply(new ConnectException(message, data));
    }
}
