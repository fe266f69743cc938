package enchufe;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The acknowledgement that a client may have requested with an event. It can be sent once, now or later, from any thread. If the
 * client requested none, sending does nothing.
 */
public final class Ack {
    private static final Ack NOT_REQUESTED = new Ack(null);

    private final Function<Object[], Runnable> answer;      // encodes the arguments, returns what sends them; null: not requested
    private final AtomicBoolean sent = new AtomicBoolean();
    private boolean offered;                // in the socket's order: whether a listener can send it

    private Ack(Function<Object[], Runnable> answer) {
        this.answer = answer;
    }

    /** {@return one that was not requested} */
    static Ack notRequested() {
        return NOT_REQUESTED;
    }

    /** {@return one whose function encodes the arguments, which may fail, and returns what sends them} */
    static Ack of(Function<Object[], Runnable> answer) {
        return new Ack(answer);
    }

    /** {@return this, which a listener now has} */
    Ack offer() {
        if (answer != null) {
            offered = true;
        }
        return this;
    }

    /** {@return whether the client requested it, and no listener can send it} */
    boolean isLost() {
        return answer != null && !offered;
    }

    /** {@return whether the client still waits for it} */
    boolean isAwaited() {
        return answer != null && !sent.get();
    }

    /** {@return whether the client requested the acknowledgement} */
    public boolean isRequested() {
        return answer != null;
    }

    /**
     * Sends the acknowledgement. Only the first call counts.
     *
     * @param arguments what the client's callback receives; {@code send(null)} sends one null, as in {@link Socket#emit}
     * @throws IllegalArgumentException if an argument cannot be sent as JSON or binary data; then nothing has been sent, and
     *     another call may follow
     */
    public void send(Object... arguments) {
        if (answer != null && !sent.get()) {
            Runnable sending = answer.apply(Emission.arguments(arguments));
            if (!sent.getAndSet(true)) {            // after encoding: if that fails, another call may follow
                sending.run();
            }
        }
    }
}
