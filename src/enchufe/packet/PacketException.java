package enchufe.packet;

/** The peer sent a malformed or unexpected packet. The message is for the log, never for the peer. */
public final class PacketException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String limit;

    /** Reports a malformed packet. */
    public PacketException(String message) {
        this(message, null);
    }

    /** Reports a packet that exceeds a limit; the limit's name is that of the option, if there is one. */
    public PacketException(String message, String limit) {
        super(message, null, false, false);         // a peer's fault needs no stack trace
        this.limit = limit;
    }

    /** {@return the name of the limit that was exceeded; null for another fault} */
    public String limit() {
        return limit;
    }
}
