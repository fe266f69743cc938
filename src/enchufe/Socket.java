package enchufe;

import enchufe.dispatch.FlushScope;
import enchufe.engine.CloseReason;
import enchufe.engine.EngineSession;
import enchufe.link.Credentials;
import enchufe.link.Joining;
import enchufe.link.Link;
import enchufe.link.Outgoing;
import enchufe.link.Recoverable;
import enchufe.link.Recovery;
import enchufe.link.RecoveryState;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import enchufe.packet.Packet;
import enchufe.registry.Rooms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One client in one namespace. Its listeners run one at a time, in the order in which its events arrived, on threads of the
 * server's executor; they may block. Listeners of different sockets run concurrently. Every method may be called from any thread.
 */
public final class Socket extends SocketListeners {
    private enum State { CONNECTING, CONNECTED, DISCONNECTED }

    private String id;                              // another one only before it is admitted
    private final Credentials credentials;
    private final long since = System.currentTimeMillis();
    private Map<String, Object> data;                       // under the monitor; null until it is asked for
    private volatile State state = State.CONNECTING;        // changed only in the socket's order
    private volatile boolean dismissed;             // refused or disconnected by this server: events that still arrive are ignored
    private Set<String> early = Set.of();           // under the monitor: rooms to join once it is admitted; null after that
    private volatile List<Rooms.Change> changes;    // that listeners are to be told; null without any; changed under the monitor
    private final Recoverable recoverable;          // null without connection state recovery

    Socket(Namespace namespace, Link link, Credentials credentials) {
        super(namespace, link);
        this.id = Joining.socketId(conn(), nsp(), namespace.context()::newId);
        this.credentials = credentials;
        Recovery recovery = namespace.context().recovery();
        this.recoverable = recovery == null || Joining.isOld(conn()) ? null         // clients of old know no recovery
                : new Recoverable(nsp(), link, queue(), credentials, recovery, new Owner());
    }

    // ---- what it is

    /**
     * {@return its id, which other clients may know; it is also the name of the socket's own room} But that of a client of
     * Socket.IO 1 or 2 is made of its session's id, which they should not know: see {@link TransportOptions#allowEIO3}.
     */
    @Override
    public String id() {
        return id;
    }

    /** {@return what the client sent when it connected} */
    public Handshake handshake() {
        return new Handshake(conn().head(), conn().peer(), credentials.values(), since);
    }

    /** {@return a map for the application's own data about this socket; it takes no null} */
    public synchronized Map<String, Object> data() {
        if (data == null) {
            data = new ConcurrentHashMap<>(4);
        }
        return data;
    }

    /**
     * {@return whether its client was cut off for a short time, and this is the socket that it had, with its id, rooms and data; it
     * gets what it has missed. Only with {@link Options#connectionStateRecovery(Duration)}}
     */
    public boolean recovered() {
        return recoverable != null && recoverable.isRecovered();
    }

    /** {@return whether it was admitted and neither side has disconnected it} */
    @Override
    public boolean connected() {
        return state == State.CONNECTED && !dismissed;
    }

    // ---- rooms

    /** {@return the rooms it is in, its own first; a copy} */
    public Set<String> rooms() {
        return namespace().rooms().of(id);
    }

    /**
     * Joins rooms. In a middleware, the socket joins them once it is admitted. After its end, the call does nothing.
     *
     * @param rooms the rooms
     * @return this socket
     */
    public Socket join(String... rooms) {
        List<String> names = Rooms.named(rooms);
        debug("joining rooms", names);
        synchronized (this) {
            if (early == null && state == State.CONNECTED) {        // else another socket may have its id by now
                note(namespace().rooms().join(id, names));
            } else if (early != null) {
                early = early.isEmpty() ? new LinkedHashSet<>() : early;
                early.addAll(names);
            }
        }
        tellChanges();
        return this;
    }

    /**
     * Leaves a room. A socket cannot leave its own room.
     *
     * @param room the room
     * @return this socket
     */
    public Socket leave(String room) {
        Misuse.requireNonNull(room, "room");
        debug("leaving room", room);
        synchronized (this) {
            if (early == null && state == State.CONNECTED) {
                note(namespace().rooms().leave(id, room));
            } else if (early != null && !early.isEmpty()) {
                early.remove(room);
            }
        }
        tellChanges();
        return this;
    }

    // ---- the end

    /**
     * Disconnects the client from this namespace; its sockets in other namespaces stay connected.
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
        endTimers();
        link().send(Outgoing.of(encoder -> encoder.disconnect(nsp())), false);
        link().forget(nsp(), this);
        failPendingAcks();
        queue().execute(() -> end(DisconnectReason.SERVER_NAMESPACE_DISCONNECT));
        return this;
    }

    /**
     * Disconnects the client.
     *
     * @param close true to disconnect it from all namespaces and close its connection; false: from this namespace only
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

    Credentials credentials() { return credentials; }
    Recoverable recoverable() { return recoverable; }       // null if nothing of it outlives the connection

    /** A middleware has refused it. */
    void refused() {
        dismissed = true;
        endTimers();
    }

