package enchufe.link;

import enchufe.engine.EngineSession;

/** What the sockets of one client share: they send through it. Methods may be called from any thread unless they say otherwise. */
public interface Link {
    /** {@return the Engine.IO session underneath} */
    EngineSession session();

    /** {@return whether the client has disconnected} */
    boolean isClosed();

    /** Sends a packet, or drops it if that may be and the client cannot take it immediately. */
    void send(Outgoing packet, boolean dropIfBusy);

    /** An acknowledgement has been requested from the client: it must get through even if reading is paused. */
    void onAckRequested();

    /** A namespace has admitted the client. */
    void joined();

    /** A socket has left a namespace, to which its client may connect again. */
    void forget(String namespace, Object socket);

    /** Disconnects the sockets of all namespaces, then closes the session. */
    void disconnect();
}
