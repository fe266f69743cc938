package enchufe.websocket;

import java.nio.ByteBuffer;
import java.util.function.IntSupplier;

/**
 * Which end of a connection this is. The protocol is the same for both ends except for two things: a client masks its frames,
 * a server does not (RFC 6455 §5.1); the server ends the TCP connection first (§7.1.1). Safe for any thread if the supplier of
 * the masking keys is.
 */
public final class Side {
    /** The server's side. */
    public static final Side SERVER = new Side(null);

    private final IntSupplier maskingKeys;      // null on the server's side

    private Side(IntSupplier maskingKeys) {
        this.maskingKeys = maskingKeys;
    }

    /**
     * Makes a client's side.
     *
     * @param maskingKeys gives a new and unpredictable key for each frame (RFC 6455 §5.3, §10.3)
     * @return the side
     */
    public static Side client(IntSupplier maskingKeys) {
        return new Side(maskingKeys);
    }

    /**
     * {@return the frame of a message as this side sends it}
     *
     * @param message the message
     */
    public byte[] frame(Message message) {
        byte[] frame = new byte[message.frameLength()];
        message.writeFrame(0, ByteBuffer.wrap(frame));
        return frame(frame);
    }

    /** {@return a frame as this side sends it: masked by a client; on the server's side the same array} */
    byte[] frame(byte[] unmasked) {
        return isServer() ? unmasked : FrameWriter.masked(unmasked, maskingKeys.getAsInt());
    }

    boolean isServer() {
        return maskingKeys == null;
    }
}
