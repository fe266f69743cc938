package enchufe;

import enchufe.dispatch.Delivery;
import enchufe.engine.Alarm;
import enchufe.engine.CloseReason;
import enchufe.engine.EngineSession;
import enchufe.link.Credentials;
import enchufe.link.Joining;
import enchufe.link.Kept;
import enchufe.link.Link;
import enchufe.link.Lookups;
import enchufe.link.Outgoing;
import enchufe.link.PacketReceiver;
import enchufe.log.Debug;
import enchufe.log.Log;
import enchufe.log.Quote;
import enchufe.log.SimilarName;
import enchufe.packet.Packet;
import enchufe.packet.PacketException;
import enchufe.packet.PacketType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One connection, which may carry sockets of several namespaces: delivers each packet to its socket. Confined to the session's
 * loop, except for sending.
 */
final class Client extends PacketReceiver implements Link {
    private static final Debug DEBUG = Debug.of("socket.io:client");
    private static final Logger LOG = Log.of("enchufe");

    private final Namespaces namespaces;
    private Socket first;                       // admitted, or about to be; most clients have only this one; null without any
    private Map<String, Socket> others = Map.of();                  // further sockets, by namespace
    private volatile Alarm connectAlarm;        // closes a client that joins no namespace in time; null once it has joined one
    private Delivery delivery;                  // what this read has brought for a socket so far, or null
    private Kept<Socket> kept;                  // null for most clients

    Client(Namespaces namespaces, EngineSession session) {
        super(session);
        this.namespaces = namespaces;
        kept = Kept.ofHead(session.head());
        connectAlarm = session.loop().after(context().options().connectTimeout(), this::tooLate);
    }

    private Context context() { return namespaces.context(); }

    @Override
    protected Limits limits() { return context().limits(); }

    /** Joins the main namespace for an old client, which does not ask. {@return this client} */
    Client begin() {
        if (Joining.isOld(session())) {
            onPacket(Joining.IMPLICIT, 0);
            onReadEnd();
        }
        return this;
    }

    @Override
    public void joined() { cancelConnectAlarm(); }

    private void cancelConnectAlarm() {
        Alarm alarm = connectAlarm;
        if (alarm != null) {
            alarm.cancel();
            connectAlarm = null;
        }
    }

    // ---- incoming

    @Override
    protected void onPacket(Packet received, long dataBytes) {
        Packet packet = Joining.received(session(), received);
        Socket socket = socket(packet.namespace());
        if (packet.type() == PacketType.CONNECT && (socket == null ? !isLookedUp(packet.namespace()) : socket.isDismissed())) {
            connect(packet, dataBytes);
        } else if (socket != null && Joining.isSuperfluous(session(), packet)) {
            LOG.log(Level.DEBUG, "a client of Socket.IO 2 asks for the main namespace, where it is already");
        } else if (socket == null || !socket.isAdmitted() || packet.type() == PacketType.CONNECT
                || packet.type() == PacketType.CONNECT_ERROR) {
            LOG.log(Level.DEBUG, () -> "client closed: a packet of type " + packet.type() + " out of order");
            closeOutOfOrder();
        } else if (packet.type() == PacketType.DISCONNECT) {
            remove(packet.namespace());
            socket.failPendingAcks();                   // first: a listener that waits for one would keep the end waiting
            deliver(socket, () -> socket.end(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT), 0);
        } else if (packet.type() == PacketType.EVENT) {
            deliveryFor(socket).addEvent(() -> socket.onEvent(packet), EVENT_BYTES + dataBytes);
        } else {
            Runnable inOrder = socket.onAck(packet);
            if (inOrder != null) {
                deliver(socket, inOrder, dataBytes);
            }
        }
        if (delivery != null && delivery.isLarge()) {
            handOver();
        }
    }

    /** {@return what this read has brought for a socket so far} */
    private Delivery deliveryFor(Socket socket) {
        if (delivery == null || !delivery.isFor(socket)) {
            handOver();
            delivery = new Delivery(socket, socket.queue(), this);
        }
        return delivery;
    }

    private void deliver(Socket socket, Runnable task, long dataBytes) {
        deliveryFor(socket).addTask(task, EVENT_BYTES + dataBytes);
    }

    @Override
    protected void handOver() {
        if (delivery != null) {
            delivery.handOver();
            delivery = null;
        }
    }

    private Kept<Socket> kept() {
        if (kept == null) {
            kept = new Kept<>(0);
        }
        return kept;
    }

    @Override
    protected long keptBytes() {
        return kept == null ? 0 : kept.headBytes();
    }

    @Override
    protected void discardEvents() {
        sockets().forEach(socket -> socket.queue().discardEvents());
        if (kept != null) {
            kept.leaving().forEach(socket -> socket.queue().discardEvents());
        }
    }

    // ---- acknowledgements

    @Override
    protected boolean isAckPending() {
        return first != null && first.isAckPending() || others.values().stream().anyMatch(Socket::isAckPending);
    }

    @Override
    public void onAckRequested() {
        if (isPaused()) {
            session().loop().execute(this::ackRequested);
        }
    }

    // ---- namespaces

