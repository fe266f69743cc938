package enchufe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdTableTest {
    private record Thing(String id) {}

    private final IdTable<Thing> table = new IdTable<>(Thing::id);

    @Test
    void whatIsAddedIsFoundUntilItIsRemoved() {
        var thing = new Thing("a");
        table.add(thing);
        assertSame(thing, table.get("a"));
        assertNull(table.get("b"));
        assertEquals(1, table.size());
        assertFalse(table.remove("b"));
        assertTrue(table.remove("a"));
        assertFalse(table.remove("a"));
        assertNull(table.get("a"));
        assertEquals(List.of(), table.all());
    }

    @Test
    void aCrowdThatHasGoneLeavesNoPlacesBehind() {
        for (int i = 0; i < 10_000; i++) {
            table.add(new Thing("thing " + i));
        }
        assertEquals(16_384, table.places());
        for (int i = 10; i < 10_000; i++) {
            assertTrue(table.remove("thing " + i));
        }
        assertEquals(64, table.places());
        for (int i = 0; i < 10; i++) {
            assertTrue(table.remove("thing " + i));
        }
        assertEquals(16, table.places());
    }

    /** "Aa" and "BB" have one hash code, so all strings of four of them want one place: they stand side by side. */
    @Test
    void itDoesWhatAMapDoesHoweverTheIdsCrowd() {
        var random = new Random(5);
        Map<String, Thing> map = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            var id = new StringBuilder();
            for (int k = 0; k < 4; k++) {
                id.append(random.nextBoolean() ? "Aa" : "BB");
            }
            id.append(random.nextInt(12));
            var thing = new Thing(id.toString());
            if (map.containsKey(thing.id())) {
                assertTrue(table.remove(thing.id()));
                map.remove(thing.id());
            } else {
                table.add(thing);
                map.put(thing.id(), thing);
            }
            assertSame(map.get(thing.id()), table.get(thing.id()));
            assertEquals(map.size(), table.size());
            if (i % 100 == 0) {
                assertEquals(new HashSet<>(map.values()), new HashSet<>(table.all()));
                map.forEach((known, expected) -> assertSame(expected, table.get(known)));
            }
        }
    }

    @Test
    void itGrowsWithoutLosingAnything() {
        var ids = new Ids();
        var things = new ArrayList<Thing>();
        for (int i = 0; i < 10_000; i++) {
            var thing = new Thing(ids.next());
            things.add(thing);
            table.add(thing);
        }
        things.forEach(thing -> assertSame(thing, table.get(thing.id())));
        assertEquals(new HashSet<>(things), new HashSet<>(table.all()));
    }
}
