package enchufe;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What can send to everybody in a namespace, or to some of them: a {@link Namespace}, and the server for its main one. An event
 * is encoded once, however many receive it.
 */
public abstract class Broadcaster {
    Broadcaster() {}

    /** {@return an operator that sends to everybody} */
    abstract BroadcastOperator all();

    /**
     * Sends an event to every socket.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link Socket#emit}
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     */
    public void emit(String event, Object... arguments) {
        all().emit(event, arguments);
    }

    /**
     * Sends the event {@code message} to every socket.
     *
     * @param arguments anything that can be sent: see {@link Socket#emit}
     */
    public void send(Object... arguments) {
        all().send(arguments);
    }

    /**
     * Asks every socket.
     *
     * @param event the event's name
     * @param arguments anything that can be sent
     * @return the answers, in the order they come: see {@link BroadcastOperator#emitWithAck}
     */
    public CompletableFuture<List<Args>> emitWithAck(String event, Object... arguments) {
        return all().emitWithAck(event, arguments);
    }

    /**
     * {@return an operator that sends to those in any of the rooms}
     *
     * @param rooms the rooms
     */
    public BroadcastOperator to(String... rooms) {
        return all().to(rooms);
    }

    /**
     * {@return an operator that sends to those in any of the rooms; the same as {@link #to}}
     *
     * @param rooms the rooms
     */
    public BroadcastOperator in(String... rooms) {
        return all().to(rooms);
    }

    /**
     * {@return an operator that sends to everybody except those in any of the rooms}
     *
     * @param rooms the rooms; a socket's id is one
     */
    public BroadcastOperator except(String... rooms) {
        return all().except(rooms);
    }

    /** {@return an operator whose events are dropped for those who cannot take them at once} */
    public BroadcastOperator asVolatile() {
        return all().asVolatile();
    }

    /**
     * {@return an operator that waits only so long for acknowledgements}
     *
     * @param timeout how long: 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public BroadcastOperator timeout(Duration timeout) {
        return all().timeout(timeout);
    }
}
