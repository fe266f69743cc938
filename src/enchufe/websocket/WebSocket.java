package enchufe.websocket;

import enchufe.http.Peer;
import java.nio.ByteBuffer;

/**
 * An open WebSocket connection (RFC 6455), as the code that uses it sees it. Every method but
 * {@link #listener} may be called from any thread, and none blocks.
 */
public interface WebSocket {
    /**
     * Queues messages in order: nothing that another thread sends comes between them. They are written at the end of the
     * current batch of handlers, or of the loop's current turn, together with everything else that was sent in it. Once the
     * closing handshake has begun, messages are dropped silently, since the peer may begin it at any moment.
     *
     * @param messages the messages; the same ones may be sent to any number of connections
     */
    void send(Message... messages);

    /**
     * Queues a text message.
     *
     * @param text the text; a lone surrogate in it is sent as U+FFFD
     */
    default void sendText(String text) {
        send(Message.text(text));
    }

    /**
     * Queues a binary message.
     *
     * @param data the bytes between its position and limit; copied before the call returns, its position does not change
     */
    default void sendBinary(ByteBuffer data) {
        send(Message.binary(data));
    }

    /**
     * Begins the closing handshake (RFC 6455 §7.1.2). What was queued before is still sent. Does nothing if it has begun already.
     *
     * @param code the close code, one that an endpoint may send (RFC 6455 §7.4): 1000–1003, 1007–1014, 3000–4999
     * @param reason at most 123 bytes of UTF-8
     * @throws IllegalArgumentException if the code may not be sent or the reason is too long
     */
    void close(int code, String reason);

    /** Cuts the TCP connection without a closing handshake; what is queued is lost. */
    void abort();

    /**
     * Stops or resumes reading from the network, for a receiver that cannot keep up: TCP's flow control then stops the peer.
     * Messages that have been read already are still delivered. While reading is stopped, this side does not notice that the
     * peer ends the connection.
     *
     * @param on whether to read
     */
    void reading(boolean on);

    /**
     * Lets another listener take the place of the present one: it receives the messages that come from now on. On the
     * connection's loop, like the listeners themselves.
     *
     * @param next receives them
     */
    void listener(WebSocketListener next);

    /** {@return whether the operating system has taken everything that was sent so far, so that nothing waits in the queue} */
    boolean isWritable();

    /** {@return about how many bytes of the heap are taken by what waits to be written} */
    long queuedBytes();

    /** {@return the subprotocol that was chosen (RFC 6455 §1.9); empty if none was} */
    String protocol();

    /** {@return the client at the other end} */
    Peer peer();
}
