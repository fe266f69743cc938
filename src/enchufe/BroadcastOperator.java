package enchufe;

import enchufe.engine.EngineOptions;
import enchufe.registry.Rooms;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Sends to many sockets at once. Immutable: each method that narrows or widens the recipients returns a new operator, so one
 * can be kept and used again. An event is encoded once for all recipients. Safe from any thread.
 */
public final class BroadcastOperator {
    /**
     * What a namespace does for its operators.
     */
    interface Audience {
        /** Sends an event to those whom an operator reaches. */
        void emit(Emission emission, BroadcastOperator reach);

        /** Sends an event to those whom an operator reaches. {@return their answers} */
        CompletableFuture<List<Args>> emitWithAck(Emission emission, BroadcastOperator reach);
    }

    private final Audience audience;
    private final Set<String> rooms;
    private final Set<String> except;
    private final boolean isVolatile;
    private final Duration timeout;

    /** Makes an operator that reaches everybody. */
    BroadcastOperator(Audience audience) {
        this(audience, Set.of(), Set.of(), false, null);
    }

    private BroadcastOperator(Audience audience, Set<String> rooms, Set<String> except, boolean isVolatile, Duration timeout) {
        this.audience = audience;
        this.rooms = rooms;
        this.except = except;
        this.isVolatile = isVolatile;
        this.timeout = timeout;
    }

    /**
     * {@return an operator that also reaches those in any of the rooms; each socket receives an event once}
     *
     * @param rooms the rooms, at least one
     * @throws IllegalArgumentException if there is none
     */
    public BroadcastOperator to(String... rooms) {
        if (Rooms.named(rooms).isEmpty()) {
            throw new IllegalArgumentException("no room is named: everybody would get what was meant for some");
        }
        return new BroadcastOperator(audience, union(this.rooms, rooms), except, isVolatile, timeout);
    }

    /**
     * {@return an operator that also reaches those in any of the rooms; the same as {@link #to(String...)}}
     *
     * @param rooms the rooms
     */
    public BroadcastOperator in(String... rooms) {
        return to(rooms);
    }

    /**
     * {@return an operator that does not reach those in any of the rooms}
     *
     * @param rooms the rooms; a socket's id is one
     */
    public BroadcastOperator except(String... rooms) {
        return new BroadcastOperator(audience, this.rooms, union(except, rooms), isVolatile, timeout);
    }

    /** {@return an operator whose events are dropped for those who cannot take them at once} */
    public BroadcastOperator asVolatile() {
        return new BroadcastOperator(audience, rooms, except, true, timeout);
    }

    /**
     * {@return an operator that waits only so long for answers}
     *
     * @param timeout how long: 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public BroadcastOperator timeout(Duration timeout) {
        return new BroadcastOperator(audience, rooms, except, isVolatile, EngineOptions.check("timeout", timeout));
    }

    private static Set<String> union(Set<String> some, String... more) {
        var union = new LinkedHashSet<>(some);
        union.addAll(Rooms.named(more));
        return union;
    }

    /**
     * Sends an event to all recipients.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     */
    public void emit(String event, Object... arguments) {
        Emission emission = Emission.of(event, arguments);
        if (emission.callback() != null) {
            throw new IllegalArgumentException("a broadcast has many answers: use emitWithAck");
        }
        audience.emit(emission, this);
    }

    /**
     * Sends the event {@code message} to all recipients.
     *
     * @param arguments anything that can be sent: see {@link Socket#emit}
     */
    public void send(Object... arguments) {
        emit("message", arguments);
    }

    /**
     * Sends an event to all recipients and gathers their answers.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @return completes with the answers, in the order they come, when all recipients have answered; exceptionally, with an
     *     {@link AckTimeoutException} that holds the answers so far, if the {@link #timeout} ends before, or a recipient has
     *     gone without an answer. Completed on a thread of the server's executor. It may be given up as in
     *     {@link Socket#emitWithAck}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     */
    public CompletableFuture<List<Args>> emitWithAck(String event, Object... arguments) {
        return audience.emitWithAck(Emission.withAck(event, arguments), this);
    }

    /** {@return the rooms that it reaches; none for everybody} */
    Set<String> rooms() {
        return rooms;
    }

    /** {@return the rooms that it does not reach} */
    Set<String> except() {
        return except;
    }

    boolean isVolatile() {
        return isVolatile;
    }

    /** {@return how long it waits for answers; null for as long as everybody asked is connected} */
    Duration timeout() {
        return timeout;
    }
}
