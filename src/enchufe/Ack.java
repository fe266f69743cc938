package enchufe;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The answer that a client may have asked for with an event. It can be sent once, now or later, from any thread; where the
 * client did not ask, sending does nothing.
 */
public final class Ack {
    private static final Ack NOT_REQUESTED = new Ack(null, -1);

    private final Socket socket;
    private final long id;
    private final AtomicBoolean sent = new AtomicBoolean();

    private Ack(Socket socket, long id) {
        this.socket = socket;
        this.id = id;
    }

    static Ack of(Socket socket, long id) {
        return id < 0 ? NOT_REQUESTED : new Ack(socket, id);
    }

    /** {@return whether the client asked for an answer} */
    public boolean isRequested() {
        return socket != null;
    }

    /**
     * Sends the answer. Only the first call counts.
     *
     * @param arguments what the client's callback receives; {@code send(null)} is one null, as for {@link Socket#emit}
     * @throws IllegalArgumentException if an argument cannot be sent as JSON or binary data: nothing is sent then, and another
     *     answer may be
     */
    public void send(Object... arguments) {
        if (socket != null && !sent.get()) {
            // What cannot be sent has not been: it may be replaced.
            Outgoing answer = socket.encodeAck(id, Emission.arguments(arguments));
            if (!sent.getAndSet(true)) {
                socket.deliver(answer, false);
            }
        }
    }
}
