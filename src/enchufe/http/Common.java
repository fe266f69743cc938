package enchufe.http;

/**
 * A cache like {@link Words}, for immutable objects of any type: those who keep equal objects can keep the same one. The rules
 * are the same: one place for each object, bounded memory, an object must come twice in a row to get its place, no lock.
 *
 * @param <T> the type of the objects; it has final fields only, so that objects are safe to publish in a race (JLS §17.5)
 */
final class Common<T> {
    private static final int PLACES = 256;      // a power of two

    private final Object[] kept = new Object[PLACES];
    private final int[] latest = new int[PLACES];               // hash code of the latest object that was not found in its place

    /** {@return an object that is equal to the given one: the one in the cache if it is there, or the given one} */
    @SuppressWarnings("unchecked")              // what is equal to a T is a T
    T of(T given) {
        int hash = given.hashCode();
        int place = (hash ^ hash >>> 16) & PLACES - 1;
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
