package enchufe.dispatch;

/** How many of something there may be by default: so many that they take no more than a share of the heap. */
public final class HeapShare {
    /** Of the heap, connections may take one part in this many, and sessions as much again. */
    public static final int SHARE_OF_HEAP = 8;

    private HeapShare() {}

    /**
     * {@return how many fit this JVM's heap}
     *
     * @param most so many are enough on any heap
     * @param bytes what one takes
     */
    public static int count(int most, int bytes) {
        return count(most, bytes, Runtime.getRuntime().maxMemory());
    }

    static int count(int most, int bytes, long heap) {
        return (int) Math.max(1, Math.min(most, heap / SHARE_OF_HEAP / bytes));
    }
}
