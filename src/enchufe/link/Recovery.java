package enchufe.link;

import enchufe.engine.EngineLoop;
import enchufe.engine.EngineSession;
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
 * Keeps for a while what was sent, and the sockets that were cut off, so that a client that comes back gets its socket again, and
 * what it has missed (Socket.IO's documentation, "Connection state recovery").
 *
 * <p>Each event has a number. It is also the order in which all clients get it: events are numbered and sent under one lock. A
 * client says which one was its last. Safe from any thread; no user code runs under the lock.
 *
 * <p><b>How long events are kept</b>: so long that a client which can still come back finds all that it has not got. Whatever was
 * sent before its last sign of life, it has got; and an event is dropped only when no socket can come back any more that has given
 * no sign of life since. So a client that was idle for hours can come back too. Events that were sent again, after their time, and
 * did not arrive may be gone when it asks once more: then it is a new client. If memory runs short, the oldest go first.
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
         * Sends an event with its number as another argument; the number is for {@link RecoveryState#sent}. Called under the lock.
         */
        void send(Outgoing packet, long number);
    }

    /** A socket that can come back, as it is while it is connected. */
    public interface Holder {
        /** Ends it, since its client is here again with another session; then does something. */
        void replace(EngineSession by, Runnable then);
    }

    private final Duration most;
    private final boolean skipsMiddlewares;
    private final long silenceNanos;
    private final long maxBytes;
    private final EngineLoop clock;
    private final Supplier<String> ids;
    private final RareWarnings warnings;
    private final String prefix;                                            // of offsets: strings of other kinds are none
    private final History history;
    private final Map<String, RecoveryState> connected = new HashMap<>();               // by pid, like the next
    private final LinkedHashMap<String, RecoveryState> gone = new LinkedHashMap<>();    // those that left first are first
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
        this.silenceNanos = silence.toNanos();
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
     * Numbers an event, keeps it, and sends it to the sockets in any of the rooms, or to all if there are none, but not to the
     * excepted.
     */
    public synchronized void emit(String namespace, Set<String> rooms, Set<String> except, Outgoing packet, Delivery delivery) {
        Outgoing numbered = packet.withLast(prefix + Long.toString(number, Character.MAX_RADIX));
        history.add(new History.Entry(number, clock.now(), namespace, rooms, except, numbered));
        sweep();
        delivery.send(numbered, number++);
    }

    // ---- sockets

    /**
     * A socket is admitted. {@return its state} {@code entering} tells the client, and puts the socket into its rooms; called under
     * the lock.
     */
    public synchronized RecoveryState enter(String namespace, String id, Holder holder, Consumer<RecoveryState> entering) {
        var state = new RecoveryState(namespace, id, ids.get(), holder);
        connected.put(state.pid, state);
        entering.accept(state);
        return state;
    }

    /**
     * A socket that has come back is admitted.
     *
     * @param state from {@link #claim}
     * @param offset the client's last event; null if it had none
     * @param rooms the rooms that it will be in: middlewares may have changed them
     * @param holder the socket
     * @param missed takes each event that it has missed
     * @param entering tells the client, and puts the socket into its rooms; called under the lock
     * @return false if what it has missed is not kept any more, since that took too long, or too much was sent meanwhile
     */
    public synchronized boolean enterAgain(RecoveryState state, String offset, Set<String> rooms, Holder holder,
            Consumer<Outgoing> missed, Runnable entering) {
        long from = firstMissed(state, offset);
        if (!isKept(state, from) || state.until + silenceNanos - clock.now() <= 0) {
            return false;
        }
        state.holder = holder;
        state.confirmed = lastOf(offset);
        connected.put(state.pid, state);
        for (History.Entry entry : history.since(from)) {
            if (entry.isFor(state.namespace, rooms)) {
                missed.accept(entry.packet());
                state.sent(entry.number());
                state.resent = entry.number();
            }
        }
        entering.run();
        return true;
    }

    /**
     * A socket is cut off.
     *
     * @param state its state
     * @param data the application's data
     * @param dataBytes what that takes: {@link #bytesOf}
     * @param leaving takes it out of its rooms, and returns them; called under the lock
     */
    public synchronized void exit(RecoveryState state, Map<String, Object> data, long dataBytes, Supplier<Set<String>> leaving) {
        state.rooms = leaving.get();
        state.data = data;
        state.bytes = STATE_BYTES + dataBytes + state.rooms.stream().mapToLong(room -> ROOM_BYTES + room.length()).sum();
        state.next = number;
        state.until = clock.now() + most.toNanos();
    }

    /** The listeners of a socket that was cut off have ended: its client may come back from now on, if it may at all. */
    public synchronized void over(RecoveryState state, boolean comesBack) {
        connected.remove(state.pid);
        state.holder = null;
        if (comesBack) {
            giveBack(state);
        }
    }

    /** A client has left before its socket was admitted again: it may try once more. */
    public synchronized void giveBack(RecoveryState state) {
        gone.put(state.pid, state);
        goneBytes += state.bytes;
        sweep();
    }

    /**
     * A client asks for its socket.
     *
     * @param namespace the namespace
     * @param pid the name of its state
     * @param offset its last event; null if it had none
     * @param by the client's session
     * @param result takes the state, which is forgotten here; or null if there is none. Called on any thread
     */
    public void claim(String namespace, String pid, String offset, EngineSession by, Consumer<RecoveryState> result) {
        Holder still;
        synchronized (this) {
            RecoveryState present = connected.get(pid);
            still = present == null || !present.namespace.equals(namespace) ? null : present.holder;
        }
        if (still == null) {
            result.accept(take(namespace, pid, offset));
        } else {
            still.replace(by, () -> result.accept(take(namespace, pid, offset)));       // the server did not know that it was gone
        }
    }

    private synchronized RecoveryState take(String namespace, String pid, String offset) {
        sweep();
        RecoveryState state = gone.get(pid);
        String why = null;
        if (state == null || !state.namespace.equals(namespace) || state.until - clock.now() <= 0) {
            why = "the server does not know it: it was away for more than " + most + ", or was disconnected on purpose, or the"
                    + " server has been started since, or several servers have no sticky sessions";
        } else {
            gone.remove(pid);
            goneBytes -= state.bytes;
            long from = firstMissed(state, offset);
            if (from < 0) {
                why = "its last event is none of those that are kept: a volatile event, or one with an acknowledgement, whose last"
                        + " argument is a text is taken for one by the client";
            } else if (!isKept(state, from)) {
                why = "what it has missed is not kept any more: it was away twice, or there were more than " + maxBytes
                        + " bytes of what clients may miss, and a larger heap (-Xmx) would keep more";
            }
        }
        if (why != null) {
            warnings.say("recovery", "a client comes back and is a new socket: " + why);
        }
        return why == null ? state : null;
    }

    /** {@return the number of the first event that a client may have missed; -1 if its offset is none} */
    private long firstMissed(RecoveryState state, String offset) {
        long last = lastOf(offset);
        if (last < state.confirmed || last > state.sent || last < 0 && offset != null) {
            return -1;
        }
        if (last == state.sent) {
            return state.next;                      // it has got all that was sent to it: what came later is enough
        }
        return last < 0 ? state.first : last + 1;
    }

    /** {@return the number in an offset; -1 if it is none} */
    private long lastOf(String offset) {
        try {
            return offset != null && offset.startsWith(prefix)
                    ? Long.parseLong(offset.substring(prefix.length()), Character.MAX_RADIX) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * {@return whether no event is missing from a number on} What was dropped for its age, every client has got, unless it was sent
     * again later and did not arrive.
     */
    private boolean isKept(RecoveryState state, long from) {
        return from >= history.lost() && (from > state.resent || from >= history.dropped());
    }

    // ---- what is dropped

    /**
     * {@return what the application's data takes: what clients have sent is measured, other objects are guessed} These may do
     * anything: not to be called under a lock.
     */
    public static long bytesOf(Map<String, Object> data) {
        long sum = 0;
        for (Object value : data.values()) {
            try {
                sum += PlainValues.heapBytes(value);
            } catch (RuntimeException | StackOverflowError other) {
                sum += OBJECT_BYTES;
            }
        }
        return sum;
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

    private RecoveryState oldest() {
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
