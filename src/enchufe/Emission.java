package enchufe;

import enchufe.link.Outgoing;
import enchufe.link.UserCode;
import enchufe.log.Misuse;
import enchufe.packet.Packet;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What {@code emit} was given: the event, its arguments, and what takes the acknowledgement, if one is requested. Immutable. */
final class Emission {
    private static final Object[] ONE_NULL = {null};

    private final String event;
    private final Object[] arguments;
    private final AckCallback callback;         // takes the acknowledgement; null if there is none
    private final boolean withAck;              // a future takes the acknowledgement
    private final boolean compress;             // for clients that have agreed to compression

    private Emission(String event, Object[] arguments, AckCallback callback, boolean withAck, boolean compress) {
        this.event = event;
        this.arguments = arguments;
        this.callback = callback;
        this.withAck = withAck;
        this.compress = compress;
    }

    /**
     * {@return what {@code emit} was given: a callback as the last argument requests an acknowledgement}
     *
     * @throws IllegalArgumentException if the event's name is null or reserved
     */
    static Emission of(String event, Object[] given) {
        checkName(event);
        Object[] all = arguments(given);
        AckCallback callback = lastCallback(all);
        return new Emission(event, callback == null ? all : Arrays.copyOf(all, all.length - 1), callback, false, true);
    }

    /**
     * {@return what {@code emitWithAck} was given}
     *
     * @throws IllegalArgumentException if the event's name is null or reserved, or the last argument is a callback
     */
    static Emission withAck(String event, Object[] given) {
        checkName(event);
        Object[] all = arguments(given);
        if (lastCallback(all) != null) {
            throw Misuse.argument("emitWithAck takes no callback: it returns a future, so write emitWithAck(…).thenAccept(…)");
        }
        return new Emission(event, all, null, true, true);
    }

    /** {@return what {@code serverSideEmit} was given} */
    static Emission toServers(String event, Object[] given) {
        checkServerName(event);
        return withAck(event, given);
    }

    /** {@return what another server has emitted: the event's name and its arguments, in plain values} */
    static Emission received(List<Object> data) {
        return new Emission((String) data.get(0), data.subList(1, data.size()).toArray(), null, false, true);
    }

    private static AckCallback lastCallback(Object[] arguments) {
        Object last = arguments.length == 0 ? null : arguments[arguments.length - 1];
        // Strings first: the JVM takes long to find out that a class does not implement an interface.
        return !(last instanceof String) && last instanceof AckCallback callback ? callback : null;
    }

    /** {@return the arguments that were given; for {@code emit("event", null)} Java passes no array, but null} */
    static Object[] arguments(Object[] given) {
        return given == null ? ONE_NULL : given;
    }

    /** {@return the same emission, with or without compression} */
    Emission compress(boolean value) {
        return value == compress ? this : new Emission(event, arguments, callback, withAck, value);
    }

    /** {@return the event's name} */
    String event() {
        return event;
    }

    /** {@return the arguments as they were given, without what takes the acknowledgement} */
    List<Object> arguments() {
        return Collections.unmodifiableList(Arrays.asList(arguments));
    }

    /** {@return what takes the acknowledgement, or null} */
    AckCallback callback() {
        return callback;
    }

    /** The acknowledgement that the callback takes has arrived, or will not. {@return calls it, in the socket's order} */
    Runnable answered(RuntimeException error, Args answer) {
        return () -> UserCode.call("the callback of an acknowledgement", () -> callback.answered(error, answer));
    }

    /** {@return whether a future takes the acknowledgement} */
    boolean withAck() {
        return withAck;
    }

    /**
     * Encodes the event.
     *
     * @param id requests an acknowledgement; {@link Packet#NO_ID} for none
     * @throws IllegalArgumentException if an argument cannot be sent
     */
    Outgoing encode(Context context, String namespace, long id) {
        Outgoing packet = context.outgoing(encoder -> encoder.event(namespace, id, event, arguments));
        return compress ? packet : packet.uncompressed();
    }

    /** Refuses names that are reserved. */
    static void checkName(String event) {
        if (event == null) {
            throw Misuse.argument("an event needs a name, not null");
        }
        if (Packet.isReserved(event)) {
            throw Misuse.argument("\"" + event + "\" is a reserved event name: choose another one");
        }
    }

    /** Refuses names that Node's servers take for something else. */
    static void checkServerName(String event) {
        checkName(event);
        if (event.equals("connection") || event.equals("new_namespace")) {
            throw Misuse.argument("\"" + event + "\" is a reserved name among servers: choose another one");
        }
    }

    /** Refuses listeners for events that no client can send, and says what to use instead. */
    static void checkListenerName(String event) {
        String instead = event == null ? null : switch (event) {
            case "disconnect" -> "onDisconnect(reason -> …)";
            case "disconnecting" -> "onDisconnecting(reason -> …)";
            case "connect", "connection" -> "io.onConnection(socket -> …)";
            case "connect_error" -> "a middleware, io.use((socket, next) -> …), to see who is refused";
            default -> null;
        };
        if (instead != null) {
            throw Misuse.argument("no client sends \"" + event + "\": use " + instead);
        }
        checkName(event);
    }
}
