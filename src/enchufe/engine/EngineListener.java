package enchufe.engine;

import java.nio.ByteBuffer;

/**
 * Receives the messages of one Engine.IO session, and its end. Every method is called on the session's loop, one at a time: it
 * must not block. The buffers are valid only during the call, except for one that is all of its array: the listener may keep that.
 */
public interface EngineListener {
    /**
     * A text message.
     *
     * @param utf8 valid UTF-8, with an accessible array
     */
    void onText(ByteBuffer utf8);

    /**
     * A binary message.
     *
     * @param data its bytes, with an accessible array
     */
    void onBinary(ByteBuffer data);

    /** All messages that one read (or one POST) brought have been delivered: the moment to hand over a batch. */
    default void onReadEnd() {}

    /** The session has become {@link EngineSession#isWritable() writable} again after it was not. */
    default void onWritable() {}

    /** The session has moved from long-polling to WebSocket. */
    default void onUpgrade() {}

    /**
     * The session is over. Called exactly once, last.
     *
     * @param reason why
     */
    void onClose(CloseReason reason);
}
