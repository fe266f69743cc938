package enchufe.net;

/** For tests of other packages. */
public final class FailingLoop {
    private FailingLoop() {}

    /** Lets a loop say that it cannot go on. */
    public static void fail(Loop loop, Throwable fault) {
        loop.execute(() -> loop.fail(fault));
    }
}
