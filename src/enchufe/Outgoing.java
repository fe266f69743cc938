package enchufe;

import enchufe.engine.EnginePacket;
import enchufe.packet.EncodedPacket;
import enchufe.packet.PacketEncoder;
import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * A Socket.IO packet as the Engine.IO messages that carry it: a text message, and one for each attachment. Encoded once,
 * however many receive it.
 */
final class Outgoing {
    private static final ThreadLocal<PacketEncoder> ENCODER =
            ThreadLocal.withInitial(() -> new PacketEncoder(Outgoing::enumText));
    private static final Message[] NONE = {};

    final Message text;
    final Message[] attachments;

    private Outgoing(EncodedPacket packet) {
        text = EnginePacket.text(packet.array(), packet.from(), packet.to());
        attachments = packet.attachments().isEmpty() ? NONE : new Message[packet.attachments().size()];
        for (int i = 0; i < attachments.length; i++) {
            ByteBuffer data = packet.attachments().get(i);
            attachments[i] = EnginePacket.binary(data);
        }
    }

    /** Enums travel by name, but the reasons of a disconnection have Node's words. */
    private static String enumText(Enum<?> constant) {
        return constant instanceof DisconnectReason reason ? reason.toString() : constant.name();
    }

    /**
     * Encodes a packet.
     *
     * @param encoding what to encode
     * @return the messages
     * @throws IllegalArgumentException if a value cannot be sent
     */
    static Outgoing of(Function<PacketEncoder, EncodedPacket> encoding) {
        return new Outgoing(encoding.apply(ENCODER.get()));
    }
}
