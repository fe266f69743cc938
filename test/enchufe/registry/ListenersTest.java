package enchufe.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private final Listeners listeners = new Listeners();

    private static Runnable listener() {
        return new Runnable() {
            @Override
            public void run() {}
        };
    }

    @Test
    void eachEventHasItsListenersInTheOrderOfTheirComing() {
        var a = listener();
        var b = listener();
        var c = listener();
        listeners.add("x", a);
        listeners.add("y", b);
        listeners.add("x", c);
        listeners.add("x", a);
        assertEquals(List.of(a, c, a), listeners.get("x"));
        assertEquals(List.of(b), listeners.get("y"));
        assertEquals(List.of(), listeners.get("z"));
    }

    @Test
    void eventsWithOneHashCodeAreKeptApart() {
        assertEquals("Aa".hashCode(), "BB".hashCode());
        var a = listener();
        var b = listener();
        var c = listener();
        listeners.add("Aa", a);
        listeners.add("BB", b);
        listeners.add("Aa", c);
        assertEquals(List.of(a, c), listeners.get("Aa"));
        assertEquals(List.of(b), listeners.get("BB"));
        listeners.remove("Aa");
        assertEquals(List.of(), listeners.get("Aa"));
        assertEquals(List.of(b), listeners.get("BB"));
    }

    @Test
    void aListenerIsFoundByWhatWasPassed() {
        Runnable given = () -> { };
        listeners.add("x", new Registration<>(given, listener(), false));
        listeners.add("x", new Registration<>(given, listener(), true));
        assertFalse(listeners.remove("x", listener()));
        assertFalse(listeners.remove("y", given));
        assertTrue(listeners.remove("x", given));
        assertEquals(1, listeners.get("x").size());
        assertTrue(listeners.remove("x", given));
        assertFalse(listeners.remove("x", given));
    }

    private List<Object> taken(String event) {
        var taken = new ArrayList<>();
        listeners.take(event, taken::add);
        return taken;
    }

    @Test
    void whoListensOnceIsGoneWhenItIsCalled() {
        var once = new Registration<>(listener(), listener(), true);
        listeners.add("x", once);
        var left = new ArrayList<Object>();
        listeners.take("x", listener -> left.addAll(listeners.get("x")));
        assertEquals(List.of(), left);
    }

    @Test
    void whoIsAddedOrRemovedMeanwhileChangesNothing() {
        var first = listener();
        var second = listener();
        listeners.add("x", first);
        listeners.add("x", second);
        var called = new ArrayList<Object>();
        listeners.take("x", listener -> {
            called.add(listener);
            listeners.remove("x", second);
            listeners.add("x", listener());
        });
        assertEquals(List.of(first, second), called);
    }

    @Test
    void whoListensOnceIsTakenOnce() {
        var always = listener();
        var once = new Registration<>(always, always, true);
        listeners.add("x", once);
        listeners.add("x", always);
        assertEquals(List.of(once, always), taken("x"));
        assertEquals(List.of(always), taken("x"));
    }

    @Test
    void itDoesWhatAMapOfListsDoes() {
        var random = new Random(3);
        Map<String, List<Runnable>> map = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            String event = new String[] {"Aa", "BB", "x", "\uffff\uffff", "C", "polygenelubricants"}[random.nextInt(6)];
            List<Runnable> list = map.computeIfAbsent(event, name -> new ArrayList<>());
            if (list.size() > 4 || random.nextInt(20) == 0) {
                listeners.remove(event);
                list.clear();
            } else if (random.nextBoolean() || list.isEmpty()) {
                var added = listener();
                listeners.add(event, added);
                list.add(added);
            } else {
                assertTrue(listeners.remove(event, list.remove(random.nextInt(list.size()))));
            }
            map.forEach((name, expected) -> assertEquals(expected, listeners.get(name), name));
        }
        listeners.clear();
        map.forEach((name, expected) -> assertEquals(List.of(), listeners.get(name)));
    }
}
