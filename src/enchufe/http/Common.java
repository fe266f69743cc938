package enchufe.http;

/**
 * A cache of immutable objects: those who keep equal objects can keep the same one. Browsers send the same few names and values
 * again and again, and a server keeps the heads of all its clients.
 *
 * <p>Each object has one place, which its hash code chooses, so the memory is bounded. An object must come twice in a row to get
 * its place, so one that comes once does not displace one that comes often. All threads share the places without a lock: the worst
 * that a race can do is to keep an equal object twice.
 *
 * @param <T> the type of the objects; it has final fields only, so that objects are safe to publish in a race (JLS §17.5)
 */
final class Common<T> {
    private final Object[] kept;
    private final int[] latest;                 // hash code of the latest object that was not found in its place

    /** Makes a cache of so many places, a power of two. */
    Common(int places) {
        kept = new Object[places];
        latest = new int[places];
    }

    /** {@return an object that is equal to the given one: the one in the cache if it is there, or the given one} */
    @SuppressWarnings("unchecked")              // what is equal to a T is a T
    T of(T given) {
        int hash = given.hashCode();
        int place = (hash ^ hash >>> 16) & kept.length - 1;
        Object known = kept[place];
        if (given.equals(known)) {
            return (T) known;
        }
        if (latest[place] == hash) {
            kept[place] = given;
        }
        latest[place] = hash;
        return given;
    }
}
