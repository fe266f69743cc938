package enchufe;

import enchufe.registry.Rooms;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which sockets of a namespace are meant, and how an event is sent to them: what the methods of a {@link BroadcastOperator} have
 * set. Immutable.
 *
 * @param rooms the sockets in any of these rooms; none for all sockets. A socket id is the name of that socket's own room
 * @param except but not those in any of these rooms
 * @param isVolatile whether the event is dropped for clients that cannot take it immediately
 * @param isLocal whether only the sockets of this server are meant
 * @param compress whether the event is compressed for clients that have agreed to compression
 * @param timeout how long to wait for acknowledgements; null if nothing was said
 */
public record BroadcastOptions(Set<String> rooms, Set<String> except, boolean isVolatile, boolean isLocal, boolean compress,
        Duration timeout) {
    /** Everybody, with no flags. */
    static final BroadcastOptions ALL = new BroadcastOptions(Set.of(), Set.of(), false, false, true, null);

    BroadcastOptions to(String... more) {
        return new BroadcastOptions(union(rooms, more), except, isVolatile, isLocal, compress, timeout);
    }

    BroadcastOptions except(String... more) {
        return new BroadcastOptions(rooms, union(except, more), isVolatile, isLocal, compress, timeout);
    }

    BroadcastOptions asVolatile() {
        return new BroadcastOptions(rooms, except, true, isLocal, compress, timeout);
    }

    BroadcastOptions local() {
        return new BroadcastOptions(rooms, except, isVolatile, true, compress, timeout);
    }

    BroadcastOptions compress(boolean value) {
        return new BroadcastOptions(rooms, except, isVolatile, isLocal, value, timeout);
    }

    /**
     * {@return the same with another timeout}
     *
     * @param value how long to wait for acknowledgements
     */
    public BroadcastOptions timeout(Duration value) {
        return new BroadcastOptions(rooms, except, isVolatile, isLocal, compress, value);
    }

    private static Set<String> union(Set<String> some, String... more) {
        var union = new LinkedHashSet<>(some);
        union.addAll(Rooms.named(more));
        return union;
    }
}
