package enchufe.websocket;

import enchufe.http.Peer;
import java.nio.ByteBuffer;

/**
 * An open WebSocket connection (RFC 6455), as the code above it sees it. Every method may be called from any thread, and
 * none blocks.
 */
public interface WebSocket {
    /**
     * Queues messages, one behind the other: nothing that another thread sends comes between them. They are written together
     * with whatever else the calling batch of handlers, or the loop's turn, sends. After the closing handshake has begun they
     * are dropped silently, since the peer may close at any moment.
     *
     * @param messages the messages, encoded once however many receive them
     */
    void send(Message... messages);

    /**
     * Queues a text message.
     *
     * @param text the text; a lone surrogate in it goes out as U+FFFD
     */
    default void sendText(String text) {
        send(Message.text(text));
    }

    /**
     * Queues a binary message.
     *
     * @param data the bytes between its position and limit; copied before the call returns, its position left alone
     */
    default void sendBinary(ByteBuffer data) {
        send(Message.binary(data));
    }

    /**
     * Begins the closing handshake (RFC 6455 §7.1.2): what was queued before is still sent. Does nothing if it has begun.
     *
     * @param code the close code, one that an endpoint may send (RFC 6455 §7.4): 1000–1003, 1007–1014, 3000–4999
     * @param reason at most 123 bytes of UTF-8
     * @throws IllegalArgumentException if the code may not be sent or the reason is too long
     */
    void close(int code, String reason);

    /** Cuts the TCP connection without a closing handshake; what is queued is lost. */
    void abort();

    /**
     * Stops or resumes the reading of messages, for a receiver that cannot keep up: the peer notices that by TCP's own means.
     * Messages that have been read already are still delivered; while reading is stopped, the peer's end is not noticed.
     *
     * @param on whether to read
     */
    void reading(boolean on);

    /** {@return whether everything sent so far has been taken by the operating system, so that more would go out at once} */
    boolean isWritable();

    /** {@return how many bytes wait to be written} */
    long queuedBytes();

    /** {@return the subprotocol that was chosen (RFC 6455 §1.9); empty if none was} */
    String protocol();

    /** {@return who is at the other end} */
    Peer peer();
}
