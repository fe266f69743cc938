package enchufe.websocket;

import enchufe.websocket.FrameHeader.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One outgoing message, encoded and framed once. A server does not mask its frames (RFC 6455 §5.1), so all recipients get the
 * same bytes: a broadcast to a thousand clients puts one message into a thousand queues. Immutable, except for the number of
 * the queues that hold it, and other forms of it, which are made when they are first needed. Safe for any thread.
 */
public final class Message extends ReferenceCounted {
    /** What a message takes on the heap besides its frame: itself, the header of the array, and its place in a queue. */
    public static final int OBJECT_BYTES = 64;
    private static final int NO_PREFIX = -1;

    private final byte[] frame;             // the header, then the payload
    private final int payloadStart;
    private final boolean binary;
    private Message deflated;               // this for a message that stays as it is; null until it is needed
    private Message prefixed;               // null until it is needed

    /** Its maker puts in the payload. */
    private Message(int opcode, int payloadLength) {
        payloadStart = FrameWriter.headerLength(payloadLength);
        frame = new byte[payloadStart + payloadLength];
        binary = opcode == Opcode.BINARY;
        FrameWriter.writeHeader(frame, opcode, payloadLength);
    }

    /**
     * Makes a text message.
     *
     * @param text the text; a lone surrogate in it becomes U+FFFD
     * @return the message
     */
    public static Message text(String text) {
        byte[] utf8 = FrameWriter.utf8(text);
        return text(NO_PREFIX, utf8, 0, utf8.length);
    }

    /**
     * Makes a text message of text that is encoded already.
     *
     * @param prefix an ASCII character to put before the text, such as a packet type of Engine.IO; -1 for none
     * @param utf8 an array that holds the text as valid UTF-8; copied
     * @param from where the text starts in it
     * @param to where the text ends (exclusive)
     * @return the message
     */
    public static Message text(int prefix, byte[] utf8, int from, int to) {
        boolean hasPrefix = prefix >= 0;
        int length = to - from;
        var message = new Message(Opcode.TEXT, length + (hasPrefix ? 1 : 0));
        if (hasPrefix) {
            message.frame[message.payloadStart] = (byte) prefix;
        }
        System.arraycopy(utf8, from, message.frame, message.frame.length - length, length);
        return message;
    }

    /**
     * Makes a binary message.
     *
     * @param data the bytes between its position and limit; copied, its position does not change
     * @return the message
     */
    public static Message binary(ByteBuffer data) {
        var message = new Message(Opcode.BINARY, data.remaining());
        data.get(data.position(), message.frame, message.payloadStart, data.remaining());
        return message;
    }

    /**
     * {@return this message, never compressed from now on} To be called before it is sent.
     */
    public Message uncompressed() {
        deflated = this;
        return this;
    }

    /** {@return false if it is {@link #uncompressed}, or nothing would be gained} */
    public boolean mayBeCompressed() {
        return deflated != this;
    }

    /**
     * {@return messages for a client that has agreed to permessage-deflate} Each message is compressed once, for whomever it is
     * sent to; unless it is short, or would become longer.
     *
     * @param threshold the least length of a message that is compressed
     * @param messages the messages
     */
    public static Message[] deflated(int threshold, Message... messages) {
        Message[] made = messages.clone();
        for (int i = 0; i < made.length; i++) {
            if (made[i].payloadLength() >= threshold) {
                made[i] = made[i].deflated();
            }
        }
        return made;
    }

    /**
     * {@return this binary message with a byte in front of its payload} It is made once, for whomever it is sent to, so it must
     * always be the same byte.
     *
     * @param prefix the byte
     */
    public Message prefixed(byte prefix) {
        if (prefixed == null) {                 // two threads may do it at the same time: both results are the same
            var data = ByteBuffer.allocate(1 + payloadLength()).put(prefix).put(payload()).flip();
            Message made = binary(data);
            prefixed = deflated == this ? made.uncompressed() : made;
        }
        return prefixed;
    }

    private Message deflated() {
        if (deflated == null) {                 // two threads may do it at the same time: both results are the same
            ByteBuffer payload = PerMessageDeflate.deflate(payload());
            deflated = payload == null ? this : compressed(payload);
        }
        return deflated;
    }

    private Message compressed(ByteBuffer payload) {
        var made = new Message(binary ? Opcode.BINARY : Opcode.TEXT, payload.remaining());
        made.frame[0] |= FrameHeader.B0_RSV1;   // RFC 7692 §6
        payload.get(made.frame, made.payloadStart, payload.remaining());
        return made.uncompressed();
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

    // For code that writes messages to a connection.

    /** {@return the length of the whole frame in bytes} */
    public int frameLength() {
        return frame.length;
    }

    /** {@return about how many bytes of the heap it takes, which for short messages are many more than their frames have} */
    @Override
    public long heapBytes() {
        return OBJECT_BYTES + frame.length;
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
}
