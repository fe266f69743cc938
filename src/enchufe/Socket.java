package enchufe;

import enchufe.dispatch.FlushScope;
import enchufe.dispatch.SerialQueue;
import enchufe.engine.EngineSession;
import enchufe.log.Quote;
import enchufe.packet.Packet;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One client in one namespace. Its listeners run one at a time, in the order in which its events came, on threads of the
 * server's executor, where they may block; sockets run side by side. Every method may be called from any thread.
 */
public final class Socket extends SocketListeners {
    private enum State { CONNECTING, CONNECTED, DISCONNECTED }

    private final Namespace namespace;
    private final Client client;
    private final String id;
    private final Map<String, Object> auth;
    private final long since = System.currentTimeMillis();
    private final SerialQueue queue;
    private volatile Acks acks;                             // null until somebody asks the client something
    private Map<String, Object> data;                       // under the monitor; null until it is asked for
    private volatile State state = State.CONNECTING;        // changed in the queue's order alone
    private volatile boolean dismissed;             // refused or disconnected by this server: what is on its way is ignored

    /** Its rooms but for its own; guarded by the {@link Rooms} of its namespace. */
    Set<String> joinedRooms = Set.of();

    Socket(Namespace namespace, Client client, Map<String, Object> auth) {
        this.namespace = namespace;
        this.client = client;
        this.id = namespace.server().newId();           // not the session's, which is a credential
        this.auth = auth;
        this.queue = namespace.server().dispatcher().newQueue();
    }

    // ---- what it is

    /** {@return its id, which others may know; also the name of its own room} */
    public String id() {
        return id;
    }

    /** {@return the name of its namespace} */
    public String nsp() {
        return namespace.name();
    }

    /** {@return its namespace} */
    public Namespace namespace() {
        return namespace;
    }

    /** {@return what the client said when it connected} */
    public Handshake handshake() {
        return new Handshake(conn().head(), conn().peer(), auth, since);
    }

    /** {@return a place for the application's own data about this socket; null is no value of it} */
    public synchronized Map<String, Object> data() {
        if (data == null) {
            data = new ConcurrentHashMap<>(4);
        }
        return data;
    }

    /** {@return whether it has been let in and neither side has disconnected it} */
    public boolean connected() {
        return state == State.CONNECTED && !dismissed;
    }

    /** {@return the connection underneath, which sockets of other namespaces may share} */
    public EngineSession conn() {
        return client.session();
    }

    // ---- rooms

    /** {@return the rooms it is in, its own first; a copy} */
    public Set<String> rooms() {
        return namespace.rooms().of(this);
    }

    /**
     * Enters rooms. In a middleware, it enters them if and when it is admitted; after its end it stays out.
     *
     * @param rooms the rooms
     * @return this socket
     */
    public Socket join(String... rooms) {
        namespace.rooms().join(this, Rooms.named(rooms));
        return this;
    }

    /**
     * Leaves a room. Nobody leaves the room of their own id.
     *
     * @param room the room
     * @return this socket
     */
    public Socket leave(String room) {
        namespace.rooms().leave(this, Objects.requireNonNull(room, "room"));
        return this;
    }

    // ---- sending

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
        plain().emit(event, arguments);
        return this;
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
     *     Completed on a thread of the server's executor. Who completes it before, with {@code cancel} or {@code orTimeout}, say,
     *     gives the question up: it no longer counts, and a late answer is ignored. As with any {@code CompletableFuture}, a stage
     *     derived from it ends alone: {@code emitWithAck(…).orTimeout(…).thenApply(…)} forgets the question when the time is
     *     over, {@code emitWithAck(…).thenApply(…).orTimeout(…)} does not
     * @throws IllegalArgumentException if the name is reserved or an argument cannot be sent
     * @throws IllegalStateException if {@code maxPendingAcks} questions wait already
     */
    public CompletableFuture<Args> emitWithAck(String event, Object... arguments) {
        return plain().emitWithAck(event, arguments);
    }

    /**
     * {@return who sends to this client and waits only so long for an answer}
     *
     * @param timeout how long: 1 ms to 12 days
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public SocketOperator timeout(Duration timeout) {
        return plain().timeout(timeout);
    }

    /** {@return who sends to this client what may get lost: it is dropped if the client cannot take it at once} */
    public SocketOperator asVolatile() {
        return plain().asVolatile();
    }

    private SocketOperator plain() {
        return new SocketOperator(this, false, null);
    }

