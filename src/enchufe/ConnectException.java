package enchufe;

/**
 * A middleware refuses a client, whose {@code connect_error} event receives this as {@code err.message} and {@code err.data}.
 */
public final class ConnectException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Object data;

    /**
     * Refuses with a message.
     *
     * @param message for people, sent to the client; null is sent as an empty message
     */
    public ConnectException(String message) {
        this(message, null);
    }

    /**
     * Refuses with a message and data.
     *
     * @param message for people, sent to the client; null is sent as an empty message
     * @param data for programs, sent to the client: anything that can be sent, except binary data; null for none
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
