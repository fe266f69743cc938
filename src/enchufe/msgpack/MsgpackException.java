package enchufe.msgpack;

/** A message is not MessagePack, or has what cannot be read here. The message of the exception is for the log. */
public final class MsgpackException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean tooDeep;

    MsgpackException(String message) {
        this(message, false);
    }

    MsgpackException(String message, boolean tooDeep) {
        super(message, null, false, false);         // a peer's fault needs no stack trace
        this.tooDeep = tooDeep;
    }

    /** {@return whether only the depth is wrong with it} */
    public boolean isTooDeep() {
        return tooDeep;
    }
}
