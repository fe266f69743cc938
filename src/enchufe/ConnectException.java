package enchufe;

/**
 * A middleware's refusal: what the client's {@code connect_error} event receives, as {@code err.message} and
 * {@code err.data}.
 */
public final class ConnectException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Object data;

    /**
     * Refuses with a message.
     *
     * @param message for people; it goes to the client: null as an empty one
     */
    public ConnectException(String message) {
        this(message, null);
    }

    /**
     * Refuses with a message and data.
     *
     * @param message for people; it goes to the client: null as an empty one
     * @param data for programs; it goes to the client: anything that can be sent, but nothing binary; null for none
     */
    public ConnectException(String message, Object data) {
        super(message);
        this.data = data;
    }

    /** {@return the data for the client, or null} */
    public Object data() {
        return data;
    }
}
