package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerPoolTest {
    private final Quiet quiet = new Quiet();
    private final HandlerPool pool = new HandlerPool();

    @AfterEach
    void close() {
        quiet.close();
        pool.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS), "not within 60 s");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manyShortTasksRunOnFewThreads() {
        int tasks = 20_000;
        var done = new CountDownLatch(tasks);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < tasks; i++) {
            pool.execute(() -> {
                threads.add(Thread.currentThread());
                done.countDown();
            });
        }
        await(done);
        // As many as processors, and some more should the machine be too busy to let them run.
        assertTrue(threads.size() <= Runtime.getRuntime().availableProcessors() + 20, threads::toString);
        threads.forEach(thread -> assertTrue(thread.isDaemon()));
    }

    @Test
    void whatALoopHandsOverRunsAtTheEndOfItsTurnAtTheLatest() {
        var turn = FlushScope.ofLoop();
        var ran = new CountDownLatch(2);
        turn.enter();
        try {
            pool.execute(ran::countDown);
            pool.execute(ran::countDown);
            turn.flush();
            await(ran);
            var next = new CountDownLatch(1);
            pool.execute(next::countDown);
            turn.flush();
            await(next);
        } finally {
            turn.exit();
        }
    }

    @Test
    void handlersThatWaitForEachOtherAllGetAThread() {
        int tasks = 40;
        var started = new CountDownLatch(tasks);
        var done = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            pool.execute(() -> {
                started.countDown();
                await(started);
                done.countDown();
            });
        }
        await(done);
    }

    @Test
    void blockedHandlersHoldBackNoTaskThatComesLater() {
        var release = new CountDownLatch(1);
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 2; i++) {
            pool.execute(() -> await(release));
        }
        for (int i = 0; i < 5; i++) {
            var later = new CountDownLatch(1);
            pool.execute(later::countDown);
            await(later);
        }
        release.countDown();
    }

    @Test
    void atMostMaxThreadsRunAndTheRestWait() {
        var release = new CountDownLatch(1);
        var started = new CountDownLatch(HandlerPool.MAX_THREADS);
        for (int i = 0; i < HandlerPool.MAX_THREADS; i++) {
            pool.execute(() -> {
                started.countDown();
                await(release);
            });
        }
        await(started);
        var oneMore = new CountDownLatch(1);
        pool.execute(oneMore::countDown);
        assertEquals(1, oneMore.getCount());
        release.countDown();
        await(oneMore);
    }

    @Test
    void threadsThatBlockedHandlersNeededEndAndTheFirstFewSleep() {
        int few = Math.max(2, Runtime.getRuntime().availableProcessors());
        var brief = new HandlerPool(TimeUnit.MILLISECONDS.toNanos(50));
        try {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            var blocked = new CountDownLatch(few + 4);
            var released = new CountDownLatch(1);
            for (int i = 0; i < few + 4; i++) {
                brief.execute(() -> {
                    threads.add(Thread.currentThread());
                    blocked.countDown();
                    await(released);
                });
            }
            await(blocked);
            released.countDown();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (threads.stream().filter(Thread::isAlive).count() > few
                    || threads.stream().anyMatch(thread -> thread.isAlive() && thread.getState() != Thread.State.WAITING)) {
                assertTrue(System.nanoTime() - deadline < 0, () -> "still busy: " + threads);
                Thread.yield();
            }
        } finally {
            brief.close();
        }
    }

    @Test
    void tasksWokenOneByOneAreNeverForgotten() {
        for (int i = 0; i < 2_000; i++) {
            var first = new CountDownLatch(2);
            pool.execute(() -> pool.execute(first::countDown));
            pool.execute(first::countDown);
            await(first);
        }
    }

    @Test
    void aTaskThatThrowsCostsNoThread() {
        var done = new CountDownLatch(1);
        for (int i = 0; i < 1_000; i++) {
            pool.execute(() -> {
                throw new LinkageError();
            });
        }
        pool.execute(done::countDown);
        await(done);
    }

    @Test
    void anInterruptEndsWithItsTask() {
        for (int i = 0; i < 100; i++) {
            var interrupted = new CompletableFuture<Boolean>();
            pool.execute(() -> Thread.currentThread().interrupt());
            pool.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
            assertFalse(interrupted.orTimeout(60, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void tasksRunInAFlushScopeThatIsFlushedAtTheirEnd() {
        var flushed = new CountDownLatch(2);
        pool.execute(() -> {
            FlushScope scope = FlushScope.current();
            assertNotNull(scope);
            scope.add(() -> {
                throw new IllegalStateException("expected by the test");
            });
            scope.add(flushed::countDown);
        });
        pool.execute(() -> FlushScope.current().add(flushed::countDown));
        await(flushed);
    }

    @Test
    void whatAHandlerEmitsBeforeItBlocksIsFlushed() {
        var flushed = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        pool.execute(() -> {
            FlushScope.current().add(flushed::countDown);
            await(flushed);
            done.countDown();
        });
        await(done);
    }

    @Test
    void whatWaitsAtTheEndStillRuns() {
        var release = new CountDownLatch(1);
        var rest = new CountDownLatch(10);
        for (int i = 0; i < Math.max(2, Runtime.getRuntime().availableProcessors()); i++) {
            pool.execute(() -> await(release));
        }
        for (int i = 0; i < 10; i++) {
            pool.execute(rest::countDown);
        }
        pool.close();
        release.countDown();
        await(rest);
    }

    @Test
    void whatComesAfterTheEndRunsAndItsThreadsEnd() {
        var first = new CountDownLatch(1);
        pool.execute(first::countDown);
        await(first);
        pool.close();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 100; i++) {
            var late = new CountDownLatch(1);
            pool.execute(() -> {
                threads.add(Thread.currentThread());
                late.countDown();
            });
            await(late);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            assertTrue(System.nanoTime() - deadline < 0, () -> "still there: " + threads);
            Thread.yield();
        }
    }
}
