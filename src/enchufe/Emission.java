package enchufe;

import enchufe.packet.Packet;
import java.util.Arrays;

/** What {@code emit} was given: the event, its arguments, and the callback that may stand last. */
final class Emission {
    private static final Object[] ONE_NULL = {null};

    private final String event;
    private final Object[] arguments;
    private final AckCallback callback;         // null if there is none

    /**
     * Checks what {@code emit} was given.
     *
     * @throws IllegalArgumentException if the event's name is null or reserved
     */
    Emission(String event, Object[] given) {
        checkName(event);
        Object[] all = arguments(given);
        int last = all.length - 1;
        this.event = event;
        // That a string implements no such interface is slow to find out, if one asks for the interface alone.
        this.callback = last >= 0 && !(all[last] instanceof String) && all[last] instanceof AckCallback found ? found : null;
        this.arguments = callback == null ? all : Arrays.copyOf(all, last);
    }

    /**
     * Checks what {@code emitWithAck} was given.
     *
     * @throws IllegalArgumentException if the event's name is null or reserved, or a callback stands last
     */
    static Emission withAnswer(String event, Object[] arguments) {
        var emission = new Emission(event, arguments);
        if (emission.callback != null) {
            throw new IllegalArgumentException("emitWithAck returns the answer: give the callback to emit instead");
        }
        return emission;
    }

    /** {@return the arguments that were given: of {@code emit("event", null)} Java makes no array at all} */
    static Object[] arguments(Object[] given) {
        return given == null ? ONE_NULL : given;
    }

    /** {@return what takes the answer, or null} */
    AckCallback callback() {
        return callback;
    }

    /**
     * Encodes the event.
     *
     * @param id the number that asks for an answer; {@link Packet#NO_ID} without one
     * @throws IllegalArgumentException if an argument cannot be sent
     */
    Outgoing encode(Namespace namespace, long id) {
        return Outgoing.of(encoder -> encoder.event(namespace.name(), id, event, arguments));
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
