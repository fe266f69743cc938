package enchufe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The event registry: which listeners each event has, in the order they were added. Listeners may be added and removed at any
 * time from any thread, also while an event is being delivered, which does not change who receives that event.
 */
final class Listeners {
    /**
     * One registration.
     *
     * @param given what the user passed, to find it again when it is to be removed
     * @param listener what is called
     * @param once whether it is removed before its first call
     */
    record Entry(Object given, EventListener listener, boolean once) {}

    private Map<String, List<Entry>> byEvent = Map.of();     // under the monitor; the lists are replaced, never changed

    synchronized void add(String event, Entry entry) {
        if (byEvent.isEmpty()) {
            byEvent = new HashMap<>();
        }
        byEvent.merge(event, List.of(entry), Listeners::joined);
    }

    private static List<Entry> joined(List<Entry> some, List<Entry> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    synchronized void remove(String event) {
        if (!byEvent.isEmpty()) {
            byEvent.remove(event);
        }
    }

    /** Removes the first registration of a listener. {@return whether there was one} */
    synchronized boolean remove(String event, Object given) {
        for (Entry entry : get(event)) {
            if (entry.given == given) {
                remove(event, entry);
                return true;
            }
        }
        return false;
    }

    private void remove(String event, Entry entry) {
        byEvent.computeIfPresent(event, (name, entries) -> {
            var left = new ArrayList<>(entries);
            left.remove(entry);
            return left.isEmpty() ? null : List.copyOf(left);
        });
    }

    synchronized void clear() {
        byEvent = Map.of();
    }

    /** {@return the listeners of an event} */
    synchronized List<Entry> get(String event) {
        return byEvent.getOrDefault(event, List.of());
    }

    /** {@return the listeners to call for an event that has come: those that listen once are removed} */
    synchronized List<Entry> take(String event) {
        List<Entry> entries = get(event);
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).once) {
                remove(event, entries.get(i));
            }
        }
        return entries;
    }
}