    private void connect(Packet packet, long dataBytes) {
        if (DEBUG.on()) {
            DEBUG.log("connecting to namespace", packet.namespace());
        }
        remove(packet.namespace());                     // a dismissed socket, if its client is faster than forget
        int pending = lookups() == null ? 0 : lookups().size();
        if (sockets().size() + pending >= context().options().maxNamespacesPerClient()) {
            warn("maxNamespacesPerClient", "may not join another namespace: it is already in maxNamespacesPerClient ("
                    + context().options().maxNamespacesPerClient() + ')');
            refuse(packet.namespace(), "Too many namespaces");
            return;
        }
        Namespace namespace = namespaces.retain(packet.namespace());
        if (namespace != null) {
            enter(namespace, Credentials.of(packet.auth(), dataBytes, this), dataBytes);
        } else if (namespaces.hasPatterns()) {
            lookUp(packet.namespace(), Credentials.of(packet.auth(), dataBytes, this), dataBytes);
        } else {
            refuseUnknown(packet.namespace());
        }
    }

    private void lookUp(String name, Credentials credentials, long dataBytes) {
        if (lookups() == null) {
            kept().lookups(new Lookups(context().dispatcher().newQueue(), this, session().loop()));
        }
        Supplier<Namespace> search = () -> isClosed() ? null : namespaces.parentOf(name, credentials.values());
        lookups().begin(name, EVENT_BYTES + dataBytes, search, parent -> {
            if (isClosed()) {
                credentials.release();
            } else if (parent == null) {
                credentials.release();
                refuseUnknown(name);
            } else {
                enter(namespaces.retainChild(parent, name), credentials, dataBytes);
            }
            onReadEnd();                                // no read is under way that would hand it over
        });
    }

    private Lookups lookups() {
        return kept == null ? null : kept.lookups();
    }

    private boolean isLookedUp(String namespace) {
        return lookups() != null && lookups().contains(namespace);
    }

    /** Begins to admit the client to a namespace, which has been retained. */
    private void enter(Namespace namespace, Credentials credentials, long dataBytes) {
        var socket = new Socket(namespace, this, credentials);
        add(socket);
        deliver(socket, () -> namespace.admit(socket), dataBytes);
    }

    private Socket socket(String namespace) {
        return first != null && first.nsp().equals(namespace) ? first : others.get(namespace);
    }

    private List<Socket> sockets() {
        var all = new ArrayList<>(others.values());
        if (first != null) {
            all.add(first);
        }
        return all;
    }

    private void add(Socket socket) {
        if (first == null) {
            first = socket;
        } else {
            others = others.isEmpty() ? new HashMap<>() : others;
            others.put(socket.nsp(), socket);
        }
    }

    private void remove(String namespace) {
        Socket removed = socket(namespace);
        if (removed == null) {
            return;
        }
        if (removed == first) {
            first = null;
        } else {
            others.remove(namespace);
        }
        if (removed.isAdmitted()) {
            kept().leaving().add(removed);              // until its listeners have ended: see forget
        }
    }

    private void refuseUnknown(String namespace) {
        String name = Quote.of(namespace);
        if (context().strayHints().isDue("namespace " + namespace)) {
            String similar = SimilarName.of(namespace, namespaces.names());
            context().strayHints().say("a client is refused, since there is no namespace " + name + ": "
                    + (similar == null ? "io.of(" + name + ") makes it" : "did it mean " + Quote.of(similar) + "?"));
        }
        refuse(namespace, "Invalid namespace");
    }

    private void refuse(String namespace, String message) {
        send(Outgoing.of(encoder -> encoder.connectError(namespace, message, null)), false);       // old clients too, as in Node
    }

    // ---- outgoing: any thread

    @Override
    public void send(Outgoing packet, boolean dropIfBusy) {
        if (!dropIfBusy || session().isWritable()) {
            packet.sendTo(session(), parser(), traffic());
        }
    }

    // ---- the end

    @Override
    protected void onViolation(PacketException violation) {
        if (violation.limit() != null) {
            warn(violation.limit(), "closed: " + violation.getMessage());
        } else {
            LOG.log(Level.DEBUG, () -> "client closed: " + violation.getMessage());
        }
        session().close();
    }

    @Override
    public void forget(String namespace, Object socket) {
        if (isClosed()) {
            return;                                     // then all its sockets are forgotten
        }
        session().loop().execute(() -> {
            if (socket(namespace) == socket) {
                remove(namespace);
            } else if (kept != null) {
                kept.leaving().remove(socket);
            }
        });
    }

    @Override
    public void disconnect() {
        session().loop().execute(() -> {
            sockets().forEach(Socket::disconnect);
            session().close();
        });
    }

    private void tooLate() {
        if (heldBack() > 0) {                           // perhaps it has asked, and this server has not listened
            connectAlarm = session().loop().after(context().options().connectTimeout(), this::tooLate);
            return;
        }
        Duration longest = context().options().connectTimeout();
        warn("connectTimeout", "closed: it joined no namespace within connectTimeout (" + longest + ')');
        closeOutOfOrder();
    }

    /**
     * Closes a client that sent a well-formed packet at the wrong time, or none in time. If the session ends immediately, its
     * sockets get the session's reason, as in Node; if the end has to wait for a poll, they get {@code FORCED_SERVER_CLOSE}.
     */
    private void closeOutOfOrder() {
        session().close();
        endSockets(DisconnectReason.FORCED_SERVER_CLOSE);
    }

    private void endSockets(DisconnectReason reason) {
        if (stopReceiving()) {
            if (DEBUG.on()) {
                DEBUG.log("client close with reason " + reason);
            }
            cancelConnectAlarm();
            for (Socket socket : sockets()) {
                socket.failPendingAcks();
                socket.credentials().clientHasLeft();
                socket.queue().execute(() -> socket.end(reason));
            }
        }
    }

    @Override
    public void onClose(CloseReason reason) {
        endSockets(DisconnectReason.of(reason));
    }
}
