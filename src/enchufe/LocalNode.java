package enchufe;

import enchufe.dispatch.SerialQueue;
import enchufe.link.Outgoing;
import enchufe.link.RecipientAcks;
import enchufe.link.Recovery;
import enchufe.link.UserCode;
import enchufe.log.Debug;
import enchufe.log.Log;
import enchufe.log.Quote;
import enchufe.packet.Packet;
import enchufe.registry.Listeners;
import enchufe.registry.Rooms;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The part of a namespace that this server has: does what its own operators ask, and what other servers ask. */
final class LocalNode implements Adapter.Local {
    private static final Debug DEBUG = Debug.of("socket.io:namespace");
    private static final Logger LOG = Log.of("enchufe");

    private final Context context;
    private final String namespace;
    private final Rooms<Socket> rooms;
    private final LocalNode parent;                 // null unless the namespace is a child
    private final List<RoomListener> roomListeners = new CopyOnWriteArrayList<>();
    private final Listeners serverListeners = new Listeners();
    private SerialQueue serverEvents;               // under the monitor; null until another server tells something

    LocalNode(Context context, String namespace, Rooms<Socket> rooms, LocalNode parent) {
        this.context = context;
        this.namespace = namespace;
        this.rooms = rooms;
        this.parent = parent;
    }

    List<Socket> select(BroadcastOptions options) {
        return rooms.select(options.rooms(), options.except());
    }

    // ---- events

    /** Sends an event, encoded already. */
    void emit(Emission emission, Outgoing packet, BroadcastOptions options) {
        Recovery recovery = context.recovery();
        if (recovery == null || options.isVolatile()) {
            List<Socket> recipients = recipients(packet, options);
            for (int i = 0; i < recipients.size(); i++) {
                recipients.get(i).deliver(emission, packet, options.isVolatile());
            }
        } else {
            var recipients = new ArrayList<Socket>();
            recovery.emit(namespace, options.rooms(), options.except(), packet, (numbered, number) -> {
                for (Socket socket : recipients(numbered, options)) {
                    if (socket.deliver(numbered, number)) {
                        recipients.add(socket);
                    }
                }
            });
            recipients.forEach(socket -> socket.sent(emission));        // not under the lock: listeners may run at once
        }
    }

    private List<Socket> recipients(Outgoing packet, BroadcastOptions options) {
        List<Socket> recipients = select(options);
        if (DEBUG.on()) {
            DEBUG.log("broadcasting to " + recipients.size() + " sockets:", packet);
        }
        return recipients;
    }

    @Override
    public void emit(List<Object> data, BroadcastOptions options) {
        Emission emission = Emission.received(data).compress(options.compress());
        emit(emission, emission.encode(context, namespace, Packet.NO_ID), options);
    }

    /** Sends an event, and requests acknowledgements. {@return forgets them} */
    Runnable emitWithAck(Emission emission, Outgoing packet, long id, BroadcastOptions options, Adapter.Acks acks) {
        List<Socket> recipients = select(options);
        acks.expect(recipients.size());
        var pending = new RecipientAcks<Args>(id, answer -> acks.arrived(answer.list()),
                all -> acks.end(all ? null : new AckTimeoutException(List.of())));
        for (Socket socket : recipients) {
            if (pending.expect(socket.acks(), context.options().maxPendingAcks())) {
                socket.deliver(emission, packet, options.isVolatile());
                socket.link().onAckRequested();
            }
        }
        pending.allAsked(context.alarms(), options.timeout());
        return pending::forget;
    }

    @Override
    public void emitWithAck(List<Object> data, BroadcastOptions options, Adapter.Acks acks) {
        long id = context.nextAckId();
        Emission emission = Emission.received(data).compress(options.compress());
        emitWithAck(emission, emission.encode(context, namespace, id), id, options, acks);
    }

    // ---- sockets

