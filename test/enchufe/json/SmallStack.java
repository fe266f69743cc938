package enchufe.json;

/** Runs something on three quarters of the usual stack: what fits there leaves room for its callers. */
public final class SmallStack {
    private static final int BYTES = 768 * 1024;

    private SmallStack() {}

    /**
     * Runs a task and waits for it.
     *
     * @param task what to run
     */
    public static void run(Runnable task) throws InterruptedException {
        var failure = new Throwable[1];
        var thread = new Thread(null, task, "small stack", BYTES);
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
    }
}
