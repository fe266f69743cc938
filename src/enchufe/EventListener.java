package enchufe;

/** Takes an event with all its arguments, and may acknowledge it. */
@FunctionalInterface
public interface EventListener {
    /**
     * An event has arrived. Called in the socket's order, on a thread of the server's executor; it may block.
     *
     * @param args the arguments
     * @param ack sends the acknowledgement
     */
    void on(Args args, Ack ack);
}
