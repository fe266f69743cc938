package enchufe.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A room of the chat: who is in it, and what was said last. Guarded by the chat's monitor. */
final class Room {
    private static final int MAX_PEOPLE = 50;
    private static final int MAX_RECENT = 50;                   // messages that newcomers see

    /** What was said. The times of a room's messages all differ; the key tells a message that was sent twice. */
    record Message(String who, String text, long at, String key) {}

    final String name;
    private final Set<String> people = new LinkedHashSet<>();
    private final Deque<Message> recent = new ArrayDeque<>();
    private long forgotten = System.currentTimeMillis();        // what was said until then is not among the recent messages
    private long last = forgotten;

    Room(String name) {
        this.name = name;
    }

    /** {@return the name for Socket.IO; with a prefix, since each socket is in a room that is named after its id} */
    String channel() {
        return "chat " + Chat.key(name);
    }

    void add(String person) {
        people.add(person);
    }

    void remove(String person) {
        people.remove(person);
    }

    List<String> people() {
        return List.copyOf(people);
    }

    boolean isEmpty() {
        return people.isEmpty();
    }

    boolean isFull() {
        return people.size() >= MAX_PEOPLE;
    }

    /** {@return the message of that person with that key if it is here already; else null} */
    Message find(String who, String key) {
        return recent.stream().filter(message -> message.who().equals(who) && message.key().equals(key)).findFirst().orElse(null);
    }

    Message say(String who, String text, String key) {
        last = Math.max(last + 1, System.currentTimeMillis());
        var message = new Message(who, text, last, key);
        recent.add(message);
        if (recent.size() > MAX_RECENT) {
            forgotten = recent.remove().at();
        }
        return message;
    }

    List<Message> since(long time) {
        return recent.stream().filter(message -> message.at() > time).toList();
    }

    /** {@return whether messages after that time may be missing among the recent ones} */
    boolean hasGapSince(long time) {
        return forgotten > time;
    }
}
