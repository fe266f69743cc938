package enchufe.link;

import enchufe.engine.EngineSession;

/** What the sockets of one client share: they send through it. Methods may be called from any thread unless they say otherwise. */
public interface Link {
    /** {@return the Engine.IO session underneath} */
    EngineSession session();

    /** {@return whether the client has disconnected} */
    boolean isClosed();

    /**
     * Sends a packet.
     *
     * @param packet the packet
     * @param dropIfBusy whether to drop it if the client cannot take it immediately
     */
    void send(Outgoing packet, boolean dropIfBusy);

    /** An acknowledgement has been requested from the client: it must get through even if reading is paused. */
    void onAckRequested();

    /** A namespace has admitted the client. */
    void joined();

    /**
     * A socket has left: its client may connect to that namespace again.
     *
     * @param namespace its namespace
     * @param socket the socket
     */
    void forget(String namespace, Object socket);

    /** Disconnects the sockets of all namespaces, then closes the session. */
    void disconnect();
}
