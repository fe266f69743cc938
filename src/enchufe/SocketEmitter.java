package enchufe;

import enchufe.dispatch.AckFuture;
import enchufe.dispatch.SerialQueue;
import enchufe.engine.EngineSession;
import enchufe.link.Link;
import enchufe.link.Outgoing;
import enchufe.link.Overdue;
import enchufe.link.PendingAck;
import enchufe.link.Recovery;
import enchufe.log.Debug;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import enchufe.packet.Packet;
import enchufe.registry.PendingAcks;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What a {@link Socket} sends: to its own client, and to others of its namespace. */
public abstract class SocketEmitter {
    private static final Debug DEBUG = Debug.of("socket.io:socket");
    private static final PendingAck.Failures FAILURES =
            new PendingAck.Failures(() -> new AckTimeoutException(List.of()), DisconnectedException::new);

    private final Namespace namespace;
    private final Link link;
    private final SerialQueue queue;
    private volatile PendingAcks<Args> acks;                // null until the first acknowledgement is requested

    SocketEmitter(Namespace namespace, Link link) {
        this.namespace = namespace;
        this.link = link;
        this.queue = namespace.context().dispatcher().newQueue();
    }

    abstract Socket self();

    /** {@return the socket id, which is left out when the socket sends to others} */
    abstract String id();

    /** {@return whether all middlewares have admitted it, even if it has been disconnected since} */
    abstract boolean wasAdmitted();

    /** {@return whether events are still sent to the client} */
    abstract boolean connected();

    /** {@return its namespace} */
    public Namespace namespace() {
        return namespace;
    }

    /** {@return the name of its namespace} */
    public String nsp() {
        return namespace.name();
    }

    /** {@return the connection underneath, which sockets of other namespaces may share} */
    public EngineSession conn() {
        return link.session();
    }

