package enchufe.websocket;

import enchufe.websocket.FrameHeader.Opcode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/**
 * One outgoing message, encoded and framed once. A server does not mask its frames (RFC 6455 §5.1), so the same bytes serve
 * every recipient: a broadcast to a thousand clients queues one of these a thousand times. Immutable, but for the count of
 * the queues that hold it.
 */
public final class Message {
    private static final LongAdder QUEUED = new LongAdder();
    private static final VarHandle HOLDERS;

    static {
        try {
            HOLDERS = MethodHandles.lookup().findVarHandle(Message.class, "holders", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private final byte[] frame;             // the frame's header, then the payload
    private final int payloadStart;
    private final boolean binary;
    private volatile int holders;           // how many queues hold it now; by HOLDERS alone

    private Message(byte[] frame, int payloadStart, boolean binary) {
        this.frame = frame;
        this.payloadStart = payloadStart;
        this.binary = binary;
    }

    /**
     * Makes a text message.
     *
     * @param text the text; a lone surrogate in it becomes U+FFFD
     * @return the message
     */
    public static Message text(String text) {
        byte[] utf8 = FrameWriter.utf8(text);
        return framed(false, -1, utf8, 0, utf8.length);
    }

    /**
     * Makes a text message of encoded bytes, for those who encode their text themselves.
     *
     * @param prefix one ASCII character to put before the bytes, or -1 for none: the packet type of a protocol above
     * @param utf8 an array that holds the text as valid UTF-8; copied
     * @param from where it starts
     * @param to where it ends (exclusive)
     * @return the message
     */
    public static Message text(int prefix, byte[] utf8, int from, int to) {
        return framed(false, prefix, utf8, from, to);
    }

    /**
     * Makes a binary message.
     *
     * @param data the bytes between its position and limit; copied, its position left alone
     * @return the message
     */
    public static Message binary(ByteBuffer data) {
        int length = data.remaining();
        int start = FrameWriter.headerLength(length);
        byte[] frame = new byte[start + length];
        FrameWriter.writeHeader(frame, Opcode.BINARY, length);
        data.get(data.position(), frame, start, length);
        return new Message(frame, start, true);
    }

    private static Message framed(boolean binary, int prefix, byte[] bytes, int from, int to) {
        int length = to - from + (prefix < 0 ? 0 : 1);
        int start = FrameWriter.headerLength(length);
        byte[] frame = new byte[start + length];
        FrameWriter.writeHeader(frame, binary ? Opcode.BINARY : Opcode.TEXT, length);
        if (prefix >= 0) {
            frame[start] = (byte) prefix;
        }
        System.arraycopy(bytes, from, frame, frame.length - (to - from), to - from);
        return new Message(frame, start, binary);
    }

    /** {@return whether it is a binary message} */
    public boolean isBinary() {
        return binary;
    }

    /** {@return the payload, read-only: what a transport without frames sends} */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(frame, payloadStart, frame.length - payloadStart).slice().asReadOnlyBuffer();
    }

    /** {@return the length of the payload in bytes} */
    public int payloadLength() {
        return frame.length - payloadStart;
    }

    /** {@return the text of a text message, for logs and tests} */
    @Override
    public String toString() {
        return binary ? "<" + payloadLength() + " bytes>"
                : new String(frame, payloadStart, payloadLength(), StandardCharsets.UTF_8);
    }

    // For those who host connections: what goes on the wire, and the memory that waits for slow clients.

    /** {@return the length of the whole frame in bytes} */
    public int frameLength() {
        return frame.length;
    }

    /**
     * Copies as much of the frame as fits.
     *
     * @param from where in the frame to begin
     * @param target where to put it
     * @return how many bytes were copied
     */
    public int writeFrame(int from, ByteBuffer target) {
        int length = Math.min(frame.length - from, target.remaining());
        target.put(frame, from, length);
        return length;
    }

    /** A queue has taken this message. The first one makes it count in {@link #queuedInAll()}. */
    public void retain() {
        if ((int) HOLDERS.getAndAdd(this, 1) == 0) {
            QUEUED.add(frame.length);
        }
    }

    /** A queue has let go of this message. The last one ends its counting in {@link #queuedInAll()}. */
    public void release() {
        if ((int) HOLDERS.getAndAdd(this, -1) == 1) {
            QUEUED.add(-frame.length);
        }
    }

    /** {@return the bytes of all messages that wait in queues in this JVM, each counted once however many wait for it} */
    public static long queuedInAll() {
        return QUEUED.sum();
    }
}
