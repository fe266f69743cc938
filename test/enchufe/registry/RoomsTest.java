package enchufe.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.registry.Rooms.Change;
import enchufe.registry.Rooms.What;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoomsTest {
    private final Rooms<String> rooms = new Rooms<>();

    private static Change change(What what, String room) {
        return new Change(what, room);
    }

    @Test
    void changesAreToldOnceSomebodyWatches() {
        assertEquals(List.of(), rooms.enter("a", "A"));
        assertEquals(List.of(), rooms.join("a", List.of("red")));
        rooms.watch();
        assertEquals(List.of(change(What.CREATED, "b"), change(What.JOINED, "b")), rooms.enter("b", "B"));
        assertEquals(List.of(change(What.JOINED, "red"), change(What.CREATED, "blue"), change(What.JOINED, "blue")),
                rooms.join("b", List.of("red", "blue", "b", "red")));
        assertEquals(List.of(), rooms.join("unknown", List.of("red")));
        assertEquals(List.of(change(What.LEFT, "blue"), change(What.DELETED, "blue")), rooms.leave("b", "blue"));
        assertEquals(List.of(), rooms.leave("b", "blue"));
        assertEquals(List.of(change(What.LEFT, "a"), change(What.DELETED, "a"), change(What.LEFT, "red")), rooms.exit("a", "A"));
        assertEquals(List.of(), rooms.exit("a", "A"));
    }

    /** Ids come again where the application makes them, while the socket that had one has not ended yet. */
    @Test
    void whoTakesAnIdDoesNotTakeTheRooms() {
        rooms.watch();
        rooms.enter("a", "first");
        rooms.join("a", List.of("secret"));
        assertEquals(List.of(change(What.LEFT, "a"), change(What.DELETED, "a"), change(What.LEFT, "secret"),
                change(What.DELETED, "secret"), change(What.CREATED, "a"), change(What.JOINED, "a")), rooms.enter("a", "second"));
        assertEquals(Set.of("a"), rooms.of("a"));
        assertEquals(List.of(), rooms.exit("a", "first"));
        assertEquals("second", rooms.get("a"));
        assertEquals(List.of(), rooms.select(Set.of("secret"), Set.of()));
    }
}
