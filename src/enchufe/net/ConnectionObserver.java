package enchufe.net;

import enchufe.http.Peer;

/** Sees the bytes of a port's connections, as they are on the wire. Its methods are called on any thread and must not block. */
public interface ConnectionObserver {
    /** {@return whether it wants to see bytes now; else none are copied} */
    boolean isWatching();

    /**
     * Bytes have come from a client, or have been written to one. They are copies.
     *
     * @param id the connection's number
     * @param peer the client
     * @param plain the path at which the connection is a plain WebSocket, or is about to be; else empty
     * @param received whether the client has sent them
     * @param bytes the bytes
     */
    void bytes(long id, Peer peer, String plain, boolean received, byte[] bytes);

    /** A connection has ended. */
    void closed(long id);

    /**
     * {@return whether a request is its own, so that its connection is left out: it would watch itself for ever} The line has the
     * first characters of the request, at most 256.
     */
    boolean isOwn(String requestLine);
}