    boolean isDismissed() { return dismissed; }             // by this server, so that its client may connect again

    @Override
    boolean wasAdmitted() {
        return state != State.CONNECTING;
    }

    boolean isAdmitted() {
        return state == State.CONNECTED;
    }

    /** {@return whether it was refused or disconnected, by either side} */
    boolean hasEnded() {
        return dismissed || state == State.DISCONNECTED;
    }

    /** All middlewares have admitted it. In the socket's order. {@return false if what it has missed is not there any more} */
    boolean enter() {
        debug("socket connected - writing packet to", id);
        link().joined();
        if (recoverable == null) {
            accept(null);
        } else if (!recoverable.enter()) {
            conn().cut(CloseReason.TRANSPORT_ERROR);    // its client comes back at once, as a new one
            return false;
        }
        FlushScope.flushCurrent();                      // the client is told now, however long the listeners take
        return true;
    }

    /** Tells the client that it has joined, with the name of its state if that can be recovered. */
    private void accept(String pid) {
        state = State.CONNECTED;
        link().send(Joining.accepted(conn(), nsp(), id, pid), false);
        enterRooms();                                   // after the CONNECT packet is queued: no broadcast may overtake it
        tellChanges();
    }

    private synchronized void enterRooms() {
        note(namespace().rooms().enter(id, this));
        note(namespace().rooms().join(id, early));
        early = null;
    }

    /** Rooms have changed: listeners are to be told in this order. Under the monitor. */
    private void note(List<Rooms.Change> news) {
        if (!news.isEmpty()) {
            changes = changes == null ? new ArrayList<>() : changes;
            changes.addAll(news);
        }
    }

    private synchronized List<Rooms.Change> takeChanges() {
        List<Rooms.Change> taken = changes == null ? List.of() : changes;
        changes = null;
        return taken;
    }

    /** Tells listeners what has changed, in the socket's order; not under a lock, unless it is the socket's turn. */
    private void tellChanges() {
        if (changes != null) {
            queue().execute(() -> namespace().roomsChanged(id, takeChanges()));
        }
    }

    /** What connection state recovery does with this socket. */
    private final class Owner implements Recoverable.Owner {
        @Override
        public String id() {
            return id;
        }

        @Override
        public void become(RecoveryState before) {
            synchronized (Socket.this) {
                id = before.id();
                data = before.data();
                early = new LinkedHashSet<>(before.rooms());
            }
        }

        @Override
        public Set<String> earlyRooms() {
            synchronized (Socket.this) {
                var rooms = new LinkedHashSet<>(early);
                rooms.add(id);
                return rooms;
            }
        }

        @Override
        public void accept(String pid) {
            Socket.this.accept(pid);
        }

        @Override
        public void replace(EngineSession by, Runnable then) {
            if (by != conn()) {                         // else it comes back on the same connection
                conn().cut(CloseReason.TRANSPORT_CLOSE);
            }
            queue().execute(() -> {
                end(DisconnectReason.TRANSPORT_CLOSE);
                queue().execute(then);                  // after what is told of this one
            });
        }
    }

    @Override
    void noteSent(long number) {
        if (recoverable != null) {
            recoverable.sent(number);
        }
    }

    /** {@return the rooms that it was in} */
    private Set<String> leaveRooms() {
        Set<String> left = rooms();
        synchronized (this) {
            note(namespace().rooms().exit(id, this));
        }
        tellChanges();
        return left;
    }

    /** An event has arrived. In the socket's order. */
    void onEvent(Packet packet) {
        if (connected()) {
            debug("dispatching an event", packet.data());
            dispatch(packet, ackOf(packet));
        }
    }

    /** Ends the socket, whichever side disconnected it. In the socket's order. */
    void end(DisconnectReason reason) {
        if (state != State.CONNECTED) {
            return;
        }
        debug("closing socket - reason", reason);
        fireDisconnecting(reason);
        if (recoverable == null) {
            leaveRooms();
        } else {
            recoverable.exit(data(), this::leaveRooms);
        }
        namespace().release();
        state = State.DISCONNECTED;
        endTimers();
        link().forget(nsp(), this);
        failPendingAcks();
        fireDisconnect(reason);
        credentials.release();
        if (recoverable != null) {                      // last: its listeners have ended before the client is back
            queue().execute(() -> recoverable.over(!dismissed && reason.isRecoverable()));
        }
    }

    @Override
    public String toString() {
        return "Socket " + id + " of " + Quote.bare(nsp(), Quote.LONGEST);
    }
}