    @Override
    public void socketsJoin(BroadcastOptions options, Collection<String> names) {
        String[] all = names.toArray(String[]::new);
        select(options).forEach(socket -> socket.join(all));
    }

    @Override
    public void socketsLeave(BroadcastOptions options, Collection<String> names) {
        select(options).forEach(socket -> names.forEach(socket::leave));
    }

    @Override
    public void disconnectSockets(BroadcastOptions options, boolean close) {
        select(options).forEach(socket -> socket.disconnect(close));
    }

    @Override
    public CompletableFuture<List<RemoteSocket.State>> fetchSockets(BroadcastOptions options) {
        var states = new ArrayList<RemoteSocket.State>();
        for (Socket socket : select(options)) {
            states.add(new RemoteSocket.State(socket.id(), socket.handshake().toMap(), socket.rooms(), plain(socket.data())));
        }
        return CompletableFuture.completedFuture(states);
    }

    /** {@return data as other servers get it: what cannot be sent is left out} */
    private Map<String, Object> plain(Map<String, Object> data) {
        var plain = new HashMap<String, Object>();
        data.forEach((name, value) -> {
            try {
                plain.put(name, context.plain(value).get(0));
            } catch (RuntimeException unsendable) {
                context.hints().say("data " + name, "the other servers do not see " + Quote.of(name) + " in socket.data(): "
                        + Quote.message(unsendable));
            }
        });
        return plain;
    }

    @Override
    public CompletableFuture<Set<String>> allRooms() {
        return CompletableFuture.completedFuture(rooms.names());
    }

    @Override
    public boolean hasRoom(String room) {
        return rooms.has(room);
    }

    // ---- rooms

    void onRooms(RoomListener listener) {
        roomListeners.add(listener);
    }

    /** Changes of rooms are told from now on, if somebody listens here or at the parent. */
    void watchRooms() {
        if (hearsRooms()) {
            rooms.watch();
        }
    }

    boolean hearsRooms() {
        return !roomListeners.isEmpty() || parent != null && !parent.roomListeners.isEmpty();
    }

    void roomsChanged(String id, List<Rooms.Change> changes) {
        for (Rooms.Change change : changes) {
            if (parent != null) {
                parent.roomListeners.forEach(listener -> tell(listener, change, id));
            }
            roomListeners.forEach(listener -> tell(listener, change, id));
        }
    }

    private static void tell(RoomListener listener, Rooms.Change change, String id) {
        String room = change.room();
        UserCode.call("rooms", () -> {
            switch (change.what()) {
                case CREATED -> listener.created(room);
                case JOINED -> listener.joined(room, id);
                case LEFT -> listener.left(room, id);
                case DELETED -> listener.deleted(room);
            }
        });
    }

    // ---- servers among themselves

    void onServerSideEmit(String event, EventListener listener) {
        serverListeners.add(event, listener);
    }

    @Override
    public void serverSideEmit(List<Object> data, Adapter.Acks acks) {
        String event = (String) data.get(0);
        Args args = Args.ofEvent(event, data, context.options().json());
        Ack ack = acks == null ? Ack.notRequested() : Ack.of(arguments -> {
            List<Object> plain = context.plain(arguments);
            return () -> {
                acks.arrived(plain);
                acks.end(null);
            };
        });
        serverEvents().execute(() -> {
            boolean heard = tell(event, args, ack);
            if (!(parent != null && parent.tell(event, args, ack)) && !heard) {
                LOG.log(Level.DEBUG, () -> "another server tells " + Quote.of(event) + ", and nobody listens to it");
            }
        });
    }

    private synchronized SerialQueue serverEvents() {
        if (serverEvents == null) {
            serverEvents = context.dispatcher().newQueue();
        }
        return serverEvents;
    }

    private boolean tell(String event, Args args, Ack ack) {
        return serverListeners.take(event, listener -> UserCode.call(event, () -> ((EventListener) listener).on(args, ack)));
    }

    @Override
    public void close() {}
}
