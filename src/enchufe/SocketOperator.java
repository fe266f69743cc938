package enchufe;

import enchufe.engine.EngineOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Sends to one socket, with a timeout, volatile or without compression: made by {@link Socket#timeout}, {@link Socket#asVolatile}
 * and {@link Socket#compress}. Immutable. Safe from any thread.
 */
public final class SocketOperator {
    /** What a socket does for its operators. */
    @FunctionalInterface
    interface Sender {
        /** Sends an event. {@return the acknowledgement, if a future takes it; else null} */
        CompletableFuture<Args> send(Emission emission, boolean isVolatile, Duration timeout);
    }

    private final Sender sender;
    private final boolean isVolatile;
    private final Duration timeout;
    private final boolean compress;

    SocketOperator(Sender sender) {
        this(sender, false, null, true);
    }

    private SocketOperator(Sender sender, boolean isVolatile, Duration timeout, boolean compress) {
        this.sender = sender;
        this.isVolatile = isVolatile;
        this.timeout = timeout;
        this.compress = compress;
    }

    /** {@return an operator whose events are dropped if the client cannot take them immediately} */
    public SocketOperator asVolatile() {
        return new SocketOperator(sender, true, timeout, compress);
    }

    /**
     * {@return an operator with a timeout for acknowledgements}
     *
     * @param timeout 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public SocketOperator timeout(Duration timeout) {
        return new SocketOperator(sender, isVolatile, EngineOptions.check("timeout", timeout), compress);
    }

    /**
     * {@return an operator whose events are compressed, or not, for a client on a WebSocket that has agreed to compression; they
     * are unless this says otherwise: see {@link Options#perMessageDeflate(boolean)}}
     *
     * @param value whether they are
     */
    public SocketOperator compress(boolean value) {
        return new SocketOperator(sender, isVolatile, timeout, value);
    }

    /**
     * Sends an event.
     *
     * @param event the event's name
     * @param arguments anything that can be sent, and perhaps an {@link AckCallback} as the last one: see {@link Socket#emit}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     * @throws IllegalStateException as {@link Socket#emit} does
     */
    public void emit(String event, Object... arguments) {
        sender.send(Emission.of(event, arguments).compress(compress), isVolatile, timeout);
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
     * Sends an event and requests an acknowledgement.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @return see {@link Socket#emitWithAck}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     * @throws IllegalStateException as {@link Socket#emitWithAck} does
     */
    public CompletableFuture<Args> emitWithAck(String event, Object... arguments) {
        return sender.send(Emission.withAck(event, arguments).compress(compress), isVolatile, timeout);
    }
}
