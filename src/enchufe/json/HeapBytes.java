package enchufe.json;

/**
 * What decoded values take on the heap: an estimate, of a 64-bit JVM with compressed references, which has objects of multiples of
 * eight bytes: a header of 12 bytes, or 16 for an array, then the fields. It follows what {@link JsonReader} makes. What a JVM
 * shares, or lays out in another way, makes it wrong by less than half of it.
 */
final class HeapBytes {
    /** An empty {@code ArrayList}: header, count of changes, size, reference. */
    static final int LIST = 24;
    /** One that is not empty: its array too, which has a header, and room for four references at first. */
    static final int LIST_ARRAY = LIST + 16 + 8;
    /** A reference in it; it grows by half when it is full, so up to a third of it is free. */
    static final int ELEMENT = 6;
    /** An empty {@code LinkedHashMap}. */
    static final int MAP = 56;
    /** One that is not empty: its table too, which has a header, and 16 references at first. */
    static final int MAP_TABLE = MAP + 16 + 16 * 4;
    /** A member: its entry, and a reference in the table. */
    static final int MEMBER = 40 + 4;
    /** A {@code Long} or a {@code Double}. */
    static final int NUMBER = 24;
    /** A {@code String} and its array, besides the array's bytes: of ISO 8859-1 one for each character, else two. */
    static final int STRING = 24 + 16;

    private HeapBytes() {}

    /** {@return what an integer takes} Small ones are there already ({@link Long#valueOf(long)}). */
    static int of(long integer) {
        return integer == (byte) integer ? 0 : NUMBER;
    }
}
