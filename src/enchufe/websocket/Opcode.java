package enchufe.websocket;

/** What a frame carries (RFC 6455 §5.2). The values not listed are reserved. */
final class Opcode {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private Opcode() {}

    /** {@return whether frames of that opcode are control frames (RFC 6455 §5.5)} */
    static boolean isControl(int opcode) {
        return (opcode & 0x8) != 0;
    }
}
