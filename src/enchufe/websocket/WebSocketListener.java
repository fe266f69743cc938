package enchufe.websocket;

import java.nio.ByteBuffer;

/**
 * Receives what one WebSocket connection brings. Every method is called on the connection's loop thread, one at a time:
 * it must not block. The buffers are valid only during the call.
 */
public interface WebSocketListener {
    /**
     * A whole text message.
     *
     * @param utf8 valid UTF-8 (RFC 6455 §8.1), with an accessible array
     */
    void onText(ByteBuffer utf8);

    /**
     * A whole binary message.
     *
     * @param data its bytes, with an accessible array
     */
    void onBinary(ByteBuffer data);

    /** All messages that one read from the network brought have been delivered: the moment to hand over a batch. */
    default void onReadEnd() {}

    /** The connection has become {@link WebSocket#isWritable() writable} again after it was not. */
    default void onWritable() {}

    /**
     * The connection is over. Called exactly once, last.
     *
     * @param code the peer's close code; 1005 if its close frame had none, 1006 if the connection ended without a close
     *     frame (RFC 6455 §7.4.1), or the code this side failed the connection with (1002, 1007, 1009 …)
     * @param reason the peer's reason, or why this side failed or cut the connection; may be empty
     */
    void onClose(int code, String reason);
}
