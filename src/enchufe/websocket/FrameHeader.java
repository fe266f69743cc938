package enchufe.websocket;

/**
 * The parts of a frame's header, with the names of the drawing in RFC 6455 §5.2. {@code B0_…} are masks for the first byte,
 * {@code B1_…} for the second. The package's description has the picture.
 */
final class FrameHeader {
    /** Set in the last frame of a message. */
    static final int B0_FIN = 0b1000_0000;
    /** Three bits whose meaning an extension defines. */
    static final int B0_RSV1 = 0b0100_0000;
    static final int B0_RSV2 = 0b0010_0000;
    static final int B0_RSV3 = 0b0001_0000;
    static final int B0_OPCODE = 0b0000_1111;

    /** Set if the payload is masked, and a masking key comes before it. */
    static final int B1_MASK = 0b1000_0000;
    static final int B1_PAYLOAD_LENGTH = 0b0111_1111;

    /** A payload length that says: the extended payload length follows in 2 bytes. */
    static final int LENGTH_16 = 126;
    /** A payload length that says: the extended payload length follows in 8 bytes. */
    static final int LENGTH_64 = 127;
    /** The smallest lengths that need an extended payload length of 2 or of 8 bytes. */
    static final int MIN_LENGTH_16 = 126;
    static final int MIN_LENGTH_64 = 65_536;

    /** The longest payload of a control frame (RFC 6455 §5.5). */
    static final int MAX_CONTROL_PAYLOAD = 125;

    private FrameHeader() {}

    /** What a frame carries (RFC 6455 §5.2). The values that are missing here are reserved. */
    static final class Opcode {
        static final int CONTINUATION = 0x0;
        static final int TEXT = 0x1;
        static final int BINARY = 0x2;
        static final int CLOSE = 0x8;
        static final int PING = 0x9;
        static final int PONG = 0xA;

        private Opcode() {}

        /** {@return whether an opcode is that of a control frame: its highest bit is set (RFC 6455 §5.5)} */
        static boolean isControl(int opcode) {
            return (opcode & 0b1000) != 0;
        }
    }
}
