package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BlockingPoolTest {
    private final AtomicInteger full = new AtomicInteger();
    private BlockingPool pool = new BlockingPool("pool-under-test", 3, full::incrementAndGet);
    private final CountDownLatch release = new CountDownLatch(1);
    private final LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        release.countDown();
        pool.close();
    }

    private void block(int count) throws InterruptedException {
        var begun = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            pool.execute(() -> {
                begun.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
        begun.await();
    }

    private String next() throws InterruptedException {
        return ran.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void thereIsAThreadForAllButTheLastOne() throws InterruptedException {
        block(2);
        pool.execute(() -> ran.add("third"));
        assertEquals("third", next());
        assertEquals(0, full.get());
        assertEquals(0, pool.waiting());
    }

    /** Whoever fails here would take a thread with him, which the pool counts for ever. */
    @Test
    void aHandlerOfUncaughtExceptionsThatFailsEndsNoThread() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            pool.execute(() -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, fault) -> {
                    ran.add("told");
                    throw new IllegalStateException("expected by the test");
                });
                throw new IllegalStateException("expected by the test");
            });
            assertEquals("told", next());
        }
        pool.execute(() -> ran.add("goes on"));
        assertEquals("goes on", next());
    }

    @Test
    void aboveTheLimitTasksWaitAndThatIsTold() throws InterruptedException {
        pool = new BlockingPool("impatient", 3, full::incrementAndGet, 0);
        block(3);
        full.set(0);
        pool.execute(() -> ran.add("fourth"));
        pool.execute(() -> ran.add("fifth"));
        assertEquals(2, full.get());
        assertEquals(2, pool.waiting());
        release.countDown();
        next();
        next();
        assertEquals(0, pool.waiting());
    }

    @Test
    void idleThreadsAreUsedAgain() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            pool.execute(() -> ran.add(Thread.currentThread().getName()));
            assertEquals("pool-under-test", next());
        }
        block(3);                                       // all three are still good for something
    }

    @Test
    void aBurstIsNoSignOfTooFewThreads() throws InterruptedException {
        var patient = new BlockingPool("patient", 1, full::incrementAndGet, Long.MAX_VALUE);
        for (int i = 0; i < 100; i++) {
            patient.execute(() -> ran.add("done"));
        }
        assertEquals(0, full.get() + patient.waiting());
        for (int i = 0; i < 100; i++) {
            assertEquals("done", next());
        }
        patient.close();
    }

    @Test
    void neitherAFaultNorAnInterruptEndsAThread() throws InterruptedException {
        block(2);
        pool.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, fault) -> ran.add(fault.getMessage()));
            Thread.currentThread().interrupt();
            throw new IllegalStateException("fault");
        });
        assertEquals("fault", next());
        pool.execute(() -> ran.add("interrupted " + Thread.currentThread().isInterrupted()));
        assertEquals("interrupted false", next());
    }

    @Test
    void aClosedPoolDropsWhatComes() throws InterruptedException {
        pool.close();
        pool.execute(() -> ran.add("late"));
        assertTrue(ran.isEmpty());
        assertFalse(full.get() > 0);
    }
}
