package enchufe.websocket;

import java.nio.ByteBuffer;

/**
 * Receives the messages of one WebSocket connection. Every method is called on the connection's loop thread, and must not
 * block. The buffers are valid only during the call, except for one that is all of its array: the listener may keep that.
 */
public interface WebSocketListener {
    /**
     * A text message has arrived.
     *
     * @param utf8 valid UTF-8 (RFC 6455 §8.1), with an accessible array
     */
    void onText(ByteBuffer utf8);

    /**
     * A binary message has arrived.
     *
     * @param data its bytes, with an accessible array
     */
    void onBinary(ByteBuffer data);

    /** All messages of one read from the network have been delivered: the time to pass them on as a batch. */
    default void onReadEnd() {}

    /** The connection has become {@link WebSocket#isWritable() writable} again after it was not. */
    default void onWritable() {}

    /**
     * The connection is over. Called exactly once, after all others.
     *
     * @param code the peer's close code; 1005 if its close frame had no code; 1006 if the connection ended without a close
     *     frame (RFC 6455 §7.4.1); or the code with which this side failed the connection (1002, 1007, 1009 …)
     * @param reason the peer's reason, or why this side failed or cut the connection; may be empty
     */
    void onClose(int code, String reason);
}
