package enchufe;

import enchufe.engine.EngineOptions;
import enchufe.packet.Packet;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Sends to many sockets at once. Immutable: each method that narrows or widens the recipients returns a new operator, so one
 * can be kept and used again. An event is encoded once for all recipients. Safe from any thread.
 */
public final class BroadcastOperator {
    private final Namespace namespace;
    private final Set<String> rooms;
    private final Set<String> except;
    private final boolean isVolatile;
    private final Duration timeout;

    private BroadcastOperator(Namespace namespace, Set<String> rooms, Set<String> except, boolean isVolatile,
            Duration timeout) {
        this.namespace = namespace;
        this.rooms = rooms;
        this.except = except;
        this.isVolatile = isVolatile;
        this.timeout = timeout;
    }

    static BroadcastOperator to(Namespace namespace) {
        return new BroadcastOperator(namespace, Set.of(), Set.of(), false, null);
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
        return new BroadcastOperator(namespace, union(this.rooms, rooms), except, isVolatile, timeout);
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
        return new BroadcastOperator(namespace, this.rooms, union(except, rooms), isVolatile, timeout);
    }

    /** {@return an operator whose events are dropped for those who cannot take them at once} */
    public BroadcastOperator asVolatile() {
        return new BroadcastOperator(namespace, rooms, except, true, timeout);
    }

    /**
     * {@return an operator that waits only so long for answers}
     *
     * @param timeout how long: 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public BroadcastOperator timeout(Duration timeout) {
        return new BroadcastOperator(namespace, rooms, except, isVolatile, EngineOptions.check("timeout", timeout));
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
        var emission = new Emission(event, arguments);
        if (emission.callback() != null) {
            throw new IllegalArgumentException("a broadcast has many answers: use emitWithAck");
        }
        for (Namespace target : targets()) {
            Outgoing packet = emission.encode(target, Packet.NO_ID);        // for nobody too: what cannot be sent is an error now
            List<Socket> recipients = recipients(target);
            for (int i = 0; i < recipients.size(); i++) {
                recipients.get(i).deliver(packet, isVolatile);
            }
        }
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
        return Survey.of(this, namespace.server(), Emission.withAnswer(event, arguments), timeout, isVolatile);
    }

    /** {@return the namespaces that a broadcast reaches, though perhaps nobody in them} */
    Collection<Namespace> targets() {
        return namespace.targets();
    }

    /** {@return whom a broadcast reaches in one of its namespaces} */
    List<Socket> recipients(Namespace target) {
        return target.rooms().select(rooms, except);
    }
}
