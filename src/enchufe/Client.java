package enchufe;

import enchufe.engine.Alarm;
import enchufe.engine.CloseReason;
import enchufe.engine.EngineListener;
import enchufe.engine.EngineSession;
import enchufe.log.Log;
import enchufe.packet.Packet;
import enchufe.packet.PacketDecoder;
import enchufe.packet.PacketException;
import enchufe.packet.PacketType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One connection, which may carry sockets of several namespaces: decodes its packets and hands each to its socket. Confined
 * to the session's loop, but for sending.
 */
final class Client extends Backlog implements EngineListener {
    private static final Logger LOG = Log.of("enchufe");

    private final SocketIOServer server;
    private final EngineSession session;
    private PacketDecoder decoder;                                  // null unless attachments are still to come
    private Socket first;                       // admitted, or about to be: the only one that most clients have, or null
    private Map<String, Socket> others = Map.of();                  // more of them, by namespace
    private volatile Alarm connectAlarm;        // sends away who is in no namespace in time; null for those who are
    private volatile boolean closed;
    private int packetBytes;                                        // of the packet that is being received
    private Delivery delivery;                  // what this read has brought for a socket so far, or null

    Client(SocketIOServer server, EngineSession session) {
        this.server = server;
        this.session = session;
        connectAlarm = session.loop().after(server.options().connectTimeout(), this::closeOutOfOrder);
    }

    SocketIOServer server() {
        return server;
    }

    EngineSession session() {
        return session;
    }

    boolean isClosed() {
        return closed;
    }

    /** A namespace has let the client in. */
    void joined() {
        cancelConnectAlarm();
    }

    private void cancelConnectAlarm() {
        Alarm alarm = connectAlarm;
        if (alarm != null) {
            alarm.cancel();
            connectAlarm = null;
        }
    }

    // ---- incoming

    @Override
    int maxBacklog() {
        return server.options().maxInboundBytes();
    }

    @Override
    void reading(boolean on) {
        session.reading(on);
    }

    @Override
    public void onText(ByteBuffer utf8) {
        packetBytes = EVENT_BYTES + utf8.remaining();
        try {
            PacketDecoder reader = decoder == null ? new PacketDecoder(server.options().maxAttachments()) : decoder;
            Packet packet = reader.text(utf8);
            decoder = packet == null ? reader : null;
            onPacket(packet);
        } catch (PacketException e) {
            onViolation(e.getMessage());
        }
    }

    @Override
    public void onBinary(ByteBuffer data) {
        packetBytes += data.remaining();
        try {
            PacketDecoder reader = decoder == null ? new PacketDecoder() : decoder;
            Packet packet = reader.binary(data);
            decoder = packet == null ? reader : null;
            onPacket(packet);
        } catch (PacketException e) {
            onViolation(e.getMessage());
        }
    }

    private void onPacket(Packet packet) {
        if (packet == null || closed) {
            return;                                     // attachments are still to come
        }
        Socket socket = socket(packet.namespace());
        if (packet.type() == PacketType.CONNECT && (socket == null || socket.isDismissed())) {
            connect(packet);
        } else if (socket == null || !socket.isAdmitted() || packet.type() == PacketType.CONNECT
                || packet.type() == PacketType.CONNECT_ERROR) {
            LOG.log(Level.DEBUG, () -> "client closed: a packet of type " + packet.type() + " out of order");
            closeOutOfOrder();
        } else if (packet.type() == PacketType.ACK) {
            Runnable inOrder = socket.onAck(packet);
            if (inOrder != null) {
                deliveryTo(socket).add(inOrder);
            }
        } else if (packet.type() == PacketType.DISCONNECT) {
            remove(packet.namespace());
            deliveryTo(socket).add(() -> socket.end(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT));
        } else {
            deliveryTo(socket).add(packet, packetBytes);
            if (delivery.isLarge()) {
                handOver();
            }
        }
    }

    private Delivery deliveryTo(Socket socket) {
        if (delivery == null || delivery.socket() != socket) {
            handOver();
            delivery = new Delivery(socket);
        }
        return delivery;
    }

    private void handOver() {
        if (delivery != null) {
            delivery.handOver();
            delivery = null;
        }
    }

    @Override
    public void onReadEnd() {
        handOver();
    }

    private void connect(Packet packet) {
        remove(packet.namespace());                     // one that was sent away, if its client is quicker than forget
        if (sockets().size() >= server.options().maxNamespacesPerClient()) {
            refuse(packet.namespace(), "Too many namespaces");
            return;
        }
        Namespace namespace = server.namespaces().retain(packet.namespace());
        if (namespace == null) {
            refuse(packet.namespace(), "Invalid namespace");
            return;
        }
        @SuppressWarnings("unchecked")                  // the decoder makes no other map
        var auth = packet.data() == null ? Map.<String, Object>of() : (Map<String, Object>) packet.data();
        var socket = new Socket(namespace, this, auth);
        add(socket);
        deliveryTo(socket).add(() -> namespace.admit(socket));
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
        if (first != null && first.nsp().equals(namespace)) {
            first = null;
        } else if (!others.isEmpty()) {
            others.remove(namespace);
        }
    }

    private void refuse(String namespace, String message) {
        send(Outgoing.of(encoder -> encoder.connectError(namespace, message, null)), false);
    }

    // ---- outgoing: any thread

    void send(Outgoing packet, boolean dropIfBusy) {
        if (!dropIfBusy || session.isWritable()) {
            session.send(packet.messages);
        }
    }

    // ---- the end

    /** A malformed packet: the one place where a client's fault becomes a disconnect reason. */
    private void onViolation(String message) {
        LOG.log(Level.DEBUG, () -> "client closed: " + message);
        session.close();
    }

    /** A socket is gone; if it was the one of its namespace, the client may connect there again. */
    void forget(Socket socket) {
        if (closed) {
            return;                                     // with all of its sockets
        }
        String namespace = socket.namespace().name();
        session.loop().execute(() -> {
            if (socket(namespace) == socket) {
                remove(namespace);
            }
        });
    }

    /** Disconnects the sockets of all namespaces, then closes the connection. */
    void disconnect() {
        session.loop().execute(() -> {
            sockets().forEach(Socket::disconnect);
            session.close();
        });
    }

    /**
     * What the client did, or did not do, is well-formed, but wrong at this time. If the connection ends at once, its sockets
     * learn that first, as in Node; if the end waits for a poll, they do not.
     */
    void closeOutOfOrder() {
        session.close();
        endSockets(DisconnectReason.FORCED_SERVER_CLOSE);
    }

    private void endSockets(DisconnectReason reason) {
        if (!closed) {
            closed = true;
            cancelConnectAlarm();
            decoder = null;
            handOver();
            sockets().forEach(socket -> socket.queue().execute(() -> socket.end(reason)));
            first = null;
            others = Map.of();
        }
    }

    @Override
    public void onClose(CloseReason reason) {
        endSockets(DisconnectReason.of(reason));
    }
}
