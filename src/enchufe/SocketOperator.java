package enchufe;

import enchufe.engine.EngineOptions;
import enchufe.packet.Packet;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends to one socket in a particular way: {@link Socket#timeout} and {@link Socket#asVolatile} make it. Immutable. */
public final class SocketOperator {
    private final Socket socket;
    private final boolean isVolatile;
    private final Duration timeout;

    SocketOperator(Socket socket, boolean isVolatile, Duration timeout) {
        this.socket = socket;
        this.isVolatile = isVolatile;
        this.timeout = timeout;
    }

    /** {@return an operator whose events are dropped if the client cannot take them at once} */
    public SocketOperator asVolatile() {
        return new SocketOperator(socket, true, timeout);
    }

    /**
     * {@return an operator that waits only so long for an answer}
     *
     * @param timeout how long: 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public SocketOperator timeout(Duration timeout) {
        return new SocketOperator(socket, isVolatile, EngineOptions.check("timeout", timeout));
    }

    /**
     * Sends an event.
     *
     * @param event the event's name
     * @param arguments anything that can be sent, and perhaps an {@link AckCallback} at the end: see {@link Socket#emit}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     */
    public void emit(String event, Object... arguments) {
        var emission = new Emission(event, arguments);
        socket.checkAdmitted();
        if (emission.callback() != null) {
            Question.askInOrder(socket, emission, timeout, isVolatile);
        } else {
            socket.deliver(emission.encode(socket.namespace(), Packet.NO_ID), isVolatile);
        }
    }

    /**
     * Sends the event {@code message}.
     *
     * @param arguments anything that can be sent: see {@link Socket#emit}
     */
    public void send(Object... arguments) {
        emit("message", arguments);
    }

    /**
     * Sends an event and waits for the answer.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @return see {@link Socket#emitWithAck}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     */
    public CompletableFuture<Args> emitWithAck(String event, Object... arguments) {
        Emission emission = Emission.withAnswer(event, arguments);
        socket.checkAdmitted();
        return Question.ask(socket, emission, timeout, isVolatile);
    }
}
