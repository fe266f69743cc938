package enchufe.json;

/**
 * What the values that readers make take on the heap, in bytes. This is an estimate for a 64-bit JVM with compressed
 * references: an object has a header of 12 bytes (an array 16), then its fields, and is padded to a multiple of eight. A JVM that
 * shares objects or has another layout makes it wrong by less than half.
 */
public final class HeapBytes {
    /** An empty {@code ArrayList}: header, count of changes, size, reference. */
    static final int LIST = 24;
    /** A list that is not empty: also its array, a header and at first four references. */
    static final int LIST_ARRAY = LIST + 16 + 8;
    /** A reference in that array, which grows by half when it is full, so up to a third of it is unused. */
    static final int ELEMENT = 6;
    /** An empty {@code LinkedHashMap}. */
    static final int MAP = 56;
    /** A map that is not empty: also its table, a header and at first 16 references. */
    static final int MAP_TABLE = MAP + 16 + 16 * 4;
    /** A member: its entry, and a reference in the table. */
    static final int MEMBER = 40 + 4;
    /** A {@code Long} or a {@code Double}. */
    public static final int NUMBER = 24;
    /** A {@code String} and its array, without the characters: each takes one byte if all are ISO 8859-1, otherwise two. */
    public static final int STRING = 24 + 16;

    /** A {@code byte[]}, without its bytes: header, padding to a multiple of eight. */
    static final int BYTES = 16 + 4;

    private HeapBytes() {}

    /** {@return what a list takes without its elements} */
    public static long list(long size) {
        return size == 0 ? LIST : LIST_ARRAY + ELEMENT * size;
    }

    /** {@return what a map takes without its names and values} */
    public static long map(long size) {
        return size == 0 ? MAP : MAP_TABLE + MEMBER * size;
    }

    /** {@return what an integer takes} Small ones are cached ({@link Long#valueOf(long)}). */
    public static int of(long integer) {
        return integer == (byte) integer ? 0 : NUMBER;
    }

    /** {@return what is thrown when the values of a message take more than they may} */
    public static MalformedException tooMuch(long most) {
        return new MalformedException("its values take more than " + most + " bytes of the heap: a larger heap (-Xmx) has room"
                + " for more, and so have fewer loops if there are more than two", MalformedException.HEAP);
    }
}
