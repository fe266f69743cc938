package enchufe.link;

import enchufe.engine.EngineSession;
import enchufe.http.Query;
import enchufe.packet.Packet;
import enchufe.packet.PacketType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * How clients join namespaces. Those of Socket.IO 1 and 2 do it in another way (socket.io-protocol 4): they are in the main
 * namespace without asking, have their credentials in a namespace's query, and know their sockets' ids without being told. They are
 * the ones that speak revision 3 of Engine.IO. For any thread.
 */
public final class Joining {
    /** The packet that an old client does not send. */
    public static final Packet IMPLICIT = new Packet(PacketType.CONNECT, Packet.MAIN_NAMESPACE, Packet.NO_ID, null);

    private Joining() {}

    /** {@return whether a client is of Socket.IO 1 or 2} */
    public static boolean isOld(EngineSession session) {
        return session.protocol() == 3;
    }

    /** {@return a packet from a client as newer clients would have sent it} A namespace's query becomes the credentials. */
    public static Packet received(EngineSession session, Packet packet) {
        int question = isOld(session) ? packet.namespace().indexOf('?') : -1;
        if (question < 0) {
            return packet;
        }
        String name = packet.namespace().substring(0, question);
        String query = packet.namespace().substring(question + 1);
        Object data = packet.type() == PacketType.CONNECT ? Query.parse(query) : packet.data();
        return new Packet(packet.type(), name, packet.id(), data);
    }

    /** {@return whether a packet asks for what the client has without asking: some devices do, and Node's server ends them} */
    public static boolean isSuperfluous(EngineSession session, Packet packet) {
        return isOld(session) && packet.type() == PacketType.CONNECT && packet.namespace().equals(Packet.MAIN_NAMESPACE);
    }

    /**
     * {@return the id of a new socket} An old client makes it out of the session's id, and may compare it with ids of others.
     *
     * @param session the client's
     * @param namespace the namespace
     * @param ids gives one that is not the session's id, which is a credential
     */
    public static String socketId(EngineSession session, String namespace, Supplier<String> ids) {
        if (!isOld(session)) {
            return ids.get();
        }
        return namespace.equals(Packet.MAIN_NAMESPACE) ? session.id() : namespace + '#' + session.id();
    }

    /**
     * {@return the packet that tells a client that it has joined}
     *
     * @param session the client's
     * @param namespace the namespace
     * @param id the id of its socket
     * @param pid the name by which its state can be recovered: see {@link Recovery}; null if it cannot
     */
    public static Outgoing accepted(EngineSession session, String namespace, String id, String pid) {
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("sid", id);
        if (pid != null) {
            ids.put("pid", pid);
        }
        return Outgoing.of(encoder -> encoder.connect(namespace, isOld(session) ? null : ids));
    }

    /**
     * {@return the packet that tells a client that it may not join}
     *
     * @param session the client's
     * @param namespace the namespace
     * @param mapper turns objects that have no JSON form into some that have; null for none
     * @param message the reason, for people
     * @param data details, for programs; null for none
     * @throws IllegalArgumentException if the data cannot be sent
     */
    public static Outgoing refused(EngineSession session, String namespace, UnaryOperator<Object> mapper, String message,
            Object data) {
        if (isOld(session)) {
            return Outgoing.of(mapper, encoder -> encoder.error(namespace, data == null ? message : data));
        }
        return Outgoing.of(mapper, encoder -> encoder.connectError(namespace, message, data));
    }
}
