package enchufe.link;

import enchufe.engine.EngineLoop;
import enchufe.json.JsonException;
import enchufe.json.PlainValues;
import enchufe.log.RareWarnings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Connection state recovery: keeps for a while what was sent, and the sockets that were cut off, so that a client that comes back
 * gets its socket again, and what it has missed.
 *
 * <p>Each event has a number. It is also the order in which all clients get it: events are numbered and sent under one lock. A
 * client says which one was its last. Safe from any thread; no user code runs under the lock.
 *
 * <p><b>How long events are kept</b>: so long that a client which can still come back finds all that it has not got. Whatever was
 * sent before its last sign of life, it has got; and an event is dropped only when no socket can come back any more that has given
 * no sign of life since. So a client that was idle for hours can come back too. If memory runs short, the oldest go first.
 */
public final class Recovery {
    /** One part in this many of the heap is for events and sockets that are kept. */
    public static final int SHARE_OF_HEAP = 16;
    private static final int ROOM_BYTES = 200;
    private static final int STATE_BYTES = 1_000;
    private static final int OBJECT_BYTES = 1_000;

    /** Sends an event that has been numbered. */
    @FunctionalInterface
    public interface Delivery {
        /**
         * Called under the lock.
         *
         * @param packet the event, with its number as another argument
         * @param number the number, for {@link State#sent}
         */
        void send(Outgoing packet, long number);
    }

    /** A socket that can come back, as it is while it is connected. */
    public interface Holder {
        /** Disconnects it, since its client is here again; then does something. */
        void replace(Runnable then);
    }

    /** What comes back. Guarded by the lock. */
    public static final class State {
        private final String namespace;
        private final String id;
        private final String pid;
        private Holder holder;                  // null while it is not connected
        private Set<String> rooms = Set.of();
        private Map<String, Object> data;
        private long first = -1;                // the first number that was sent to it; -1 for none
        private long sent = -1;                 // the last one
        private long next;                      // the next number when it was cut off
        private long until;                     // when it is dropped
        private long bytes;                     // what it takes on the heap while it is kept

        private State(String namespace, String id, String pid, Holder holder) {
            this.namespace = namespace;
            this.id = id;
            this.pid = pid;
            this.holder = holder;
        }

        /** {@return the socket id} */
        public String id() {
            return id;
        }

        /** {@return the secret name of this state, which only its client knows} */
        public String pid() {
            return pid;
        }

        /** {@return the rooms that it was in} */
        public Set<String> rooms() {
            return rooms;
        }

        /** {@return the application's data; may be null} */
        public Map<String, Object> data() {
            return data;
        }

        /** An event is sent to it: called in a {@link Delivery}. */
        public void sent(long number) {
            first = first < 0 ? number : first;
            sent = number;
        }
    }

    private final Duration most;
    private final boolean skipsMiddlewares;
    private final long maxBytes;
    private final EngineLoop clock;
    private final Supplier<String> ids;
    private final RareWarnings warnings;
    private final String prefix;                                            // of offsets: strings of other kinds are none
    private final History history;
    private final Map<String, State> connected = new HashMap<>();           // by pid, like the next
    private final LinkedHashMap<String, State> gone = new LinkedHashMap<>();    // those that left first are first
    private long number;                                                    // of the next event
    private long goneBytes;
    private boolean sweeping;                                               // an alarm is set

    /**
     * Begins to keep.
     *
     * @param most how long a socket may be away
     * @param skipsMiddlewares whether those that come back are not asked again
     * @param silence how long it takes at most until a client that has vanished is noticed
     * @param maxBytes how much may be kept
     * @param clock tells the time, and sets alarms
     * @param ids makes secrets
     * @param warnings says why somebody could not come back
     */
    public Recovery(Duration most, boolean skipsMiddlewares, Duration silence, long maxBytes, EngineLoop clock,
            Supplier<String> ids, RareWarnings warnings) {
        this.most = most;
        this.skipsMiddlewares = skipsMiddlewares;
        this.history = new History(most.plus(silence.multipliedBy(2)).toNanos());
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.ids = ids;
        this.warnings = warnings;
        this.prefix = ids.get().substring(0, 4) + '.';
    }

    /** {@return whether sockets that come back pass without middlewares} */
    public boolean skipsMiddlewares() {
        return skipsMiddlewares;
    }

    // ---- events

    /**
     * Numbers an event, keeps it, and sends it.
     *
     * @param namespace where
     * @param rooms to whom; none for all
     * @param except but not to those
     * @param packet the event
     * @param delivery sends it
     */
    public synchronized void emit(String namespace, Set<String> rooms, Set<String> except, Outgoing packet, Delivery delivery) {
        Outgoing numbered = packet.withLast(prefix + Long.toString(number, Character.MAX_RADIX));
        if (!connected.isEmpty() || !gone.isEmpty()) {
            history.add(new History.Entry(number, clock.now(), namespace, rooms, except, numbered));
            sweep();
        }
        delivery.send(numbered, number++);
    }

    // ---- sockets

    /**
     * A socket is admitted. {@return its state}
     *
     * @param namespace its namespace
     * @param id its id
     * @param holder the socket
     * @param entering tells the client, and puts the socket into its rooms; called under the lock
     */
    public synchronized State enter(String namespace, String id, Holder holder, Consumer<State> entering) {
        var state = new State(namespace, id, ids.get(), holder);
        connected.put(state.pid, state);
        entering.accept(state);
        return state;
    }

