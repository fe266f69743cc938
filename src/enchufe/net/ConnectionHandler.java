package enchufe.net;

import java.nio.ByteBuffer;

/** Takes the bytes of a connection: HTTP first, then perhaps WebSocket. Called on the connection's loop; must not block. */
interface ConnectionHandler {
    /** Bytes have arrived. All of them are to be consumed before the call returns, since the buffer belongs to the loop. */
    void onBytes(ByteBuffer in);

    /** The handshake of TLS is over: bytes can be sent. */
    default void onSecure() {}

    /** Everything that had arrived has been delivered. */
    default void onReadEnd() {}

    /** The peer will send nothing more (a TCP FIN). */
    void onEof();

    /** The socket has taken everything that was queued, after it was full. */
    default void onDrained() {}

    /** The server shuts down: end in order, as soon as nothing is under way. */
    void onShutdown();

    /** The server is about to shut down. Clients that poll fetch what is left for them; WebSockets are closed. */
    default void onDrain() {}

    /** The connection is gone. Called exactly once, last. */
    void onClosed();
}
