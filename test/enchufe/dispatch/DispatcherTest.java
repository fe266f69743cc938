package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dispatcher over executors of the user's; {@link HandlerPoolTest} has its own. */
class DispatcherTest {
    private final Quiet quiet = new Quiet();
    private final List<String> log = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Dispatcher dispatcher;

    @AfterEach
    void close() {
        dispatcher.close();
        threads.shutdownNow();
        quiet.close();
    }

    private Dispatcher over(Executor executor) {
        dispatcher = new Dispatcher(executor);
        return dispatcher;
    }

    @Test
    void onTheCallersThreadATaskHasAScopeOfItsOwn() {
        over(Runnable::run).execute(() -> {
            FlushScope.current().add(() -> log.add("flushed"));
            log.add("run");
        });
        assertEquals(List.of("run", "flushed"), log);
        assertNull(FlushScope.current());
    }

    @Test
    void onTheLoopATaskJoinsTheLoopsScope() {
        over(Runnable::run);
        var scopeOfTheLoop = new FlushScope();
        scopeOfTheLoop.enter();
        dispatcher.newQueue().execute(() -> {
            assertSame(scopeOfTheLoop, FlushScope.current());
            FlushScope.current().add(() -> log.add("flushed"));
        });
        assertEquals(List.of(), log);
        scopeOfTheLoop.exit();
        assertEquals(List.of("flushed"), log);
    }

    @Test
    void aTaskWithinATaskSharesItsFlush() {
        over(Runnable::run);
        dispatcher.execute(() -> {
            dispatcher.execute(() -> FlushScope.current().add(() -> log.add("flushed")));
            log.add("end");
        });
        assertEquals(List.of("end", "flushed"), log);
    }

    @Test
    void aTaskThatThrowsIsFlushedAndItsScopeUsedAgain() {
        over(Runnable::run);
        var scopes = new ArrayList<FlushScope>();
        dispatcher.execute(() -> {
            scopes.add(FlushScope.current());
            FlushScope.current().add(() -> log.add("flushed"));
            throw new IllegalStateException("expected by the test");
        });
        dispatcher.execute(() -> scopes.add(FlushScope.current()));
        assertEquals(List.of("flushed"), log);
        assertSame(scopes.get(0), scopes.get(1));
    }

    @Test
    void whatAHandlerEmitsBeforeItBlocksIsFlushed() throws InterruptedException {
        var flushed = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        over(threads).newQueue().execute(() -> {
            FlushScope.current().add(flushed::countDown);
            try {
                if (flushed.await(60, TimeUnit.SECONDS)) {
                    done.countDown();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertTrue(done.await(60, TimeUnit.SECONDS));
    }

    @Test
    void aBlockedHandlerHoldsBackNobodyElsesOutput() throws InterruptedException {
        var release = new CountDownLatch(1);
        var flushed = new CountDownLatch(1);
        over(threads).newQueue().execute(() -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                log.add("the test has failed meanwhile");
            }
        });
        dispatcher.newQueue().execute(() -> FlushScope.current().add(flushed::countDown));
        assertTrue(flushed.await(60, TimeUnit.SECONDS));
        release.countDown();
    }
}
