package enchufe;

import enchufe.dispatch.SerialQueue;
import enchufe.link.Link;
import enchufe.link.Outgoing;
import enchufe.packet.Packet;
import enchufe.registry.PendingAcks;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** How a {@link Socket} sends: to its own client, and to others of its namespace. */
public abstract class SocketEmitter {
    private final Namespace namespace;
    private final Link link;
    private final SerialQueue queue;
    private volatile PendingAcks<Args> acks;                // null until somebody asks the client something

    SocketEmitter(Namespace namespace, Link link) {
        this.namespace = namespace;
        this.link = link;
        this.queue = namespace.context().dispatcher().newQueue();
    }

    abstract Socket self();

    /** {@return the id of the socket, the one that is left out when it sends to others} */
    abstract String id();

    /** {@return whether all middlewares have let it pass, be it gone meanwhile} */
    abstract boolean isDecided();

    /** {@return whether what is sent still goes to the client} */
    abstract boolean connected();

    /** {@return its namespace} */
    public Namespace namespace() {
        return namespace;
    }

    /**
     * Sends an event to this client.
     *
     * @param event the event's name
     * @param arguments what goes along: null, booleans, numbers, strings, enums, lists, maps, arrays, records, and
     *     {@code byte[]} or {@code ByteBuffer} anywhere among them; an {@link AckCallback} at the end asks for an answer. An
     *     {@code Object[]} alone is taken for the arguments themselves, as in any varargs call. Encoded before the call returns
     * @return this socket
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     * @throws IllegalStateException in a middleware, since the client is not connected yet
     */
    public Socket emit(String event, Object... arguments) {
        send(Emission.of(event, arguments), false, null);
        return self();
    }

    /**
     * Sends the event {@code message} to this client.
     *
     * @param arguments anything that can be sent: see {@link #emit}
     * @return this socket
     */
    public Socket send(Object... arguments) {
        return emit("message", arguments);
    }

    /**
     * Sends an event and waits for the client's answer, which comes out of this socket's order, so that a listener may
     * {@code join()} it.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link #emit}
     * @return completes with what the client's listener gave to its callback; exceptionally with an
     *     {@link AckTimeoutException} after the {@link #timeout}, if there is one, or a {@link DisconnectedException}.
     *     Completed on a thread of the server's executor. Completing it earlier, with {@code cancel} or {@code orTimeout}, say,
     *     gives the question up: it no longer counts, and a late answer is ignored. As with any {@code CompletableFuture}, a stage
     *     derived from it ends alone: {@code emitWithAck(…).orTimeout(…).thenApply(…)} forgets the question when the time is
     *     over, {@code emitWithAck(…).thenApply(…).orTimeout(…)} does not
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     * @throws IllegalStateException if {@code maxPendingAcks} questions wait already
     */
    public CompletableFuture<Args> emitWithAck(String event, Object... arguments) {
        return send(Emission.withAck(event, arguments), false, null);
    }

    /**
     * {@return an operator that sends to this client and waits only so long for an answer}
     *
     * @param timeout how long: 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public SocketOperator timeout(Duration timeout) {
        return new SocketOperator(this::send, false, null).timeout(timeout);
    }

    /** {@return an operator whose events are dropped if the client cannot take them at once} */
    public SocketOperator asVolatile() {
        return new SocketOperator(this::send, true, null);
    }

    /** {@return an operator that sends to all others of the namespace} */
    public BroadcastOperator broadcast() {
        return namespace.all().except(id());
    }

    /**
     * {@return an operator that sends to those in any of the rooms, but not to this client}
     *
     * @param rooms the rooms
     */
    public BroadcastOperator to(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * {@return an operator that sends to those in any of the rooms, but not to this client; the same as {@link #to}}
     *
     * @param rooms the rooms
     */
    public BroadcastOperator in(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * {@return an operator that sends to all others of the namespace but those in any of the rooms}
     *
     * @param rooms the rooms; a socket's id is one
     */
    public BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    // ---- within the server

    /** Sends what was emitted. {@return the answer, if a future takes it; else null} */
    private CompletableFuture<Args> send(Emission emission, boolean isVolatile, Duration timeout) {
        if (!isDecided()) {
            throw new IllegalStateException("the socket is not connected before all middlewares have let it pass: emit in"
                    + " onConnection, or refuse with data");
        }
        if (emission.withAck() || emission.callback() != null) {
            return ask(emission, isVolatile, timeout);
        }
        deliver(emission.encode(namespace.name(), Packet.NO_ID), isVolatile);
        return null;
    }

    private CompletableFuture<Args> ask(Emission emission, boolean isVolatile, Duration timeout) {
        Context context = namespace.context();
        long id = context.nextQuestion();
        Outgoing packet = emission.encode(namespace.name(), id);    // first: what cannot be sent must not wait for an answer
        var question = new PendingAck(id, emission, context, acks(), queue);
        if (question.begin(context.options().maxPendingAcks(), link.session().loop(), timeout)) {
            deliver(packet, isVolatile);
            link.onQuestion();
        }
        return question.future();
    }

    /** Sends a packet of this socket's namespace, unless it is gone. */
    void deliver(Outgoing packet, boolean dropIfBusy) {
        if (connected()) {
            link.send(packet, dropIfBusy);
        }
    }

    /** {@return what answers an event} */
    Ack ackOf(Packet event) {
        if (event.id() == Packet.NO_ID) {
            return Ack.notRequested();
        }
        return Ack.of(arguments -> {
            Outgoing answer = Outgoing.of(encoder -> encoder.ack(namespace.name(), event.id(), arguments));
            return () -> deliver(answer, false);
        });
    }

    SerialQueue queue() {
        return queue;
    }

    Link link() {
        return link;
    }

    synchronized PendingAcks<Args> acks() {
        if (acks == null) {
            acks = new PendingAcks<>();
        }
        return acks;
    }

    /** {@return whether an answer of its client is awaited} */
    boolean isAsked() {
        PendingAcks<Args> present = acks;
        return present != null && !present.isEmpty();
    }

    /** An answer has come. On the loop. {@return what is to be done in the socket's order, or null} */
    Runnable onAck(Packet packet) {
        PendingAcks.Pending<Args> question = acks == null ? null : acks.remove(packet.id());
        return question == null ? null : question.answered(Args.ofAnswer(packet.list()));
    }

    /** No answer will come any more. Not in the socket's order: a listener that waits for one would keep the end waiting. */
    void endQuestions() {
        for (PendingAcks.Pending<Args> question : acks().close()) {
            question.disconnected();
        }
    }
}
