package enchufe;

import enchufe.dispatch.FlushScope;
import enchufe.engine.EngineSession;
import enchufe.link.Link;
import enchufe.link.Outgoing;
import enchufe.log.Quote;
import enchufe.packet.Packet;
import enchufe.registry.Rooms;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One client in one namespace. Its listeners run one at a time, in the order in which its events came, on threads of the
 * server's executor, where they may block; sockets run side by side. Every method may be called from any thread.
 */
public final class Socket extends SocketListeners {
    private enum State { CONNECTING, CONNECTED, DISCONNECTED }

    private final String id;
    private final Map<String, Object> auth;
    private final long since = System.currentTimeMillis();
    private Map<String, Object> data;                       // under the monitor; null until it is asked for
    private volatile State state = State.CONNECTING;        // changed in the queue's order alone
    private volatile boolean dismissed;             // refused or disconnected by this server: what is on its way is ignored
    private Set<String> early = Set.of();           // under the monitor: what it joins if it is let in; null after that

    Socket(Namespace namespace, Link link, Map<String, Object> auth) {
        super(namespace, link);
        this.id = namespace.context().newId();          // not the session's, which is a credential
        this.auth = auth;
    }

    // ---- what it is

    /** {@return its id, which others may know; also the name of its own room} */
    @Override
    public String id() {
        return id;
    }

    /** {@return the name of its namespace} */
    public String nsp() {
        return namespace().name();
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
    @Override
    public boolean connected() {
        return state == State.CONNECTED && !dismissed;
    }

    /** {@return the connection underneath, which sockets of other namespaces may share} */
    public EngineSession conn() {
        return link().session();
    }

    // ---- rooms

    /** {@return the rooms it is in, its own first; a copy} */
    public Set<String> rooms() {
        return namespace().rooms().of(id);
    }

    /**
     * Enters rooms. In a middleware, it enters them if and when it is admitted; after its end it stays out.
     *
     * @param rooms the rooms
     * @return this socket
     */
    public Socket join(String... rooms) {
        List<String> names = Rooms.named(rooms);
        synchronized (this) {
            if (early == null) {
                namespace().rooms().join(id, names);
            } else {
                early = early.isEmpty() ? new LinkedHashSet<>() : early;
                early.addAll(names);
            }
        }
        return this;
    }

    /**
     * Leaves a room. Nobody leaves the room of their own id.
     *
     * @param room the room
     * @return this socket
     */
    public Socket leave(String room) {
        Objects.requireNonNull(room, "room");
        synchronized (this) {
            if (early == null) {
                namespace().rooms().leave(id, room);
            } else if (!early.isEmpty()) {
                early.remove(room);
            }
        }
        return this;
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
        link().send(Outgoing.of(encoder -> encoder.disconnect(nsp())), false);
        link().forget(nsp(), this);
        endQuestions();
        queue().execute(() -> end(DisconnectReason.SERVER_NAMESPACE_DISCONNECT));
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
            link().disconnect();
        }
        return this;
    }

    // ---- within the server

    @Override
    Socket self() {
        return this;
    }

    /** The middlewares have refused it. */
    void refused() {
        dismissed = true;
    }

    /** {@return whether this server has sent it away, so that its client may connect again} */
    boolean isDismissed() {
        return dismissed;
    }

    @Override
    boolean isDecided() {
        return state != State.CONNECTING;
    }

    boolean isAdmitted() {
        return state == State.CONNECTED;
    }

    /** All middlewares have let it pass. In the socket's order. */
    void enter() {
        state = State.CONNECTED;
        link().joined();
        link().send(Outgoing.of(encoder -> encoder.connect(nsp(), Map.of("sid", id))), false);
        enterRooms();                                   // after the answer is queued: a broadcast must not overtake it
        FlushScope.flushCurrent();                      // the client is connected, however long the listeners take
    }

    private synchronized void enterRooms() {
        namespace().rooms().enter(id, this);
        namespace().rooms().join(id, early);
        early = null;
    }

    /** An event has come. In the socket's order. */
    void onEvent(Packet packet) {
        if (connected()) {
            dispatch(packet, ackOf(packet));
        }
    }

    /** The socket's end, whoever wanted it. In the socket's order. */
    void end(DisconnectReason reason) {
        if (state != State.CONNECTED) {
            return;
        }
        fireDisconnecting(reason);
        namespace().exit(this);
        state = State.DISCONNECTED;
        link().forget(nsp(), this);
        endQuestions();
        fireDisconnect(reason);
    }

    @Override
    public String toString() {
        return "Socket " + id + " of " + Quote.bare(nsp(), Quote.LONGEST);
    }
}
