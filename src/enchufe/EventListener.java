package enchufe;

/** Takes an event with all its arguments, and answers it if the client asked for that. */
@FunctionalInterface
public interface EventListener {
    /**
     * An event has come. Runs in the socket's order, on a thread of the server's executor; it may block.
     *
     * @param args the arguments
     * @param ack sends the answer
     */
    void on(Args args, Ack ack);
}
