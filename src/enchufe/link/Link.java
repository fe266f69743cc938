package enchufe.link;

import enchufe.engine.EngineSession;

/** What the sockets of one client share: they send through it, and it carries what the client sends to them. */
public interface Link {
    /** {@return the Engine.IO session underneath} */
    EngineSession session();

    /** {@return whether the client has gone} For any thread. */
    boolean isClosed();

    /**
     * Sends a packet. May be called from any thread.
     *
     * @param packet the packet
     * @param dropIfBusy whether to drop it if the client cannot take it at once
     */
    void send(Outgoing packet, boolean dropIfBusy);

    /** A question has been sent to the client, whose answer must get through. May be called from any thread. */
    void onQuestion();

    /** A namespace has let the client in. May be called from any thread. */
    void joined();

    /**
     * A socket is gone: its client may connect to that namespace again. May be called from any thread.
     *
     * @param namespace its namespace
     * @param socket the socket
     */
    void forget(String namespace, Object socket);

    /** Disconnects the sockets of all namespaces, then closes the session. May be called from any thread. */
    void disconnect();
}
