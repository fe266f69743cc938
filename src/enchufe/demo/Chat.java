package enchufe.demo;

import enchufe.Ack;
import enchufe.Socket;
import enchufe.SocketIOServer;
import enchufe.demo.Room.Message;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A chat with rooms. A page sends three events: {@code enter} and {@code say}, which are acknowledged with the result or with the
 * code of an error, and {@code typing}. It receives {@code said}, {@code came}, {@code left}, {@code typing}, and {@code rooms}.
 *
 * <p>All state is guarded by this object's monitor. What tells of a change is sent under it too, so that everybody sees the changes
 * in the same order.
 */
public final class Chat {
    private static final int MAX_NAME = 20;                     // of a room too
    private static final int MAX_TEXT = 500;
    private static final int MAX_KEY = 40;
    private static final int MAX_ROOMS = 30;
    private static final List<String> FIXED_ROOMS = List.of("Plaza", "Café", "Java");

    /** What a page enters with. The token is its secret: with it, the page takes its name back after a lost connection. */
    record Entry(String name, String room, String token, long seen) {}

    /** What it learns: also the recent messages after the last one that it has seen, and whether others may be missing. */
    record Entered(String name, String room, List<String> people, List<Message> recent, boolean gap) {}

    record Words(String text, String key) {}

    record News(String who, List<String> people) {}

    record Summary(String name, int people) {}

    record Refusal(String error) {}

    private record Person(String name, String token, Socket socket, Room room) {}

    private final SocketIOServer io;
    private final Map<String, Room> rooms = new LinkedHashMap<>();
    private final Map<String, Person> people = new HashMap<>();

    private Chat(SocketIOServer io) {
        this.io = io;
        FIXED_ROOMS.forEach(name -> rooms.put(key(name), new Room(name)));
    }

    /**
     * Installs the chat on a server.
     *
     * @param io the server
     */
    public static void install(SocketIOServer io) {
        io.onConnection(new Chat(io)::welcome);
    }

    private synchronized void welcome(Socket socket) {
        socket.on("enter", Entry.class, (entry, ack) -> enter(socket, entry, ack));
        socket.on("say", Words.class, (words, ack) -> say(socket, words, ack));
        socket.on("typing", () -> typing(socket));
        socket.onDisconnect(reason -> disconnected(socket));
        socket.emit("rooms", summaries());
    }

    private synchronized void enter(Socket socket, Entry entry, Ack ack) {
        String name = clean(entry.name());
        String roomName = clean(entry.room());
        Room room = rooms.get(key(roomName));
        Person holder = people.get(key(name));
        boolean isMine = holder != null && (holder.socket() == socket || holder.token().equals(entry.token()));
        boolean isBack = isMine && holder.room() == room;
        String error = isOutside(name, MAX_NAME) ? "name-length"
                : isOutside(roomName, MAX_NAME) ? "room-length"
                : holder != null && !isMine ? "name-taken"
                : room == null && rooms.size() >= MAX_ROOMS ? "too-many-rooms"
                : room != null && room.isFull() && !isBack ? "room-full"
                : null;
        if (error != null) {
            ack.send(new Refusal(error));
            return;
        }
        Person before = personOf(socket);
        if (before != null && before != holder) {
            leave(before, true);
        }
        if (holder != null) {
            leave(holder, !isBack);
            if (holder.socket() != socket) {
                holder.socket().disconnect(true);               // its connection is lost, which the server did not know yet
            }
        }
        move(socket, entry, name, rooms.computeIfAbsent(key(roomName), key -> new Room(roomName)), ack, isBack);
    }

    private void move(Socket socket, Entry entry, String name, Room room, Ack ack, boolean isBack) {
        var person = new Person(name, Objects.requireNonNullElse(entry.token(), socket.id()), socket, room);
        people.put(key(name), person);
        socket.data().put("person", person);
        socket.join(room.channel());
        room.add(name);
        boolean gap = entry.seen() > 0 && room.hasGapSince(entry.seen());
        ack.send(new Entered(name, room.name, room.people(), room.since(entry.seen()), gap));
        if (!isBack) {
            socket.to(room.channel()).emit("came", new News(name, room.people()));
        }
        io.emit("rooms", summaries());
    }

    /** The server says who spoke, not the page; somebody without a name is not heard. A message that comes twice is said once. */
    private synchronized void say(Socket socket, Words words, Ack ack) {
        Person person = personOf(socket);
        String text = Objects.requireNonNullElse(words.text(), "").strip();
        String key = Objects.requireNonNullElse(words.key(), "");
        if (person == null) {
            ack.send(new Refusal("not-here"));
        } else if (isOutside(text, MAX_TEXT) || isOutside(key, MAX_KEY)) {
            ack.send(new Refusal("text-length"));
        } else {
            Message said = person.room().find(person.name(), key);
            if (said == null) {
                said = person.room().say(person.name(), text, key);
                socket.to(person.room().channel()).emit("said", said);
            }
            ack.send(said);
        }
    }

    private synchronized void typing(Socket socket) {
        Person person = personOf(socket);
        if (person != null) {
            socket.to(person.room().channel()).asVolatile().emit("typing", person.name());
        }
    }

    private synchronized void disconnected(Socket socket) {
        Person person = personOf(socket);
        if (person != null) {
            leave(person, true);
            io.emit("rooms", summaries());
        }
    }

    /** Takes a person out of the room, and says so unless the same person is about to be back. */
    private void leave(Person person, boolean isNews) {
        Room room = person.room();
        people.remove(key(person.name()));
        person.socket().data().remove("person");
        person.socket().leave(room.channel());
        room.remove(person.name());
        if (isNews) {
            io.to(room.channel()).emit("left", new News(person.name(), room.people()));
        }
        if (isNews && room.isEmpty() && !FIXED_ROOMS.contains(room.name)) {
            rooms.remove(key(room.name));
        }
    }

    private static Person personOf(Socket socket) {
        return (Person) socket.data().get("person");
    }

    private List<Summary> summaries() {
        return rooms.values().stream().map(room -> new Summary(room.name, room.people().size())).toList();
    }

    private static boolean isOutside(String text, int max) {
        return text.isEmpty() || text.length() > max;
    }

    /** {@return a name without what cannot be seen: two that look the same are the same} */
    private static String clean(String name) {
        String plain = Normalizer.normalize(Objects.requireNonNullElse(name, ""), Normalizer.Form.NFKC);
        return plain.replaceAll("\\s+", " ").replaceAll("[\\p{Cc}\\p{Cf}]", "").strip();
    }

    /** {@return what two names share that are the same: "Ana" and "ana"} */
    static String key(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