    /**
     * Sends an event to this client.
     *
     * @param event the event's name
     * @param arguments null, booleans, numbers, strings, enums, lists, maps, arrays, records, and {@code byte[]} or
     *     {@code ByteBuffer} anywhere in them. An {@link AckCallback} as the last one requests an acknowledgement. A single
     *     {@code Object[]} is the list of arguments, as in any varargs call. They are encoded before the call returns
     * @return this socket
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     * @throws IllegalStateException in a middleware, since the client is not connected yet; or if there is a callback, and
     *     {@code maxPendingAcks} acknowledgements of this client are pending
     */
    public Socket emit(String event, Object... arguments) {
        transmit(Emission.of(event, arguments), false, null);
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
     * Sends an event and requests an acknowledgement. The future completes outside this socket's order, so that a listener may
     * {@code join()} it.
     *
     * @param event the event's name
     * @param arguments anything that can be sent: see {@link #emit}
     * @return completes with what the client's listener gave to its callback. Fails with an {@link AckTimeoutException} after the
     *     {@link #timeout}, if there is one, or with a {@link DisconnectedException}. Completed on a thread of the server's
     *     executor. To complete it earlier, with {@code cancel} or {@code orTimeout} for example, gives the acknowledgement up: it
     *     no longer counts, and is ignored if it arrives. As with any {@code CompletableFuture}, stages derived from it do not do
     *     this: {@code emitWithAck(…).orTimeout(…).thenApply(…)} gives up when the time is over,
     *     {@code emitWithAck(…).thenApply(…).orTimeout(…)} does not
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     * @throws IllegalStateException in a middleware, or if {@code maxPendingAcks} acknowledgements of this client are pending
     */
    public CompletableFuture<Args> emitWithAck(String event, Object... arguments) {
        return transmit(Emission.withAck(event, arguments), false, null);
    }

    /**
     * {@return an operator that sends to this client, with a timeout for acknowledgements}
     *
     * @param timeout 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public SocketOperator timeout(Duration timeout) {
        return new SocketOperator(this::transmit).timeout(timeout);
    }

    /** {@return an operator whose events are dropped if the client cannot take them immediately} */
    public SocketOperator asVolatile() {
        return new SocketOperator(this::transmit).asVolatile();
    }

    /**
     * {@return an operator whose events are compressed, or not, if the client has agreed to compression}
     *
     * @param value see {@link SocketOperator#compress}
     */
    public SocketOperator compress(boolean value) {
        return new SocketOperator(this::transmit).compress(value);
    }

    /** {@return an operator that sends to all others of the namespace} */
    public BroadcastOperator broadcast() {
        return namespace.all().except(id());
    }

    /**
     * {@return an operator that sends to the sockets in any of these rooms, except this one}
     *
     * @param rooms the rooms, at least one
     * @throws IllegalArgumentException if no room is given
     */
    public BroadcastOperator to(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * {@return the same as {@link #to}}
     *
     * @param rooms the rooms, at least one
     */
    public BroadcastOperator in(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * {@return an operator that sends to all others of the namespace, except those in any of these rooms}
     *
     * @param rooms the rooms; a socket id is the name of that socket's own room
     */
    public BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    // ---- within the server

    /** Sends what was emitted. {@return the acknowledgement, if a future takes it; else null} */
    private CompletableFuture<Args> transmit(Emission emission, boolean isVolatile, Duration timeout) {
        if (!wasAdmitted()) {
            throw Misuse.state("the socket is not connected before all middlewares have let it pass: emit in"
                    + " onConnection, or refuse with data");
        }
        if (emission.withAck() || emission.callback() != null) {
            return requestAck(emission, isVolatile, timeout);
        }
        Outgoing packet = emission.encode(namespace.context(), namespace.name(), Packet.NO_ID);
        Recovery recovery = namespace.context().recovery();
        if (recovery == null || isVolatile) {
            deliver(emission, packet, isVolatile);
        } else {
            recovery.emit(namespace.name(), Set.of(id()), Set.of(), packet, (numbered, number) -> {
                Socket now = namespace.rooms().get(id());       // another one, if the client has come back
                if (now != null) {
                    now.deliver(numbered, number);
                }
            });
            sent(emission);
        }
        return null;
    }

    private CompletableFuture<Args> requestAck(Emission emission, boolean isVolatile, Duration timeout) {
        Context context = namespace.context();
        long id = context.nextAckId();
        Outgoing packet = emission.encode(context, namespace.name(), id);    // first: if it fails, nothing is pending
        AckFuture<Args> future = emission.withAck() ? context.newFuture() : null;
        var ack = new PendingAck<>(id, acks(), queue, FAILURES, future == null ? emission::answered : (error, answer) -> {
            future.arrive(answer, error, context.dispatcher());
            return null;
        });
        if (future != null) {
            future.whenGivenUp(ack::forget);
        }
        if (ack.begin(context.options().maxPendingAcks(), link.session().loop(), timeout)) {
            deliver(emission, packet, isVolatile);
            link.onAckRequested();
            if (timeout == null) {
                watch(emission, id);
            }
        }
        return future;
    }

    private void watch(Emission emission, long id) {
        Context context = namespace.context();
        context.overdue().watch(() -> connected() && acks().contains(id), () -> context.hints().say("overdue " + emission.event(),
                "no acknowledgement of " + Quote.of(emission.event()) + " has come within " + Overdue.LIMIT.toSeconds() + " s: its"
                + " client has no listener for it, or one that does not call its callback; socket.timeout(…) limits the wait"));
    }

    /** Sends an event, encoded for this socket's namespace, unless the socket is disconnected. */
    void deliver(Emission emission, Outgoing packet, boolean dropIfBusy) {
        if (connected()) {
            deliver(packet, dropIfBusy);
            countSent();
            sent(emission);
        }
    }

    private void deliver(Outgoing packet, boolean dropIfBusy) {
        debug("sending", packet);
        link.send(packet, dropIfBusy);
    }

    /** Sends an event that can be recovered. {@return false if the socket is disconnected} */
    boolean deliver(Outgoing numbered, long number) {
        if (!connected()) {
            return false;
        }
        noteSent(number);
        deliver(numbered, false);
        countSent();
        return true;
    }

    private void countSent() {
        namespace.context().limits().traffic().eventsSent.increment();
    }

    /** An event that can be recovered is sent. */
    abstract void noteSent(long number);

    /** An event has been sent. */
    abstract void sent(Emission emission);

    /** {@return what acknowledges an event} */
    Ack ackOf(Packet event) {
        if (event.id() == Packet.NO_ID) {
            return Ack.notRequested();
        }
        return Ack.of(arguments -> {
            Outgoing answer = namespace.context().outgoing(encoder -> encoder.ack(namespace.name(), event.id(), arguments));
            return () -> {
                if (connected()) {
                    deliver(answer, false);
                }
            };
        });
    }

    /** Writes a debug line that ends with what the application or the client has given. */
    static void debug(String what, Object given) {
        if (DEBUG.on()) {
            DEBUG.log(what, given);
        }
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

    /** {@return whether acknowledgements of its client are pending} */
    boolean isAckPending() {
        PendingAcks<Args> present = acks;
        return present != null && !present.isEmpty();
    }

    /** An acknowledgement has arrived. On the loop. {@return what is to be done in the socket's order, or null} */
    Runnable onAck(Packet packet) {
        PendingAcks.Pending<Args> ack = acks == null ? null : acks.remove(packet.id());
        return ack == null ? null : ack.answered(Args.ofAnswer(packet.list(), namespace.context().options().json()));
    }

    /** No acknowledgement will arrive any more. Not in the socket's order: a listener that waits for one would delay the end. */
    void failPendingAcks() {
        for (PendingAcks.Pending<Args> ack : acks().close()) {
            ack.disconnected();
        }
    }
}
