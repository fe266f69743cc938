package enchufe;

import java.lang.management.ManagementFactory;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what is to happen soon. The limit is there to catch a hang, so that no slow machine reaches it. */
public final class Soon {
    private static final long SECONDS = 60;

    private Soon() {}

    public static <T> T take(BlockingQueue<T> queue) {
        return take(queue, SECONDS);
    }

    /** For what takes longer than most things, such as the start of another JVM. */
    public static <T> T take(BlockingQueue<T> queue, long seconds) {
        try {
            T value = queue.poll(seconds, TimeUnit.SECONDS);
            if (value == null) {
                throw new AssertionError("nothing came within " + seconds + " s");
            }
            return value;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static <T> T get(Future<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("not done within " + SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** {@return what a future fails with} */
    public static Throwable failure(Future<?> future) {
        try {
            throw new AssertionError("no failure, but " + future.get(SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("not done within " + SECONDS + " s", e);
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    public static void await(CountDownLatch latch) {
        try {
            if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("not within " + SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** For what nothing announces: looks again and again. */
    public static void await(BooleanSupplier condition) {
        holds("the condition", condition);
    }

    /** For what nothing announces, such as a file descriptor that is given back: looks again and again. */
    public static void holds(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(1_000_000);      // a busy machine has better to do than to spin
        }
    }

    /** {@return how many files and sockets this JVM has open; where the system does not tell, always 0} */
    public static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount() : 0;
    }
}
