package enchufe.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Takes the bytes of a connection apart: frames (RFC 6455 §5.2), and the messages that they make up (§5.4). Bytes may be
 * split anywhere. A message that arrives whole is delivered where it lies; any other is gathered in a buffer that lives no
 * longer than the message, so an idle connection has none.
 *
 * <p>A {@link ProtocolException} ends its use, as {@link #stop} does.
 */
final class FrameReader {
    /** What the frames mean. The buffers are valid only during the call. */
    interface Events {
        void onText(ByteBuffer utf8);

        void onBinary(ByteBuffer data);

        void onPing(ByteBuffer payload);

        void onPong(ByteBuffer payload);

        void onClose(int code, String reason);
    }

    // What is read next.
    private static final int FIRST_BYTE = 0;
    private static final int SECOND_BYTE = 1;
    private static final int LENGTH_16 = 2;
    private static final int LENGTH_64 = 3;
    private static final int MASKING_KEY = 4;
    private static final int PAYLOAD = 5;
    private static final int NOTHING = 6;           // it is stopped

    private static final int MAX_CONTROL_PAYLOAD = 125;

    private final boolean maskedPeer;
    private final WebSocketLimits limits;
    private final Events events;

    // the frame at hand
    private int step = FIRST_BYTE;
    private boolean fin;
    private int opcode;
    private int missing;                // bytes that the length or the masking key still lacks
    private long length;
    private int maskingKey;             // 0 for an unmasked frame
    private int offset;                 // how much of the payload has been read
    private PayloadBuffer control;      // the payload of a control frame that did not arrive whole

    // the message at hand: control frames may come between its fragments (RFC 6455 §5.5)
    private int messageOpcode = Opcode.CONTINUATION;        // none at hand
    private int fragments;
    private int messageLength;          // as announced by the headers of its frames so far
    private int utf8 = Utf8Validator.COMPLETE;
    private PayloadBuffer message;      // the payload of a message that did not arrive whole

    /** A reader of what the other side sends. */
    FrameReader(Side side, WebSocketLimits limits, Events events) {
        this.maskedPeer = side.isServer();
        this.limits = limits;
        this.events = events;
    }

    /**
     * Reads all bytes of a buffer with an accessible array, which it may change.
     *
     * @throws ProtocolException if the peer broke a rule or exceeded a limit
     */
    void receive(ByteBuffer in) {
        while (readHeader(in) && readPayload(in)) {
            // the next frame
        }
    }

    /** {@return whether the next byte begins a message, or it is stopped: a new reader would do as well} */
    boolean isIdle() {
        return step == NOTHING || step == FIRST_BYTE && messageOpcode == Opcode.CONTINUATION;
    }

    /** {@return the bytes that the message at hand takes} */
    int gatheredBytes() {
        return message == null ? 0 : message.array().length;
    }

    /** Discards what is gathered and whatever comes later. */
    void stop() {
        step = NOTHING;
        control = null;
        message = null;
    }

    /** {@return whether the header is complete} */
    private boolean readHeader(ByteBuffer in) {
        while (step != PAYLOAD) {
            if (step == NOTHING) {
                in.position(in.limit());
            }
            if (!in.hasRemaining()) {
                return false;
            }
            int b = in.get() & 0xFF;
            switch (step) {
                case FIRST_BYTE -> readFirstByte(b);
                case SECOND_BYTE -> readSecondByte(b);
                case LENGTH_16, LENGTH_64 -> readLengthByte(b);
                default -> readKeyByte(b);
            }
        }
        return true;
    }

    private void readFirstByte(int b) {
        fin = (b & 0x80) != 0;
        opcode = b & 0x0F;
        check((b & 0x70) == 0, "a reserved bit is set, but no extension was negotiated");   // RFC 6455 §5.2
        switch (opcode) {
            case Opcode.TEXT, Opcode.BINARY -> {
                check(messageOpcode == Opcode.CONTINUATION, "a new message inside a fragmented one");       // §5.4
                messageOpcode = opcode;
            }
            case Opcode.CONTINUATION ->
                check(messageOpcode != Opcode.CONTINUATION, "a continuation frame without a message to continue");  // §5.4
            case Opcode.CLOSE, Opcode.PING, Opcode.PONG -> check(fin, "a fragmented control frame");        // §5.5
            default -> check(false, "reserved opcode " + opcode);                                           // §5.2
        }
        if (!Opcode.isControl(opcode)) {
            check(++fragments <= limits.maxFragments(), CloseCode.POLICY_VIOLATION, "a message of too many fragments");
        }
        step = SECOND_BYTE;
    }

    private void readSecondByte(int b) {
        boolean masked = (b & 0x80) != 0;
        check(masked || !maskedPeer, "a frame from a client that is not masked");       // RFC 6455 §5.1
        check(!masked || maskedPeer, "a masked frame from a server");                   // §5.1
        length = b & 0x7F;
        check(length <= MAX_CONTROL_PAYLOAD || !Opcode.isControl(opcode), "a long control frame");        // §5.5
        if (length < 126) {
            endLength();
        } else {
            step = length == 126 ? LENGTH_16 : LENGTH_64;
            missing = length == 126 ? 2 : 8;
            length = 0;
        }
    }

    private void readLengthByte(int b) {
        length = length << 8 | b;
        if (--missing == 0) {
            check(length >= 0, "a length whose highest bit is set");                        // RFC 6455 §5.2
            check(length >= (step == LENGTH_16 ? 126 : 65_536), "a length in more bytes than it takes");   // §5.2
            endLength();
        }
    }

    private void endLength() {
        if (!Opcode.isControl(opcode)) {
            check(length <= limits.maxMessageBytes() - messageLength, CloseCode.TOO_BIG, "a message of too many bytes");
            messageLength += (int) length;
        }
        offset = 0;
        maskingKey = 0;
        missing = 4;
        step = maskedPeer ? MASKING_KEY : PAYLOAD;
    }

    private void readKeyByte(int b) {
        maskingKey = maskingKey << 8 | b;
        if (--missing == 0) {
            step = PAYLOAD;
        }
    }

    /** {@return whether the payload is complete} */
    private boolean readPayload(ByteBuffer in) {
        int count = (int) Math.min(length - offset, in.remaining());
        int start = in.position();
        in.position(start + count);
        boolean isControl = Opcode.isControl(opcode);
        if (count == length && (isControl || fin && fragments == 1)) {      // whole: it stays where it lies
            unmask(in, start, in.array(), in.arrayOffset() + start, count);
            endFrame(in.slice(start, count));
            return true;
        }
        PayloadBuffer buffer = isControl ? controlBuffer() : messageBuffer();
        int mostBytes = isControl ? (int) length : fin ? messageLength : limits.maxMessageBytes();
        int to = buffer.extend(count, mostBytes);
        unmask(in, start, buffer.array(), to, count);
        if (offset < length) {
            return false;
        }
        endFrame(buffer.content());
        return true;
    }

    private void unmask(ByteBuffer in, int start, byte[] target, int to, int count) {
        Masking.apply(maskingKey, offset, in.array(), in.arrayOffset() + start, target, to, count);
        offset += count;
        if (messageOpcode == Opcode.TEXT && !Opcode.isControl(opcode)) {
            utf8 = Utf8Validator.advance(utf8, target, to, to + count);     // not only at the end: RFC 6455 §8.1
        }
    }

    private PayloadBuffer controlBuffer() {
        if (control == null) {
            control = new PayloadBuffer();
        }
        return control;
    }

    private PayloadBuffer messageBuffer() {
        if (message == null) {
            message = new PayloadBuffer();
        }
        return message;
    }

    /** Every field is ready for the next frame before an event is raised, whatever its handler does. */
    private void endFrame(ByteBuffer content) {
        step = FIRST_BYTE;
        if (Opcode.isControl(opcode)) {
            control = null;
            raiseControl(content);
        } else if (fin) {
            check(utf8 == Utf8Validator.COMPLETE, CloseCode.INVALID_DATA, "the text ends within a character");      // §8.1
            boolean text = messageOpcode == Opcode.TEXT;
            messageOpcode = Opcode.CONTINUATION;
            fragments = 0;
            messageLength = 0;
            message = null;
            if (text) {
                events.onText(content);
            } else {
                events.onBinary(content);
            }
        }
    }

    private void raiseControl(ByteBuffer content) {
        switch (opcode) {
            case Opcode.PING -> events.onPing(content);
            case Opcode.PONG -> events.onPong(content);
            default -> raiseClose(content);
        }
    }

    private void raiseClose(ByteBuffer content) {
        if (!content.hasRemaining()) {
            events.onClose(CloseCode.NO_STATUS, "");                        // RFC 6455 §7.1.5
            return;
        }
        check(content.remaining() >= 2, "a close frame with half a code");  // §5.5.1
        int code = content.getShort() & 0xFFFF;
        check(CloseCode.isValid(code), "a close frame with a code that may not be sent");       // §7.4
        int from = content.arrayOffset() + content.position();
        int state = Utf8Validator.advance(Utf8Validator.COMPLETE, content.array(), from, from + content.remaining());
        check(state == Utf8Validator.COMPLETE, CloseCode.INVALID_DATA, "the close reason ends within a character");
        events.onClose(code, StandardCharsets.UTF_8.decode(content).toString());
    }

    private static void check(boolean obeyed, String violation) {
        check(obeyed, CloseCode.PROTOCOL_ERROR, violation);
    }

    private static void check(boolean obeyed, int closeCode, String violation) {
        if (!obeyed) {
            throw new ProtocolException(closeCode, violation);
        }
    }
}
