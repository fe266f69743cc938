package enchufe.packet;

import enchufe.json.JsonWriter;
import enchufe.json.UnsendableException;
import enchufe.json.Utf8Buffer;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Encodes packets straight to bytes (socket.io-protocol 5, "Packet encoding"):
 * {@code <type>[<number of attachments>-][<namespace>,][<id>][<JSON>]}. The number of attachments is known only at the end, so room
 * is left for it at the beginning. For one thread at a time; a returned packet is valid until the encoder is used again.
 */
public final class PacketEncoder {
    private static final int ROOM = "5".length() + String.valueOf(Integer.MAX_VALUE).length() + "-".length();

    private final Utf8Buffer out = new Utf8Buffer();
    private final JsonWriter json;
    private List<ByteBuffer> attachments = List.of();
    private boolean busy;

    /** Makes an encoder. */
    public PacketEncoder() {
        json = new JsonWriter(out, this::attach);
    }

    /** Sets what turns objects that have no JSON form into some that have; null for none. */
    public void mapper(UnaryOperator<Object> mapper) {
        json.mapper(mapper);
    }

    /** Encodes an event; the id requests an acknowledgement, unless it is {@link Packet#NO_ID}. */
    public EncodedPacket event(String namespace, long id, String event, Object... arguments) {
        return encode(PacketType.EVENT, namespace, id, event, arguments);
    }

    /** Encodes the acknowledgement of the event with that id. */
    public EncodedPacket ack(String namespace, long id, Object... arguments) {
        return encode(PacketType.ACK, namespace, id, null, arguments);
    }

    /** Encodes a packet whose payload is an array: the event's name, if there is one, and the arguments. */
    private EncodedPacket encode(PacketType type, String namespace, long id, String event, Object[] arguments) {
        begin(namespace, id);
        try {
            out.put('[');
            if (event != null) {
                json.write(event);
            }
            for (int i = 0; i < arguments.length; i++) {
                if (i > 0 || event != null) {
                    out.put(',');
                }
                write(arguments[i], i, event);
            }
            out.put(']');
            return end(type);
        } finally {
            busy = false;
        }
    }

    /**
     * Encodes a {@code CONNECT} packet, which asks to connect to a namespace or accepts that. The payload, the credentials or the
     * {@code sid}, is a map or a record; null for none.
     */
    public EncodedPacket connect(String namespace, Object data) {
        return encode(PacketType.CONNECT, namespace, data);
    }

    /**
     * Encodes a {@code CONNECT_ERROR} packet, which refuses a connection to a namespace, with details for programs unless they are
     * null.
     */
    public EncodedPacket connectError(String namespace, String message, Object data) {
        var payload = new LinkedHashMap<String, Object>();
        payload.put("message", message);
        if (data != null) {
            payload.put("data", data);
        }
        return error(namespace, payload);
    }

    /**
     * Encodes a {@code CONNECT_ERROR} packet as it was before revision 5 (socket.io-protocol 4, "ERROR"): the payload is the
     * reason, or details instead of it.
     */
    public EncodedPacket error(String namespace, Object payload) {
        return encode(PacketType.CONNECT_ERROR, namespace, payload);
    }

    /** Encodes a {@code DISCONNECT} packet, which leaves a namespace. */
    public EncodedPacket disconnect(String namespace) {
        return encode(PacketType.DISCONNECT, namespace, null);
    }

    private EncodedPacket encode(PacketType type, String namespace, Object payload) {
        begin(namespace, Packet.NO_ID);
        try {
            if (payload != null) {
                json.write(payload);
            }
            return end(type);
        } finally {
            busy = false;
        }
    }

    private void begin(String namespace, long id) {
        if (busy) {
            throw Misuse.state("what is being sent sends something itself, in an accessor or an iterator");
        }
        busy = true;
        out.clear();
        out.setLength(ROOM);
        attachments = List.of();
        if (!namespace.equals(Packet.MAIN_NAMESPACE)) {
            out.put(namespace);
            out.put(',');
        }
        if (id != Packet.NO_ID) {
            out.putDecimal(id);
        }
    }

    private void write(Object argument, int index, String event) {
        try {
            json.write(argument);
        } catch (UnsendableException e) {
            throw Misuse.atCaller(e.in("argument " + index + (event == null ? " of the answer" : " of " + Quote.of(event))));
        }
    }

    private void attach(ByteBuffer data, Utf8Buffer json) {
        if (attachments.isEmpty()) {
            attachments = new ArrayList<>();
        }
        json.put("{\"_placeholder\":true,\"num\":");
        json.putDecimal(attachments.size());
        json.put('}');
        attachments.add(data);
    }

    /** Writes the type and the number of attachments at the end of the room in front of the text. */
    private EncodedPacket end(PacketType type) {
        byte[] array = out.array();
        int from = ROOM;
        int count = attachments.size();
        if (count > 0) {
            array[--from] = '-';
            for (; count > 0; count /= 10) {
                array[--from] = (byte) ('0' + count % 10);
            }
            array[--from] = (byte) type.withAttachments().digit();
        } else {
            array[--from] = (byte) type.digit();
        }
        return new EncodedPacket(array, from, out.length(), attachments);
    }
}
