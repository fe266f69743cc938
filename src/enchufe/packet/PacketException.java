package enchufe.packet;

/** The peer sent a malformed packet, or one out of turn. The message is for the log, never for the peer. */
public final class PacketException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Reports a malformed packet.
     *
     * @param message what is wrong with it
     */
    public PacketException(String message) {
        super(message, null, false, false);         // a peer's fault needs no stack trace
    }
}
