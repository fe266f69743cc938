package enchufe.link;

import enchufe.engine.EnginePacket;
import enchufe.engine.EngineSession;
import enchufe.packet.CustomParser;
import enchufe.packet.EncodedPacket;
import enchufe.packet.PacketDecoder;
import enchufe.packet.PacketEncoder;
import enchufe.websocket.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A Socket.IO packet as the Engine.IO messages that carry it: a text message, and a binary one for each attachment; for clients
 * with another parser, one binary message, made when the first of them gets it. Encoded once for all recipients. Immutable.
 */
public final class Outgoing {
    private static final ThreadLocal<PacketEncoder> ENCODER = ThreadLocal.withInitial(PacketEncoder::new);

    /** The values of longer texts are made by one thread at a time: they may take 35 times the bytes, and no budget counts them. */
    private static final Object ONE_AT_A_TIME = new Object();
    private static final int SHORT = 10_000;

    private final Message[] messages;
    private boolean compress = true;
    private volatile Message custom;            // null until it is needed

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

    /** Encodes a packet of values that have a JSON form. */
    public static Outgoing of(Function<PacketEncoder, EncodedPacket> encoding) {
        return of(null, encoding);
    }

    private Outgoing(Message[] messages, boolean compress) {
        this.messages = messages;
        this.compress = compress;
    }

    /** {@return this event with one more argument, text that needs no escape in JSON} */
    public Outgoing withLast(String argument) {
        ByteBuffer text = EnginePacket.content(messages[0]);
        int end = text.limit() - 1;                 // the bracket that closes the list, which is never empty
        byte[] more = (",\"" + argument + "\"]").getBytes(StandardCharsets.US_ASCII);
        byte[] longer = Arrays.copyOf(text.array(), end + more.length);
        System.arraycopy(more, 0, longer, end, more.length);
        Message[] changed = messages.clone();
        changed[0] = EnginePacket.text(longer, 0, longer.length);
        return new Outgoing(compress ? changed : uncompressed(changed), compress);
    }

    /** {@return the bytes of its messages} */
    public long bytes() {
        long sum = 0;
        for (Message message : messages) {
            sum += message.payloadLength();
        }
        return sum;
    }

    /** {@return this packet, never compressed; to be called before it is sent} */
    public Outgoing uncompressed() {
        compress = false;
        uncompressed(messages);
        return this;
    }

    private static Message[] uncompressed(Message[] messages) {
        for (Message message : messages) {
            message.uncompressed();
        }
        return messages;
    }

    /**
     * Sends the packet. May be called from any thread.
     *
     * @param session the recipient
     * @param parser the recipient's, always the same one; null for the usual one
     * @param traffic counts the bytes
     */
    public void sendTo(EngineSession session, CustomParser parser, Traffic traffic) {
        traffic.bytesSent.add(bytes());
        if (parser == null) {
            session.send(messages);
        } else {
            session.send(custom(parser));
        }
    }

    private Message custom(CustomParser parser) {
        if (custom == null) {                   // two threads may do it at the same time: both results are the same
            if (messages[0].payloadLength() <= SHORT) {
                custom = make(parser);
            } else {
                synchronized (ONE_AT_A_TIME) {
                    custom = custom == null ? make(parser) : custom;
                }
            }
        }
        return custom;
    }

    private Message make(CustomParser parser) {
        Message made = EnginePacket.binary(ByteBuffer.wrap(parser.encode(EnginePacket.content(messages[0]), attachments())));
        return compress ? made : made.uncompressed();
    }

    private List<ByteBuffer> attachments() {
        return Arrays.stream(messages).skip(1).map(Message::payload).toList();
    }

    /** {@return the packet's payload, a list, in plain values, as a recipient gets it} */
    public List<Object> data() {
        return PacketDecoder.whole(EnginePacket.content(messages[0]), attachments()).list();
    }

    /** {@return the packet's text, for debug lines} */
    @Override
    public String toString() {
        return messages[0].toString();
    }
}
