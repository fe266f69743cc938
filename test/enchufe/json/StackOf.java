package enchufe.json;

/** Runs something on a thread with a stack of its own. */
public final class StackOf {
    private StackOf() {}

    /**
     * Runs a task and waits for it.
     *
     * @param kilobytes the size of the stack
     * @param task what to run
     */
    public static void kilobytes(int kilobytes, Runnable task) throws InterruptedException {
        var failure = new Throwable[1];
        var thread = new Thread(null, task, "stack of " + kilobytes + " KB", 1024L * kilobytes);
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        thread.start();
        thread.join();
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
    }
}
