package enchufe.packet;

/** The types of packets, in the order of their numbers on the wire. */
public enum PacketType {
    /** 0: asks to enter a namespace, and grants it. */
    CONNECT,
    /** 1: leaves a namespace. */
    DISCONNECT,
    /** 2: an event with its arguments. */
    EVENT,
    /** 3: the answer to an event. */
    ACK,
    /** 4: refuses the entry to a namespace. */
    CONNECT_ERROR,
    /** 5: an event, some of whose data follows in binary messages. Only on the wire: decoded, it is an {@link #EVENT}. */
    BINARY_EVENT,
    /** 6: an answer, some of whose data follows in binary messages. Only on the wire: decoded, it is an {@link #ACK}. */
    BINARY_ACK;

    private static final PacketType[] TYPES = values();

    /** {@return the type of a digit, or null} */
    static PacketType ofDigit(int digit) {
        int number = digit - '0';
        return number >= 0 && number < TYPES.length ? TYPES[number] : null;
    }

    /** {@return the digit on the wire} */
    int digit() {
        return '0' + ordinal();
    }

    /** {@return whether the number of attachments follows the digit} */
    boolean hasAttachments() {
        return this == BINARY_EVENT || this == BINARY_ACK;
    }

    /** {@return what remains once the attachments have arrived} */
    PacketType withoutAttachments() {
        return switch (this) {
            case BINARY_EVENT -> EVENT;
            case BINARY_ACK -> ACK;
            default -> this;
        };
    }

    /** {@return the type to send if there are attachments} */
    PacketType withAttachments() {
        return switch (this) {
            case EVENT -> BINARY_EVENT;
            case ACK -> BINARY_ACK;
            default -> throw new IllegalArgumentException("a " + this + " packet cannot carry binary data");
        };
    }
}
