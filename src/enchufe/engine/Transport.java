package enchufe.engine;

/** How the packets of a session travel. */
public enum Transport {
    /** HTTP long-polling: GET requests that hang until there is something to answer, and POST requests. */
    POLLING("polling"),
    /** One WebSocket connection. */
    WEBSOCKET("websocket");

    private final String text;

    Transport(String text) {
        this.text = text;
    }

    /** {@return the transport's name in requests and in the open packet} */
    @Override
    public String toString() {
        return text;
    }

    /** {@return the transport of that name, or null} */
    static Transport named(String name) {
        for (Transport transport : values()) {
            if (transport.text.equals(name)) {
                return transport;
            }
        }
        return null;
    }
}
