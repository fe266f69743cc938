package enchufe;

/** The socket was disconnected before the client sent the acknowledgement. */
public final class DisconnectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DisconnectedException() {
        super("socket has been disconnected", null, false, false);  // raised by the network: a stack trace would not help
    }
}
