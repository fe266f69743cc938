package enchufe.websocket;

import static enchufe.websocket.FrameHeader.B0_FIN;
import static enchufe.websocket.FrameHeader.B0_OPCODE;
import static enchufe.websocket.FrameHeader.B0_RSV1;
import static enchufe.websocket.FrameHeader.B0_RSV2;
import static enchufe.websocket.FrameHeader.B0_RSV3;
import static enchufe.websocket.FrameHeader.B1_MASK;
import static enchufe.websocket.FrameHeader.B1_PAYLOAD_LENGTH;

import enchufe.websocket.FrameHeader.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the frames of a client (RFC 6455 §5.2) and joins them into messages (§5.4). The input may be split anywhere, so the reader
 * takes one step for each element of a frame, and may stop between any two bytes:
 *
 * <pre>
 *  step                 what it reads                     next step
 *  FLAGS_AND_OPCODE     FIN, RSV1–3, opcode               MASK_AND_LENGTH
 *  MASK_AND_LENGTH      MASK, payload length              EXTENDED_LENGTH_16 or _64 if the length is 126 or 127,
 *                                                         otherwise as after an extended length
 *  EXTENDED_LENGTH_16   2 bytes                           MASKING_KEY
 *  EXTENDED_LENGTH_64   8 bytes                           MASKING_KEY
 *  MASKING_KEY          4 bytes                           PAYLOAD
 *  PAYLOAD              as many bytes as announced        FLAGS_AND_OPCODE of the next frame
 *  STOPPED              everything, and discards it       none
 * </pre>
 *
 * <p>A message that arrives whole is delivered from the input buffer, without a copy. Any other is gathered in a buffer, which
 * is given up with the end of the message: an idle connection has none.
 *
 * <p>Confined to one thread. After a {@link ProtocolException} or {@link #stop}, the reader is of no more use.
 */
final class FrameReader {
    /** Receives what the frames mean. Called by {@link #receive}; the buffers are valid only during the call. */
    interface Events {
        void onText(ByteBuffer utf8);

        void onBinary(ByteBuffer data);

        void onPing(ByteBuffer payload);

        void onPong(ByteBuffer payload);

        void onClose(int code, String reason);

        /** {@return whether the next message may follow now; asked if messages may be compressed} */
        boolean isReading();
    }

    private enum Step { FLAGS_AND_OPCODE, MASK_AND_LENGTH, EXTENDED_LENGTH_16, EXTENDED_LENGTH_64, MASKING_KEY, PAYLOAD, STOPPED }

    private static final int NO_MESSAGE = -1;       // in place of an opcode

    private final WebSocketLimits limits;
    private final Events events;

    // the current frame
    private Step step = Step.FLAGS_AND_OPCODE;
    private boolean fin;
    private int opcode;
    private int missing;                // bytes of the extended length or the masking key that have not arrived
    private long length;                // of the payload
    private int maskingKey;
    private int offset;                 // bytes of the payload that have been read
    private PayloadBuffer control;      // the payload of a control frame that has arrived in part, or null

    // the current message: control frames may come between its fragments (RFC 6455 §5.4)
    private int messageOpcode = NO_MESSAGE;
    private boolean compressed;
    private int fragments;
    private int messageLength;          // the sum of the lengths that its headers have announced so far
    private int utf8 = Utf8Validator.COMPLETE;
    private PayloadBuffer message;      // the payload of a message that has arrived in part, or null

    FrameReader(WebSocketLimits limits, Events events) {
        this.limits = limits;
        this.events = events;
    }

    /**
     * Reads all bytes of a buffer, and raises the events that they complete. If messages may be compressed, it stops when reading
     * does, and leaves the rest: a few bytes may become a large message.
     *
     * @param in bytes with an accessible array, which is changed: payloads are unmasked in place
     * @throws ProtocolException if the peer broke a rule or exceeded a limit
     */
    void receive(ByteBuffer in) {
        while (readHeader(in) && readPayload(in) && (!limits.deflates() || events.isReading())) {
            // the next frame
        }
    }

    /** {@return whether a new reader could take this one's place: the next byte begins a message, or the reader is stopped} */
    boolean isIdle() {
        return step == Step.STOPPED || step == Step.FLAGS_AND_OPCODE && messageOpcode == NO_MESSAGE;
    }

    /** {@return how many bytes of memory the buffer of the current message takes} */
    int gatheredBytes() {
        return message == null ? 0 : message.array().length;
    }

    /** Discards what is gathered and everything that comes later. */
    void stop() {
        step = Step.STOPPED;
        control = null;
        message = null;
    }

    // The header, RFC 6455 §5.2: a method for each element reads what has arrived of it, and returns the next step.

    /** {@return whether the header is complete} */
    private boolean readHeader(ByteBuffer in) {
        Step next = step;               // stored once for each header: storing a reference costs more than storing a number
        while (next != Step.PAYLOAD && in.hasRemaining()) {
            next = switch (next) {
                case FLAGS_AND_OPCODE -> readFlagsAndOpcode(in.get());
                case MASK_AND_LENGTH -> readMaskAndLength(in.get());
                case EXTENDED_LENGTH_16, EXTENDED_LENGTH_64 -> readExtendedLength(in, next);
                case MASKING_KEY -> readMaskingKey(in);
                case STOPPED -> discard(in);
                case PAYLOAD -> throw new IllegalStateException("not a step of the header");
            };
        }
        step = next;
        return next == Step.PAYLOAD;
    }

    private static Step discard(ByteBuffer in) {
        in.position(in.limit());
        return Step.STOPPED;
    }

    private Step readFlagsAndOpcode(int b0) {
        fin = (b0 & B0_FIN) != 0;
        opcode = b0 & B0_OPCODE;
        // §5.2: only an extension gives the reserved bits a meaning; without one they must be 0. RFC 7692 §6: RSV1 in the first
        // frame of a message says that the message is compressed.
        boolean mayBeCompressed = limits.deflates() && (opcode == Opcode.TEXT || opcode == Opcode.BINARY);
        int meaningless = B0_RSV2 | B0_RSV3 | (mayBeCompressed ? 0 : B0_RSV1);
        check((b0 & meaningless) == 0, "a reserved bit is set, but no extension was negotiated that gives it a meaning");
        switch (opcode) {
            case Opcode.TEXT, Opcode.BINARY -> {
                compressed = (b0 & B0_RSV1) != 0;
                // §5.4: a message ends before the next one begins; their fragments do not mix.
                check(messageOpcode == NO_MESSAGE, "a new message inside a fragmented one");
                messageOpcode = opcode;
            }
            case Opcode.CONTINUATION ->
                // §5.4: a continuation frame continues a message that a frame with another opcode has begun.
                check(messageOpcode != NO_MESSAGE, "a continuation frame without a message to continue");
            case Opcode.CLOSE, Opcode.PING, Opcode.PONG ->
                // §5.5: a control frame is not fragmented.
                check(fin, "a fragmented control frame");
            default ->
                // §5.2: an opcode that is not known fails the connection.
                check(false, "reserved opcode " + opcode);
        }
        if (!Opcode.isControl(opcode)) {
            check(++fragments <= limits.maxFragments(), CloseCode.POLICY_VIOLATION, "a message of too many fragments");
        }
        return Step.MASK_AND_LENGTH;
    }

    private Step readMaskAndLength(int b1) {
        check((b1 & B1_MASK) != 0, "a frame from a client that is not masked");       // §5.1
        length = b1 & B1_PAYLOAD_LENGTH;
        // §5.5: a control frame has at most 125 bytes, and so no extended length.
        check(length <= FrameHeader.MAX_CONTROL_PAYLOAD || !Opcode.isControl(opcode), "a long control frame");
        if (length < FrameHeader.LENGTH_16) {
            return endLength();
        }
        boolean in16Bits = length == FrameHeader.LENGTH_16;
        missing = in16Bits ? 2 : 8;
        length = 0;
        return in16Bits ? Step.EXTENDED_LENGTH_16 : Step.EXTENDED_LENGTH_64;
    }

    private Step readExtendedLength(ByteBuffer in, Step current) {
        for (; missing > 0 && in.hasRemaining(); missing--) {
            length = length << 8 | in.get() & 0xFF;
        }
        if (missing > 0) {
            return current;
        }
        // §5.2: the highest bit of 64 is 0, and the length is written in as few bytes as possible.
        check(length >= 0, "a length whose highest bit is set");
        int min = current == Step.EXTENDED_LENGTH_16 ? FrameHeader.MIN_LENGTH_16 : FrameHeader.MIN_LENGTH_64;
        check(length >= min, "a length in more bytes than it takes");
        return endLength();
    }

    /** The length is known: a message that is too long is refused here, before its payload arrives. */
    private Step endLength() {
        if (!Opcode.isControl(opcode)) {
            check(length <= limits.maxMessageBytes() - messageLength, CloseCode.TOO_BIG, "a message of too many bytes");
            messageLength += (int) length;
        }
        offset = 0;
        maskingKey = 0;
        missing = 4;                    // bytes of the masking key
        return Step.MASKING_KEY;
    }

    private Step readMaskingKey(ByteBuffer in) {
        for (; missing > 0 && in.hasRemaining(); missing--) {
            maskingKey = maskingKey << 8 | in.get() & 0xFF;
        }
        return missing == 0 ? Step.PAYLOAD : Step.MASKING_KEY;
    }

    // The payload, RFC 6455 §5.2 to §5.5.

    /** {@return whether the payload is complete} */
    private boolean readPayload(ByteBuffer in) {
        int count = (int) Math.min(length - offset, in.remaining());
        int start = in.position();
        in.position(start + count);
        boolean isControl = Opcode.isControl(opcode);
        if (count == length && (isControl || fin && fragments == 1)) {      // it has arrived whole: no copy
            unmask(in, start, in.array(), in.arrayOffset() + start, count);
            endFrame(in.slice(start, count));
            return true;
        }
        PayloadBuffer buffer = isControl ? controlBuffer() : messageBuffer();
        int announced = isControl ? (int) length : messageLength;
        int to = buffer.extend(count, announced, isControl || fin ? announced : limits.maxMessageBytes());
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
        if (messageOpcode == Opcode.TEXT && !compressed && !Opcode.isControl(opcode)) {
            utf8 = Utf8Validator.advance(utf8, target, to, to + count);     // §8.1: text that is not UTF-8 fails the connection
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

    /** Prepares every field for the next frame before it raises an event, since the event may throw or stop the reader. */
    private void endFrame(ByteBuffer content) {
        step = Step.FLAGS_AND_OPCODE;
        if (Opcode.isControl(opcode)) {
            control = null;
            raiseControl(content);
        } else if (fin) {
            endMessage(content);
        }
    }

    private void endMessage(ByteBuffer payload) {
        ByteBuffer content = payload;
        if (compressed) {
            content = PerMessageDeflate.inflate(payload, limits.maxMessageBytes());
            if (messageOpcode == Opcode.TEXT) {
                utf8 = Utf8Validator.advance(Utf8Validator.COMPLETE, content.array(), 0, content.limit());
            }
        }
        // §8.1: the text must be valid as a whole; its fragments may split a character.
        check(utf8 == Utf8Validator.COMPLETE, CloseCode.INVALID_DATA, "the text ends within a character");
        boolean isText = messageOpcode == Opcode.TEXT;
        messageOpcode = NO_MESSAGE;
        fragments = 0;
        messageLength = 0;
        message = null;
        if (isText) {
            events.onText(content);
        } else {
            events.onBinary(content);
        }
    }

    private void raiseControl(ByteBuffer content) {
        switch (opcode) {
            case Opcode.PING -> events.onPing(content);
            case Opcode.PONG -> events.onPong(content);
            default -> raiseClose(content);
        }
    }

    /** §5.5.1: a close frame has no payload, or a code of two bytes and a reason in UTF-8. */
    private void raiseClose(ByteBuffer content) {
        if (!content.hasRemaining()) {
            events.onClose(CloseCode.NO_STATUS, "");        // §7.1.5: without a code it counts as 1005
            return;
        }
        check(content.remaining() >= 2, "a close frame with half a code");
        int code = content.getShort() & 0xFFFF;
        check(CloseCode.isValid(code), "a close frame with a code that may not be sent");       // §7.4: some only report
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