    /** {@return who sends to all others of the namespace} */
    public BroadcastOperator broadcast() {
        return BroadcastOperator.to(namespace).except(id);
    }

    /**
     * {@return who sends to those in any of the rooms, but not to this client}
     *
     * @param rooms the rooms
     */
    public BroadcastOperator to(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * {@return who sends to those in any of the rooms, but not to this client; the same as {@link #to}}
     *
     * @param rooms the rooms
     */
    public BroadcastOperator in(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * {@return who sends to all others of the namespace but those in any of the rooms}
     *
     * @param rooms the rooms; a socket's id is one
     */
    public BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    // ---- the end

    /**
     * Removes the client from this namespace; its sockets in others stay.
     *
     * @return this socket
     */
    public Socket disconnect() {
        synchronized (this) {
            if (state != State.CONNECTED || dismissed) {
                return this;
            }
            dismissed = true;
        }
        client.send(Outgoing.of(encoder -> encoder.disconnect(namespace.name())), false);
        client.forget(this);
        endQuestions();
        queue.execute(() -> end(DisconnectReason.SERVER_NAMESPACE_DISCONNECT));
        return this;
    }

    /**
     * Disconnects the client.
     *
     * @param close whether to disconnect it from all namespaces and close its connection
     * @return this socket
     */
    public Socket disconnect(boolean close) {
        disconnect();
        if (close) {
            client.disconnect();
        }
        return this;
    }

    // ---- within the server

    @Override
    Socket self() {
        return this;
    }

    @Override
    SerialQueue queue() {
        return queue;
    }

    SocketIOServer server() {
        return namespace.server();
    }

    Client client() {
        return client;
    }

    synchronized Acks acks() {
        if (acks == null) {
            acks = new Acks();
        }
        return acks;
    }

    /** {@return whether an answer of its client is awaited} */
    boolean isAsked() {
        Acks present = acks;
        return present != null && !present.isEmpty();
    }

    /** The middlewares have refused it. */
    void refused() {
        dismissed = true;
    }

    /** {@return whether this server has sent it away, so that its client may connect again} */
    boolean isDismissed() {
        return dismissed;
    }

    boolean isAdmitted() {
        return state == State.CONNECTED;
    }

    void checkAdmitted() {
        if (state == State.CONNECTING) {
            throw new IllegalStateException("the socket is not connected before all middlewares have let it pass: emit in"
                    + " onConnection, or refuse with data");
        }
    }

    /** Sends a packet of this socket's namespace, unless it is gone. */
    void deliver(Outgoing packet, boolean dropIfBusy) {
        if (connected()) {
            client.send(packet, dropIfBusy);
        }
    }

    Outgoing encodeAck(long question, Object... arguments) {
        return Outgoing.of(encoder -> encoder.ack(namespace.name(), question, arguments));
    }

    /** All middlewares have let it pass. In the socket's order. */
    void enter() {
        state = State.CONNECTED;
        client.joined();
        client.send(Outgoing.of(encoder -> encoder.connect(namespace.name(), Map.of("sid", id))), false);
        namespace.rooms().enter(this);                  // after the answer is queued: a broadcast must not overtake it
        FlushScope.flushCurrent();                      // the client is connected, however long the listeners take
    }

    /** An event has come. In the socket's order. */
    void onEvent(Packet packet) {
        if (connected()) {
            dispatch(packet, Ack.of(this, packet.id()));
        }
    }

    /** An answer has come. On the loop. {@return what is to be done in the socket's order, or null} */
    Runnable onAck(Packet packet) {
        Acks.Pending question = acks == null ? null : acks.remove(packet.id());
        return question == null ? null : question.answered(Args.ofAnswer(packet.list()));
    }

    /** The socket's end, whoever wanted it. In the socket's order. */
    void end(DisconnectReason reason) {
        if (state != State.CONNECTED) {
            return;
        }
        fireDisconnecting(reason);
        namespace.exit(this);
        state = State.DISCONNECTED;
        client.forget(this);
        endQuestions();
        fireDisconnect(reason);
    }

    /** No answer will come any more. Not in the socket's order: a listener that waits for one would keep the end waiting. */
    void endQuestions() {
        for (Acks.Pending question : acks().close()) {
            question.disconnected();
        }
    }

    @Override
    public String toString() {
        return "Socket " + id + " of " + Quote.bare(namespace.name(), Quote.LONGEST);
    }
}
