package enchufe;

import enchufe.engine.IdTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Who is in which room of one namespace. Every socket is also in a room of its own, named by its id, which costs no entry.
 * One lock guards all; a broadcast takes a snapshot of its recipients under it and sends without it.
 */
final class Rooms {
    private final IdTable<Socket> sockets = new IdTable<>(Socket::id);      // the admitted ones
    private final Map<String, Set<Socket>> members = new HashMap<>();       // no empty sets
    private List<Socket> everybody;                                         // a snapshot, until somebody comes or goes

    /** {@return rooms as the application names them, none of which may be null} */
    static List<String> named(String... rooms) {
        for (String room : Objects.requireNonNull(rooms, "rooms")) {
            Objects.requireNonNull(room, "one of the rooms is null");
        }
        return List.of(rooms);
    }

    /** A socket has been admitted; a middleware may have put it into rooms before. */
    synchronized void enter(Socket socket) {
        sockets.add(socket);
        everybody = null;
        socket.joinedRooms.forEach(room -> addMember(room, socket));
    }

    /** A socket has gone. */
    synchronized void exit(Socket socket) {
        if (!sockets.remove(socket.id())) {
            return;
        }
        everybody = null;
        for (String room : socket.joinedRooms) {
            removeMember(room, socket);
        }
        socket.joinedRooms = Set.of();
    }

    /** Puts a socket into rooms: one that is not admitted yet when it is, one that has gone never. */
    synchronized void join(Socket socket, Collection<String> rooms) {
        boolean admitted = sockets.get(socket.id()) == socket;
        for (String room : rooms) {
            if (!room.equals(socket.id())) {
                if (socket.joinedRooms.isEmpty()) {
                    socket.joinedRooms = new LinkedHashSet<>(4);
                }
                if (socket.joinedRooms.add(room) && admitted) {
                    addMember(room, socket);
                }
            }
        }
    }

    private void addMember(String room, Socket socket) {
        members.computeIfAbsent(room, name -> new HashSet<>()).add(socket);
    }

    synchronized void leave(Socket socket, String room) {
        if (!socket.joinedRooms.isEmpty() && socket.joinedRooms.remove(room)) {
            removeMember(room, socket);
        }
    }

    private void removeMember(String room, Socket socket) {
        members.computeIfPresent(room, (name, set) -> {
            set.remove(socket);
            return set.isEmpty() ? null : set;
        });
    }

    /** {@return the rooms of a socket, its own first; none if it is not, or no longer, admitted} */
    synchronized Set<String> of(Socket socket) {
        var rooms = new LinkedHashSet<String>();
        if (sockets.get(socket.id()) == socket) {
            rooms.add(socket.id());
            rooms.addAll(socket.joinedRooms);
        }
        return rooms;
    }

    /** {@return the admitted socket of that id, or null} */
    synchronized Socket get(String id) {
        return sockets.get(id);
    }

    /**
     * {@return the recipients of a broadcast: those who are in any of the rooms, each once, but for those in any of the
     * excepted ones}
     *
     * @param rooms the rooms; none for everybody
     * @param except the rooms to leave out
     */
    synchronized List<Socket> select(Set<String> rooms, Set<String> except) {
        if (rooms.isEmpty() && except.isEmpty()) {
            return everybody();
        }
        Set<Socket> excepted = union(except);
        Collection<Socket> candidates = rooms.isEmpty() ? everybody()
                : rooms.size() == 1 ? room(rooms.iterator().next()) : union(rooms);
        var selected = new ArrayList<Socket>(candidates.size());
        for (Socket socket : candidates) {
            if (!excepted.contains(socket)) {
                selected.add(socket);
            }
        }
        return selected;
    }

    private List<Socket> everybody() {
        if (everybody == null) {
            everybody = Collections.unmodifiableList(sockets.all());
        }
        return everybody;
    }

    private Set<Socket> union(Set<String> rooms) {
        Set<Socket> union = Collections.newSetFromMap(new IdentityHashMap<>());
        for (String room : rooms) {
            union.addAll(room(room));
        }
        return union;
    }

    private Collection<Socket> room(String room) {
        Set<Socket> set = members.get(room);
        Socket own = sockets.get(room);
        if (own == null) {
            return set == null ? List.of() : set;
        }
        if (set == null) {
            return List.of(own);
        }
        var both = new HashSet<>(set);          // somebody has joined the room of somebody else
        both.add(own);
        return both;
    }
}
