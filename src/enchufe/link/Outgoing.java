package enchufe.link;

import enchufe.engine.EnginePacket;
import enchufe.engine.EngineSession;
import enchufe.packet.EncodedPacket;
import enchufe.packet.PacketEncoder;
import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A Socket.IO packet as the Engine.IO messages that carry it: a text message, and a binary one for each attachment. Encoded once
 * for all recipients. Immutable.
 */
public final class Outgoing {
    private static final ThreadLocal<PacketEncoder> ENCODER = ThreadLocal.withInitial(PacketEncoder::new);

    private final Message[] messages;

    private Outgoing(EncodedPacket packet) {
        List<ByteBuffer> attachments = packet.attachments();
        messages = new Message[1 + attachments.size()];
        messages[0] = EnginePacket.text(packet.array(), packet.from(), packet.to());
        for (int i = 0; i < attachments.size(); i++) {
            messages[1 + i] = EnginePacket.binary(attachments.get(i));
        }
    }

    /**
     * Encodes a packet.
     *
     * @param mapper turns objects that have no JSON form into some that have; null for none
     * @param encoding encodes it
     * @return the messages
     * @throws IllegalArgumentException if a value cannot be sent
     */
    public static Outgoing of(UnaryOperator<Object> mapper, Function<PacketEncoder, EncodedPacket> encoding) {
        PacketEncoder encoder = ENCODER.get();
        encoder.mapper(mapper);
        return new Outgoing(encoding.apply(encoder));
    }

    /**
     * Encodes a packet of values that have a JSON form.
     *
     * @param encoding encodes it
     * @return the messages
     * @throws IllegalArgumentException if a value cannot be sent
     */
    public static Outgoing of(Function<PacketEncoder, EncodedPacket> encoding) {
        return of(null, encoding);
    }

    /** {@return this packet, never compressed; to be called before it is sent} */
    public Outgoing uncompressed() {
        for (Message message : messages) {
            message.uncompressed();
        }
        return this;
    }

    /**
     * Sends the packet. May be called from any thread.
     *
     * @param session the recipient
     */
    public void sendTo(EngineSession session) {
        session.send(messages);
    }

    /** {@return the packet's text, for debug lines} */
    @Override
    public String toString() {
        return messages[0].toString();
    }
}