    /**
     * A socket that has come back is admitted.
     *
     * @param state from {@link #claim}
     * @param offset the client's last event; null if it had none
     * @param holder the socket
     * @param missed takes each event that it has missed
     * @param entering tells the client, and puts the socket into its rooms; called under the lock
     * @return false if too much has been sent meanwhile to be kept: then it is a new socket
     */
    public synchronized boolean enterAgain(State state, String offset, Holder holder, Consumer<Outgoing> missed,
            Runnable entering) {
        long from = firstMissed(state, offset);
        if (from < history.lost()) {
            return false;
        }
        state.holder = holder;
        connected.put(state.pid, state);
        for (History.Entry entry : history.since(from)) {
            if (entry.isFor(state.namespace, state.rooms)) {
                missed.accept(entry.packet());
                state.sent(entry.number());
            }
        }
        entering.run();
        return true;
    }

    /**
     * A socket is cut off.
     *
     * @param state its state
     * @param comesBack whether its client may come back
     * @param data the application's data
     * @param leaving takes it out of its rooms, and returns them; called under the lock
     */
    public synchronized void exit(State state, boolean comesBack, Map<String, Object> data, Supplier<Set<String>> leaving) {
        Set<String> rooms = leaving.get();
        connected.remove(state.pid);
        state.holder = null;
        if (comesBack) {
            state.rooms = rooms;
            state.data = data;
            state.next = number;
            state.until = clock.now() + most.toNanos();
            keep(state);
        }
    }

    /**
     * A client has left before its socket was admitted again: it may try once more.
     *
     * @param state from {@link #claim}
     */
    public synchronized void giveBack(State state) {
        keep(state);
    }

    private void keep(State state) {
        gone.put(state.pid, state);
        state.bytes = bytes(state);
        goneBytes += state.bytes;
        sweep();
    }

    /**
     * A client asks for its socket.
     *
     * @param namespace the namespace
     * @param pid the name of its state
     * @param offset its last event; null if it had none
     * @param result takes the state, which is forgotten here; or null if there is none. Called on any thread
     */
    public void claim(String namespace, String pid, String offset, Consumer<State> result) {
        Holder still;
        synchronized (this) {
            State present = connected.get(pid);
            still = present == null || !present.namespace.equals(namespace) ? null : present.holder;
        }
        if (still == null) {
            result.accept(take(namespace, pid, offset));
        } else {
            still.replace(() -> result.accept(take(namespace, pid, offset)));       // the server did not know that it was gone
        }
    }

    private synchronized State take(String namespace, String pid, String offset) {
        sweep();
        State state = gone.remove(pid);
        String why = null;
        if (state == null || !state.namespace.equals(namespace)) {
            why = "the server does not know it: it was away for more than " + most + ", or the server has been started since, or"
                    + " several servers have no sticky sessions";
        } else if (firstMissed(state, offset) < 0) {
            why = "its last event is none of those that are kept: a volatile event, or one with an acknowledgement, whose last"
                    + " argument is a text is taken for one by the client";
        } else if (firstMissed(state, offset) < history.lost()) {
            why = "what it has missed was more than " + maxBytes + " bytes together with what others may miss, and had to be"
                    + " dropped: a larger heap (-Xmx) would keep more";
        }
        if (state != null) {
            goneBytes -= state.bytes;
        }
        if (why != null) {
            warnings.say("recovery", "a client comes back and is a new socket: " + why);
        }
        return why == null ? state : null;
    }

    /** {@return the number of the first event that a client may have missed; -1 if its offset is none} */
    private long firstMissed(State state, String offset) {
        if (offset == null) {
            return state.first < 0 ? state.next : state.first;
        }
        long last;
        try {
            last = offset.startsWith(prefix) ? Long.parseLong(offset.substring(prefix.length()), Character.MAX_RADIX) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
        if (last < 0 || last > state.sent) {
            return -1;
        }
        return last == state.sent ? state.next : last + 1;      // it has got all that was sent to it: what came later is enough
    }

    // ---- what is dropped

    private static long bytes(State state) {
        long rooms = state.rooms.stream().mapToLong(room -> ROOM_BYTES + room.length()).sum();
        return STATE_BYTES + rooms + (state.data == null ? 0 : state.data.values().stream().mapToLong(Recovery::bytes).sum());
    }

    /** {@return what the application's data takes: what clients have sent is measured, other objects are guessed} */
    private static long bytes(Object value) {
        try {
            return PlainValues.heapBytes(value);
        } catch (JsonException other) {
            return OBJECT_BYTES;
        }
    }

    /** Drops what is too old, and the oldest of what is too much: at most one half of it are sockets. */
    private void sweep() {
        long now = clock.now();
        while (!gone.isEmpty() && (oldest().until - now <= 0 || goneBytes > maxBytes / 2)) {
            goneBytes -= gone.remove(oldest().pid).bytes;
        }
        history.sweep(now, maxBytes - goneBytes);
        if (!sweeping && !(gone.isEmpty() && history.isEmpty())) {
            sweeping = true;
            clock.after(most.dividedBy(4).plusSeconds(1), this::sweepLater);
        }
    }

    private State oldest() {
        return gone.values().iterator().next();
    }

    private synchronized void sweepLater() {
        sweeping = false;
        sweep();
    }

    /** {@return how many bytes are kept: for tests} */
    synchronized long bytes() {
        return goneBytes + history.bytes();
    }
}
