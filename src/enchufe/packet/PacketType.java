package enchufe.packet;

import enchufe.log.Misuse;
import java.util.List;
import java.util.Map;

/** The types of packets, in the order of their numbers on the wire. */
public enum PacketType {
    /** 0: asks to connect to a namespace, or accepts that. */
    CONNECT,
    /** 1: leaves a namespace. */
    DISCONNECT,
    /** 2: an event with its arguments. */
    EVENT,
    /** 3: an acknowledgement, the answer to an event. */
    ACK,
    /** 4: refuses a connection to a namespace. */
    CONNECT_ERROR,
    /** 5: an event with attachments. Only on the wire: decoded, it is an {@link #EVENT}. */
    BINARY_EVENT,
    /** 6: an acknowledgement with attachments. Only on the wire: decoded, it is an {@link #ACK}. */
    BINARY_ACK;

    private static final PacketType[] TYPES = values();

    /** {@return the type with that digit, or null} */
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

    /** {@return the type of the packet once its attachments have come} */
    PacketType withoutAttachments() {
        return this == BINARY_EVENT ? EVENT : this == BINARY_ACK ? ACK : this;
    }

    /** {@return the type to send if there are attachments} */
    PacketType withAttachments() {
        if (this != EVENT && this != ACK) {
            throw Misuse.argument("a " + this + " packet cannot carry binary data");
        }
        return this == EVENT ? BINARY_EVENT : BINARY_ACK;
    }

    /** {@return whether a packet of this type may have that payload, or, if not {@code present}, may have none} */
    boolean allows(boolean present, Object payload) {
        if (this == EVENT) {
            return payload instanceof List<?> list && !list.isEmpty() && isEventName(list.get(0));
        }
        if (this == ACK) {
            return payload instanceof List;
        }
        return !present || this != DISCONNECT && payload instanceof Map
                || this == CONNECT_ERROR && payload instanceof String;
    }

    private static boolean isEventName(Object name) {
        return name instanceof Number || name instanceof String event && !Packet.isReserved(event);
    }
}
