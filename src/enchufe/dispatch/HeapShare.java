package enchufe.dispatch;

/** Default limits that fit the heap: as many of something as take no more than a share of it. */
public final class HeapShare {
    /** Connections may take one part in this many of the heap, and sessions another. */
    public static final int SHARE_OF_HEAP = 8;

    private HeapShare() {}

    /**
     * {@return how many fit into their share of this JVM's heap; at least 1}
     *
     * @param most the limit on a large heap
     * @param bytes what each of them takes
     */
    public static int count(int most, int bytes) {
        return count(most, bytes, Runtime.getRuntime().maxMemory());
    }

    static int count(int most, int bytes, long heap) {
        return (int) Math.max(1, Math.min(most, heap / SHARE_OF_HEAP / bytes));
    }
}
