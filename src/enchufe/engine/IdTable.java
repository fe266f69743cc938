package enchufe.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A hash table of things by their {@linkplain Ids ids}, in one array, with linear probing: a thing stands where the hash code of
 * its id points, or in the next free place behind. A {@code HashMap} has one object more for each entry. Ids are random, so no
 * client can choose them to collide. For any thread.
 *
 * @param <T> what the things are
 */
final class IdTable<T> {
    private static final int LEAST = 16;            // places

    private final Function<T, String> idOf;
    private T[] places = free(LEAST);               // under the monitor, like the next; never full
    private int size;

    /**
     * Makes an empty table.
     *
     * @param idOf tells the id of a thing, always the same
     */
    IdTable(Function<T, String> idOf) {
        this.idOf = idOf;
    }

    @SuppressWarnings("unchecked")                  // the array never leaves this class
    private static <T> T[] free(int powerOfTwo) {
        return (T[]) new Object[powerOfTwo];
    }

    /**
     * {@return the thing of that id, or null}
     *
     * @param id its id
     */
    synchronized T get(String id) {
        return places[find(id)];
    }

    /** {@return the place where the thing of that id is, or, if there is none, the free one where it would be} */
    private int find(String id) {
        int hash = id.hashCode();
        int place = (hash ^ hash >>> 16) & places.length - 1;
        while (places[place] != null && !idOf.apply(places[place]).equals(id)) {
            place = behind(place);
        }
        return place;
    }

    private int behind(int place) {
        return place + 1 & places.length - 1;
    }

    /**
     * Adds a thing.
     *
     * @param thing one whose id the table does not have yet
     */
    synchronized void add(T thing) {
        if (4 * (size + 1) > 3 * places.length) {
            resize(2 * places.length);
        }
        put(thing);
        size++;
    }

    private void resize(int count) {
        List<T> all = all();
        places = free(count);
        all.forEach(this::put);
    }

    private void put(T thing) {
        places[find(idOf.apply(thing))] = thing;
    }

    /**
     * Removes a thing. Things behind it are put anew: the gap would hide them.
     *
     * @param id its id
     * @return whether there was one
     */
    synchronized boolean remove(String id) {
        int gap = find(id);
        if (places[gap] == null) {
            return false;
        }
        places[gap] = null;
        size--;
        for (int place = behind(gap); places[place] != null; place = behind(place)) {
            T moved = places[place];
            places[place] = null;
            put(moved);
        }
        if (8 * size < places.length && places.length > LEAST) {
            resize(places.length / 2);              // else all() would go through the places of a crowd that has gone
        }
        return true;
    }

    /** {@return how many places there are, free ones too} */
    synchronized int places() {
        return places.length;
    }

    /** {@return how many there are} */
    synchronized int size() {
        return size;
    }

    /** {@return all there are now} */
    synchronized List<T> all() {
        var all = new ArrayList<T>(size);
        for (T thing : places) {
            if (thing != null) {
                all.add(thing);
            }
        }
        return all;
    }
}
