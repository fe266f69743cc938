package enchufe.http;

/**
 * What {@link Words} are for strings, for anything else that does not change: of those that are equal, many can keep the same
 * one. The rules are the same: one place for each, bounded memory, twice in a row to get a place, no lock.
 *
 * @param <T> what they are; safe to publish in a race, with final fields alone
 */
final class Common<T> {
    private static final int PLACES = 256;      // a power of two

    private final Object[] kept = new Object[PLACES];
    private final int[] latest = new int[PLACES];               // hash code of the latest one that was not found in its place

    /** {@return one that is equal to the given, or the given one} */
    @SuppressWarnings("unchecked")              // what is equal to a T is one
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
