package enchufe;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The answer that a client may have asked for with an event. It can be sent once, now or later, from any thread; where the
 * client did not ask, sending does nothing.
 */
public final class Ack {
    private static final Ack NOT_REQUESTED = new Ack(null);

    private final Function<Object[], Runnable> answer;      // encodes one, and returns what sends it; null if none was asked for
    private final AtomicBoolean sent = new AtomicBoolean();

    private Ack(Function<Object[], Runnable> answer) {
        this.answer = answer;
    }

    /** {@return one for an event whose client asked for no answer} */
    static Ack notRequested() {
        return NOT_REQUESTED;
    }

    /** {@return one that encodes an answer, which may fail, and then sends it} */
    static Ack of(Function<Object[], Runnable> answer) {
        return new Ack(answer);
    }

    /** {@return whether the client asked for an answer} */
    public boolean isRequested() {
        return answer != null;
    }

    /**
     * Sends the answer. Only the first call counts.
     *
     * @param arguments what the client's callback receives; {@code send(null)} is one null, as for {@link Socket#emit}
     * @throws IllegalArgumentException if an argument cannot be sent as JSON or binary data: nothing is sent then, and another
     *     answer may be
     */
    public void send(Object... arguments) {
        if (answer != null && !sent.get()) {
            Runnable sending = answer.apply(Emission.arguments(arguments));
            if (!sent.getAndSet(true)) {            // after the encoding: what could not be sent may be replaced
                sending.run();
            }
        }
    }
}
