package enchufe.packet;

import static java.nio.charset.StandardCharsets.UTF_8;

import enchufe.json.MalformedException;
import enchufe.json.JsonReader;
import enchufe.json.JsonWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes the packets of one connection (socket.io-protocol 5, "Packet encoding"):
 * {@code <type>[<number of attachments>-][<namespace>,][<id>][<JSON>]}. It keeps a packet until its attachments have come, so each
 * connection has its own decoder. For one thread at a time.
 */
public final class PacketDecoder {
    /** The longest namespace, in bytes. */
    public static final int MAX_NAMESPACE_LENGTH = 1_024;
    /** How many digits an id may have: this many always fit a long. */
    public static final int MAX_ID_DIGITS = 18;

    private static final int MAX_COUNT_DIGITS = 9;
    static final String FIXED = ", which is a limit that cannot be changed";
    /** What an attachment takes on the heap besides its bytes: array header, padding to a multiple of eight, and a reference. */
    private static final int ATTACHMENT_BYTES = 24;

    private final int maxAttachments;
    private final long maxHeapBytes;
    private final int maxDepth;
    private Packet incomplete;                  // waits for attachments; usually null
    private List<byte[]> attachments;
    private int expected;
    private long heapBytes;

    // The text of the current call.
    private byte[] text;
    private int at;
    private int end;

    /**
     * Makes a decoder with limits.
     *
     * @param maxAttachments the most attachments of a packet
     * @param maxHeapBytes how much the values of a payload may take on the heap
     */
    public PacketDecoder(int maxAttachments, long maxHeapBytes) {
        this(maxAttachments, maxHeapBytes, JsonReader.MAX_DEPTH);
    }

    private PacketDecoder(int maxAttachments, long maxHeapBytes, int maxDepth) {
        this.maxAttachments = maxAttachments;
        this.maxHeapBytes = maxHeapBytes;
        this.maxDepth = maxDepth;
    }

    /** {@return a packet of this server's own making, of any number of attachments; its text has an accessible array} */
    public static Packet whole(ByteBuffer text, List<ByteBuffer> attachments) {
        int maxDepth = 1 + JsonWriter.MAX_DEPTH;                        // each argument may be as deep as that
        var reader = new PacketDecoder(Integer.MAX_VALUE, Long.MAX_VALUE, maxDepth);
        Packet packet = reader.text(text);
        for (ByteBuffer attachment : attachments) {
            packet = reader.binary(attachment);
        }
        return packet;
    }

    /**
     * Takes a text message.
     *
     * @param utf8 the message, with an accessible array; it is not kept
     * @return the packet, or null if attachments must follow
     * @throws PacketException if it is malformed, or an attachment was expected
     */
    public Packet text(ByteBuffer utf8) {
        if (incomplete != null) {
            throw new PacketException("text instead of attachment " + attachments.size() + " of " + expected);
        }
        heapBytes = 0;
        text = utf8.array();
        at = utf8.arrayOffset() + utf8.position();
        end = utf8.arrayOffset() + utf8.limit();
        try {
            return readPacket();
        } finally {
            text = null;
        }
    }

    /**
     * Takes a binary message.
     *
     * @param data the message; see {@link #bytes}
     * @return the packet, or null if more attachments must follow
     * @throws PacketException if no attachment was expected, or a placeholder has no attachment
     */
    public Packet binary(ByteBuffer data) {
        if (incomplete == null) {
            throw new PacketException("binary data without a packet that announced it");
        }
        byte[] attachment = bytes(data);
        heapBytes += ATTACHMENT_BYTES + attachment.length;
        attachments.add(attachment);
        if (attachments.size() < expected) {
            return null;
        }
        Packet packet = incomplete;
        List<byte[]> complete = attachments;
        incomplete = null;
        attachments = null;
        Placeholders.replace(packet.list(), complete);
        return packet;
    }

    /**
     * {@return the bytes of a message, to be kept: its array, if that has no other bytes, and a copy otherwise} Most messages are
     * parts of what a read brought, in an array that is used again. One that came in several reads has an array of its own.
     */
    public static byte[] bytes(ByteBuffer message) {
        if (message.hasArray() && message.array().length == message.remaining()) {
            return message.array();
        }
        byte[] copy = new byte[message.remaining()];
        message.get(message.position(), copy);
        return copy;
    }

    /** {@return how many bytes the latest packet takes on the heap, complete or not: an estimate} */
    public long heapBytes() {
        return heapBytes;
    }

    private Packet readPacket() {
        PacketType type = PacketType.ofDigit(next());
        if (type == null) {
            throw new PacketException("unknown packet type");
        }
        at++;
        int count = type.hasAttachments() ? readAttachments() : 0;
        String namespace = next() == '/' ? readNamespace() : Packet.MAIN_NAMESPACE;
        long id = isDigit(next()) ? readDigits(MAX_ID_DIGITS, "id") : Packet.NO_ID;
        var packet = new Packet(type.withoutAttachments(), namespace, id, readPayload(type.withoutAttachments()));
        if (count == 0) {
            return packet;
        }
        incomplete = packet;
        expected = count;
        attachments = new ArrayList<>(count);
        return null;
    }

    private int readAttachments() {
        long count = readDigits(MAX_COUNT_DIGITS, "attachments");
        if (next() != '-') {
            throw new PacketException("no number of attachments");
        }
        at++;
        if (count < 1) {
            throw new PacketException("a binary packet without attachments");
        }
        checkAttachments(count, maxAttachments);
        return (int) count;
    }

    static void checkAttachments(long count, int most) {
        if (count > most) {
            throw new PacketException("a packet of more than maxAttachments (" + most + ") attachments", "maxAttachments");
        }
    }

    /** Reads a namespace. In revision 5, a query string is a part of the name. */
    private String readNamespace() {
        int start = at;
        while (at < end && text[at] != ',') {
            at++;
        }
        checkNamespaceLength(at - start);
        var namespace = new String(text, start, at - start, UTF_8);
        if (at < end) {
            at++;                               // the comma; as in Node, the end of the text ends a namespace too
        }
        return namespace;
    }

    static void checkNamespaceLength(int bytes) {
        if (bytes > MAX_NAMESPACE_LENGTH) {
            throw new PacketException("a namespace longer than " + MAX_NAMESPACE_LENGTH + " bytes" + FIXED, "namespace");
        }
    }

    private long readDigits(int most, String what) {
        long value = 0;
        for (int start = at; isDigit(next()); at++) {
            if (at - start == most) {
                throw new PacketException("more than " + most + " digits (" + what + ")" + FIXED, "digits");
            }
            value = 10 * value + text[at] - '0';
        }
        return value;
    }

    private Object readPayload(PacketType type) {
        Object payload = null;
        boolean present = at < end;
        if (present) {
            try {
                var json = new JsonReader(text, at, end, maxDepth, maxHeapBytes);
                payload = json.read();
                heapBytes = json.heapBytes();
            } catch (MalformedException e) {
                throw malformed(e);
            }
        }
        if (!type.allows(present, payload)) {
            throw new PacketException("a payload that a packet of type " + type + " cannot have");
        }
        return payload;
    }

    static PacketException malformed(MalformedException fault) {
        String message = "payload: " + fault.getMessage();
        String limit = fault.limit();
        return new PacketException(MalformedException.DEPTH.equals(limit) ? message + FIXED : message, limit);
    }

    private int next() {
        return at < end ? text[at] : -1;
    }

    private static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }
}
