package enchufe.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The listeners of each event, in the order in which they were added. Listeners may be added and removed at any time from any
 * thread. If this happens while an event is being delivered, the recipients of that event stay the same.
 *
 * <p>Every socket has one, with the same few events in each: with maps and lists, most of the heap of a server with many clients
 * would be these. So it is one array, searched by the hash codes of the names. It holds a listener as it was given, or as a
 * {@link Registration}.
 */
public final class Listeners {
    private static final Object[] NONE = {};

    /** Name, listener, name, listener, …: in the order of the names' hash codes. Replaced under the monitor, never changed. */
    private volatile Object[] table = NONE;

    /** Adds a listener, or its registration. */
    public synchronized void add(String event, Object listener) {
        int at = indexOf(table, event.hashCode() + 1L);
        var longer = new Object[table.length + 2];
        System.arraycopy(table, 0, longer, 0, at);
        longer[at] = event;
        longer[at + 1] = listener;
        System.arraycopy(table, at, longer, at + 2, table.length - at);
        table = longer;
    }

    /** {@return the index of the first name whose hash code is at least that; the end, if there is none} */
    private static int indexOf(Object[] table, long hash) {
        int low = 0;
        int high = table.length / 2;
        while (low < high) {
            int middle = (low + high) / 2;
            if (table[2 * middle].hashCode() < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }

    /** Removes all listeners of an event. */
    public synchronized void remove(String event) {
        get(event).forEach(listener -> drop(event, listener));
    }

    /** Removes the first registration of a listener. {@return whether there was one} */
    public synchronized boolean remove(String event, Object given) {
        for (Object listener : get(event)) {
            if (given(listener) == given) {
                drop(event, listener);
                return true;
            }
        }
        return false;
    }

    private synchronized void drop(String event, Object listener) {
        for (int i = indexOf(table, event.hashCode()); i < table.length; i += 2) {
            if (table[i + 1] == listener && event.equals(table[i])) {
                var shorter = new Object[table.length - 2];
                System.arraycopy(table, 0, shorter, 0, i);
                System.arraycopy(table, i + 2, shorter, i, shorter.length - i);
                table = shorter;
                return;
            }
        }
    }

    /** Removes all listeners of all events. */
    public synchronized void clear() {
        table = NONE;
    }

    /** {@return the listeners of an event} */
    List<Object> get(String event) {
        Object[] all = table;
        int hash = event.hashCode();
        List<Object> found = List.of();
        for (int i = indexOf(all, hash); i < all.length && all[i].hashCode() == hash; i += 2) {
            if (event.equals(all[i])) {
                found = with(found, all[i + 1]);
            }
        }
        return found;
    }

    /**
     * Delivers an event to its listeners, each as it was added; one that was added with {@code once} is removed first. {@return
     * whether there were any}
     */
    public boolean take(String event, Consumer<Object> caller) {
        Object[] all = table;
        int hash = event.hashCode();
        boolean taken = false;
        for (int i = indexOf(all, hash); i < all.length && all[i].hashCode() == hash; i += 2) {
            if (event.equals(all[i])) {
                if (all[i + 1] instanceof Registration<?> noted && noted.once()) {
                    drop(event, all[i + 1]);
                }
                taken = true;
                caller.accept(all[i + 1]);
            }
        }
        return taken;
    }

    /** {@return the names of the events that have listeners} */
    public Set<String> names() {
        Object[] all = table;
        var names = new TreeSet<String>();
        for (int i = 0; i < all.length; i += 2) {
            names.add((String) all[i]);
        }
        return names;
    }

    /** {@return whether a listener, or its registration, has been added to an event already, or a lambda of the same line} */
    public boolean contains(String event, Object listener) {
        Object given = given(listener);
        return get(event).stream().map(Listeners::given).anyMatch(one -> one == given || isSameLambda(one, given));
    }

    /** A lambda that uses variables around it is a new object each time that its line runs, but of one class. */
    private static boolean isSameLambda(Object one, Object other) {
        return one.getClass() == other.getClass() && one.getClass().isHidden();
    }

    private static Object given(Object listener) {
        return listener instanceof Registration<?> noted ? noted.given() : listener;
    }

    /**
     * {@return a list with one more element at its end: lists that are read much more often than they grow are replaced, never
     * changed}
     */
    public static <T> List<T> with(List<T> list, T element) {
        if (list.isEmpty()) {
            return List.of(element);
        }
        var longer = new ArrayList<>(list);
        longer.add(element);
        return List.copyOf(longer);
    }
}
