package enchufe;

import enchufe.link.Outgoing;
import enchufe.packet.Packet;
import java.util.Arrays;

/** What {@code emit} was given: the event, its arguments, and what is to become of the answer, if one is asked for. Immutable. */
final class Emission {
    private static final Object[] ONE_NULL = {null};

    private final String event;
    private final Object[] arguments;
    private final AckCallback callback;         // takes the answer; null if there is none
    private final boolean withAck;              // a future takes the answer

    private Emission(String event, Object[] arguments, AckCallback callback, boolean withAck) {
        this.event = event;
        this.arguments = arguments;
        this.callback = callback;
        this.withAck = withAck;
    }

    /**
     * {@return what {@code emit} was given: an answer is asked for if a callback stands last}
     *
     * @throws IllegalArgumentException if the event's name is null or reserved
     */
    static Emission of(String event, Object[] given) {
        checkName(event);
        Object[] all = arguments(given);
        AckCallback callback = callbackAtTheEndOf(all);
        return new Emission(event, callback == null ? all : Arrays.copyOf(all, all.length - 1), callback, false);
    }

    /**
     * {@return what {@code emitWithAck} was given}
     *
     * @throws IllegalArgumentException if the event's name is null or reserved, or a callback stands last
     */
    static Emission withAck(String event, Object[] given) {
        checkName(event);
        Object[] all = arguments(given);
        if (callbackAtTheEndOf(all) != null) {
            throw new IllegalArgumentException("emitWithAck returns the answer: give the callback to emit instead");
        }
        return new Emission(event, all, null, true);
    }

    private static AckCallback callbackAtTheEndOf(Object[] arguments) {
        Object last = arguments.length == 0 ? null : arguments[arguments.length - 1];
        // That a string implements no such interface is slow to find out, if one asks for the interface alone.
        return !(last instanceof String) && last instanceof AckCallback callback ? callback : null;
    }

    /** {@return the arguments that were given: of {@code emit("event", null)} Java makes no array at all} */
    static Object[] arguments(Object[] given) {
        return given == null ? ONE_NULL : given;
    }

    /** {@return what takes the answer, or null} */
    AckCallback callback() {
        return callback;
    }

    /** {@return whether a future takes the answer} */
    boolean withAck() {
        return withAck;
    }

    /**
     * Encodes the event.
     *
     * @param id the number that asks for an answer; {@link Packet#NO_ID} without one
     * @throws IllegalArgumentException if an argument cannot be sent
     */
    Outgoing encode(String namespace, long id) {
        return Outgoing.of(encoder -> encoder.event(namespace, id, event, arguments));
    }

    /** Refuses the names that the protocol keeps for itself. */
    static void checkName(String event) {
        if (event == null) {
            throw new IllegalArgumentException("an event needs a name, not null");
        }
        if (Packet.isReserved(event)) {
            throw new IllegalArgumentException("\"" + event + "\" is a reserved event name: choose another one");
        }
    }

    /** Refuses to listen to names that no client can send, and says what to use instead. */
    static void checkListenerName(String event) {
        String instead = event == null ? null : switch (event) {
            case "disconnect" -> "onDisconnect(reason -> …)";
            case "disconnecting" -> "onDisconnecting(reason -> …)";
            case "connect", "connection" -> "io.onConnection(socket -> …)";
            case "connect_error" -> "a middleware, io.use((socket, next) -> …), to see who is refused";
            default -> null;
        };
        if (instead != null) {
            throw new IllegalArgumentException("no client sends \"" + event + "\": use " + instead);
        }
        checkName(event);
    }
}
