package enchufe.registry;

import enchufe.log.Misuse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which sockets are in which rooms of one namespace, by socket id. Every socket is also in its own room, named by its id, which
 * needs no entry. Safe from any thread: one lock guards all. A broadcast selects its recipients under it, and sends without it.
 *
 * @param <S> a socket
 */
public final class Rooms<S> {
    /** What happens to a room. */
    public enum What {
        /** It has its first member. */
        CREATED,
        /** A socket is in it. */
        JOINED,
        /** A socket is not in it any more. */
        LEFT,
        /** It has no member any more. */
        DELETED
    }

    /** Something that has happened to a room. */
    public record Change(What what, String room) {}

    private static final List<Change> NOTHING = List.of();

    private final Map<String, S> sockets = new HashMap<>();                 // by id
    private final Map<String, Set<String>> joined = new HashMap<>();        // by id, the rooms of sockets that have joined any
    private final Map<String, Set<String>> members = new HashMap<>();       // by room, the ids; no empty sets
    private boolean watched;                                                // whether changes are told
    private List<S> everybody;                                              // a snapshot; null once a socket enters or leaves

    /** {@return the names of rooms that the application has given, as a list; none may be null} */
    public static List<String> named(String... rooms) {
        for (String room : Misuse.requireNonNull(rooms, "rooms")) {
            Misuse.requireNonNull(room, "one of the rooms is null");
        }
        return List.of(rooms);
    }

    /** From now on, changes are told. */
    public synchronized void watch() {
        watched = true;
    }

    private List<Change> changes() {
        return watched ? new ArrayList<>() : NOTHING;
    }

    /**
     * A socket enters the namespace. {@return what happened, if somebody {@linkplain #watch wants to know}; else nothing. The same
     * goes for the next three}
     */
    public synchronized List<Change> enter(String id, S socket) {
        S before = sockets.get(id);                 // its client has gone, and it has not yet
        List<Change> changes = before == null ? changes() : exit(id, before);
        boolean wasEmpty = !has(id);
        sockets.put(id, socket);
        everybody = null;
        joined(changes, id, wasEmpty);
        return changes;
    }

    private void joined(List<Change> changes, String room, boolean wasEmpty) {
        if (watched) {
            if (wasEmpty) {
                changes.add(new Change(What.CREATED, room));
            }
            changes.add(new Change(What.JOINED, room));
        }
    }

    /** A socket leaves the namespace and all its rooms, unless another one has its id by now. */
    public synchronized List<Change> exit(String id, S socket) {
        if (!sockets.remove(id, socket)) {
            return NOTHING;
        }
        List<Change> changes = changes();
        everybody = null;
        left(changes, id);
        for (String room : Objects.requireNonNullElse(joined.remove(id), Set.<String>of())) {
            removeMember(room, id);
            left(changes, room);
        }
        return changes;
    }

    private void left(List<Change> changes, String room) {
        if (watched) {
            changes.add(new Change(What.LEFT, room));
            if (!has(room)) {
                changes.add(new Change(What.DELETED, room));
            }
        }
    }

    /** Puts a socket into rooms. Does nothing if it is not in the namespace. */
    public synchronized List<Change> join(String id, Collection<String> rooms) {
        if (!sockets.containsKey(id)) {
            return NOTHING;
        }
        List<Change> changes = changes();
        for (String room : rooms) {
            if (!room.equals(id) && joined.computeIfAbsent(id, first -> new LinkedHashSet<>(4)).add(room)) {
                joined(changes, room, !has(room));
                members.computeIfAbsent(room, first -> new HashSet<>()).add(id);
            }
        }
        return changes;
    }

    /** Takes a socket out of a room, but not out of its own. */
    public synchronized List<Change> leave(String id, String room) {
        Set<String> rooms = joined.get(id);
        if (rooms == null || !rooms.remove(room)) {
            return NOTHING;
        }
        List<Change> changes = changes();
        removeMember(room, id);
        left(changes, room);
        if (rooms.isEmpty()) {
            joined.remove(id);
        }
        return changes;
    }

    private void removeMember(String room, String id) {
        members.computeIfPresent(room, (name, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }

    /** {@return the rooms of a socket, its own first; none if it is not in the namespace} */
    public synchronized Set<String> of(String id) {
        var rooms = new LinkedHashSet<String>();
        if (sockets.containsKey(id)) {
            rooms.add(id);
            rooms.addAll(joined.getOrDefault(id, Set.of()));
        }
        return rooms;
    }

    /** {@return whether a room has members; a socket id is the name of that socket's own room} */
    public synchronized boolean has(String room) {
        return members.containsKey(room) || sockets.containsKey(room);
    }

    /** {@return how many sockets there are} */
    public synchronized int sockets() {
        return sockets.size();
    }

    /** {@return how many rooms there are, without the sockets' own} */
    public synchronized int size() {
        return members.size();
    }

    /** {@return the names of all rooms, those of the sockets' own too} */
    public synchronized Set<String> names() {
        var names = new HashSet<>(members.keySet());
        names.addAll(sockets.keySet());
        return names;
    }

    /** {@return the socket with that id, or null} */
    public synchronized S get(String id) {
        return sockets.get(id);
    }

    /**
     * {@return the recipients of a broadcast: the sockets in any of the rooms, or all if there are none, each once; except those in
     * the rooms to leave out}
     */
    public synchronized List<S> select(Set<String> rooms, Set<String> except) {
        if (rooms.isEmpty() && except.isEmpty()) {
            return everybody();
        }
        Set<String> excepted = idsIn(except);
        Set<String> candidates = rooms.isEmpty() ? sockets.keySet() : idsIn(rooms);
        var selected = new ArrayList<S>(candidates.size());
        for (String id : candidates) {
            if (!excepted.contains(id)) {
                selected.add(sockets.get(id));
            }
        }
        return selected;
    }

    private List<S> everybody() {
        if (everybody == null) {
            everybody = Collections.unmodifiableList(new ArrayList<>(sockets.values()));
        }
        return everybody;
    }

    private Set<String> idsIn(Set<String> rooms) {
        if (rooms.size() == 1) {
            return idsIn(rooms.iterator().next());
        }
        var ids = new HashSet<String>();
        for (String room : rooms) {
            ids.addAll(idsIn(room));
        }
        return ids;
    }

    private Set<String> idsIn(String room) {
        Set<String> ids = members.getOrDefault(room, Set.of());
        if (!sockets.containsKey(room)) {
            return ids;
        }
        if (ids.isEmpty()) {
            return Set.of(room);                // a socket's own room
        }
        var all = new HashSet<>(ids);           // other sockets have joined it
        all.add(room);
        return all;
    }
}
