package enchufe.net;

import java.nio.ByteBuffer;

/** Who takes the bytes of a connection: HTTP first, then perhaps WebSocket. Called on the connection's loop. */
interface ConnectionHandler {
    /** Bytes have come: all of them are to be consumed before the call returns, since the buffer is the loop's. */
    void onBytes(ByteBuffer in);

    /** What was there to be read has been read. */
    default void onReadEnd() {}

    /** The peer will send nothing more (a TCP FIN). */
    void onEof();

    /** The operating system has taken everything that was queued, after a time when it did not. */
    default void onDrained() {}

    /** The server shuts down: end in order what can be ended. */
    void onShutdown();

    /** The server is about to shut down, and clients fetch what is left for them: other connections are closed. */
    default void onDrain() {}

    /** The connection is gone. Called exactly once, last. */
    void onClosed();
}
