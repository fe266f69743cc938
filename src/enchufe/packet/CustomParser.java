package enchufe.packet;

import static java.nio.charset.StandardCharsets.UTF_8;

import enchufe.json.MalformedException;
import enchufe.json.PlainValues;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Packets in another form (Socket.IO's documentation, "Custom parser"): each is one binary message, made of a map with the members
 * type, nsp, data and id. Binary data stays where it is in the data. The same rules hold as for {@link PacketDecoder}. Safe for any
 * thread if the two functions are.
 */
public final class CustomParser {
    private static final long END_OF_IDS = (long) Math.pow(10, PacketDecoder.MAX_ID_DIGITS);
    private static final int END_OF_TYPES = PacketType.CONNECT_ERROR.ordinal() + 1;

    /** A decoded packet, and how many bytes its data takes on the heap: an estimate. */
    public record Decoded(Packet packet, long heapBytes) {}

    private final Function<Map<String, Object>, byte[]> encoder;
    private final Function<byte[], ?> decoder;

    /**
     * Makes a parser.
     *
     * @param encoder turns such a map of plain values into a message
     * @param decoder does the reverse; what it throws is the peer's fault
     */
    public CustomParser(Function<Map<String, Object>, byte[]> encoder, Function<byte[], ?> decoder) {
        this.encoder = encoder;
        this.decoder = decoder;
    }

    // ---- decoding

    /**
     * Decodes a message.
     *
     * @param message the message; see {@link PacketDecoder#bytes}
     * @param maxAttachments how many pieces of binary data a packet may have: its recipients may have the usual parser, in which
     *     these are attachments
     * @return the packet
     * @throws PacketException if it is malformed, or its payload is nested too deeply, or has too much binary data
     */
    public Decoded decode(ByteBuffer message, int maxAttachments) {
        try {
            Object value = decoder.apply(PacketDecoder.bytes(message));
            long heapBytes = PlainValues.heapBytes(value);
            if (value instanceof Map<?, ?> members) {
                PacketDecoder.checkAttachments(attachments(members.get("data")), maxAttachments);
                return new Decoded(packet(members), heapBytes);
            }
            throw new PacketException("a packet that is no map");
        } catch (PacketException e) {
            throw e;
        } catch (MalformedException e) {
            throw PacketDecoder.malformed(e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new PacketException("payload: " + Quote.message(e));
        }
    }

    /** {@return how many pieces of binary data a value has} */
    private static long attachments(Object value) {
        Collection<?> values = value instanceof Map<?, ?> map ? map.values() : value instanceof List<?> list ? list : List.of();
        long count = value instanceof byte[] ? 1 : 0;
        for (Object inner : values) {
            count += attachments(inner);
        }
        return count;
    }

    private static Packet packet(Map<?, ?> members) {
        PacketType type = type(members.get("type"));
        Object data = members.get("data");
        if (!type.allows(data != null, data)) {
            throw new PacketException("a payload that a packet of type " + type + " cannot have");
        }
        return new Packet(type, namespace(members.get("nsp")), id(members.get("id")), data);
    }

    private static PacketType type(Object number) {
        int type = (int) PlainValues.whole(number, END_OF_TYPES);
        if (type < 0) {
            throw new PacketException("unknown packet type");
        }
        return PacketType.ofDigit('0' + type);
    }

    private static String namespace(Object name) {
        if (!(name instanceof String text) || !text.startsWith("/")) {
            throw new PacketException("a namespace that does not begin with a slash");
        }
        PacketDecoder.checkNamespaceLength(text.getBytes(UTF_8).length);
        return text;
    }

    private static long id(Object number) {
        if (number == null) {
            return Packet.NO_ID;
        }
        long id = PlainValues.whole(number, END_OF_IDS);
        if (id < 0) {
            throw new PacketException("an id that is no whole number of at most " + PacketDecoder.MAX_ID_DIGITS + " digits");
        }
        return id;
    }

    // ---- encoding

    /**
     * {@return a message with the same packet as messages that are encoded already} So a value that is sent has the same form for
     * everybody, whatever its class.
     *
     * @param text the packet's text, with an accessible array
     * @param attachments its binary data
     * @throws IllegalArgumentException if the encoder fails
     */
    public byte[] encode(ByteBuffer text, List<ByteBuffer> attachments) {
        Packet packet = PacketDecoder.whole(text, attachments);
        var members = new LinkedHashMap<String, Object>();
        members.put("type", (long) packet.type().ordinal());
        members.put("nsp", packet.namespace());
        if (packet.data() != null) {
            members.put("data", packet.data());
        }
        if (packet.id() != Packet.NO_ID) {
            members.put("id", packet.id());
        }
        try {
            return Objects.requireNonNull(encoder.apply(members), "it returned null");
        } catch (RuntimeException | StackOverflowError e) {
            throw Misuse.argument("Parser.encode failed: " + Quote.message(e), e);
        }
    }
}
