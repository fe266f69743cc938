package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An executor that refuses loses nothing, and reorders nothing. The watch is not started: the test looks in its place. */
class UserExecutorTest {
    private static final long TICK = 10_000_000;

    private final Logger logger = Logger.getLogger("enchufe.dispatch");
    private final List<LogRecord> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final ArrayDeque<Runnable> taken = new ArrayDeque<>();          // what the executor runs when the test says so
    private final LinkedBlockingQueue<String> log = new LinkedBlockingQueue<>();
    private int room;                                                       // how many tasks it takes
    private Throwable refusal = new RejectedExecutionException("expected by the test");
    private final UserExecutor executor = new UserExecutor(task -> {
        if (taken.size() >= room) {
            if (refusal instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) refusal;
        }
        taken.add(task);
    }, Runnable::run);
    private long now;

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void close() {
        executor.close();
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private Runnable log(String entry) {
        return () -> log.add(entry);
    }

    private void expect(String... entries) throws InterruptedException {
        for (String entry : entries) {
            assertEquals(entry, log.poll(10, TimeUnit.SECONDS));
        }
    }

    private void look(int stalled) {
        now += TICK;
        executor.look(now, stalled);
    }

    private void submit(String... entries) {
        for (String entry : entries) {
            executor.execute(log(entry));
        }
    }

    @Test
    void whatIsRefusedIsOfferedAgainInOrder() throws InterruptedException {
        room = 1;
        submit("a", "b", "c");
        look(0);
        assertEquals(1, taken.size());
        room = 2;
        look(0);
        submit("d");                                    // there is room, but two wait longer
        assertEquals(2, taken.size());
        taken.remove().run();                           // and goes on with what waits
        expect("a", "c", "d");
        taken.remove().run();
        expect("b");
        assertEquals(1, lines.size());
        look(0);
        assertTrue(log.isEmpty());
    }

    @Test
    void aThreadRunsOnlySoManyInARow() throws InterruptedException {
        room = 1;
        for (int i = 0; i < 40; i++) {
            submit("" + i);
        }
        taken.remove().run();
        assertEquals(16, log.size());
        look(0);
        taken.remove().run();
        assertEquals(32, log.size());
        look(0);
        taken.remove().run();
        for (int i = 0; i < 40; i++) {
            expect("" + i);
        }
    }

    @Test
    void anyExceptionIsARefusal() throws InterruptedException {
        for (Throwable each : List.of(new IllegalStateException("expected"), new OutOfMemoryError("expected"))) {
            refusal = each;
            room = 0;
            submit("a");
            look(0);
            room = 1;
            look(0);
            taken.remove().run();
            expect("a");
        }
    }

    @Test
    void aTaskRunsOnceEvenIfItsExecutorThrowsAndTakesIt() throws InterruptedException {
        var careless = new UserExecutor(task -> {
            task.run();
            throw new IllegalStateException("expected by the test");
        });
        careless.execute(log("a"));
        careless.look(0, 0);
        careless.execute(log("b"));
        careless.look(TICK, 0);
        careless.close();
        expect("a", "b");
        assertTrue(log.isEmpty());
    }

    @Test
    void anExecutorThatTakesNothingForLongIsGivenUpUntilItTakesSomething() throws InterruptedException {
        now = System.nanoTime() + 1_000 * UserExecutor.GIVE_UP_NANOS;           // asked for the first time after a long while
        submit("a", "b");
        look(0);
        now += UserExecutor.GIVE_UP_NANOS - 2 * TICK;
        look(0);
        assertTrue(log.isEmpty());
        look(0);
        expect("a", "b");
        submit("c");
        look(0);
        expect("c");                                                            // at once
        room = 1;
        submit("d");
        look(0);
        submit("e");
        look(0);
        look(0);
        assertTrue(log.isEmpty());
        taken.remove().run();
        expect("d", "e");
        assertEquals(1, lines.size(), "one episode");
    }

    @Test
    void anExecutorThatIsBusyWithHandlersIsNotGivenUp() throws InterruptedException {
        room = 1;
        submit("a", "b");
        for (int i = 0; i < 3; i++) {
            now += UserExecutor.GIVE_UP_NANOS;
            look(1);
        }
        now += UserExecutor.GIVE_UP_NANOS - 2 * TICK;
        look(0);
        assertTrue(log.isEmpty());
        taken.remove().run();
        expect("a", "b");
    }

    @Test
    void anExecutorThatTakesSomethingNowAndThenIsNotGivenUp() {
        room = 1;
        submit("a", "b");
        for (int i = 0; i < 5; i++) {
            submit("more");
            now += UserExecutor.GIVE_UP_NANOS;
            taken.clear();                              // as if it had run
            look(0);
            assertEquals(1, taken.size());
        }
        assertTrue(log.isEmpty());
    }

    @Test
    void whatAnExecutorThatIsShutDownRefusesRunsAllTheSame() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        var shutDown = new UserExecutor(pool);
        shutDown.execute(log("a"));
        expect("a");
        pool.shutdown();
        assertTrue(pool.awaitTermination(10, TimeUnit.SECONDS));        // or its thread would go on with what waits
        shutDown.execute(log("b"));
        shutDown.execute(log("c"));
        shutDown.look(0, 0);
        expect("b", "c");
        shutDown.close();
        shutDown.execute(log("d"));
        expect("d");
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).getThrown() instanceof RejectedExecutionException);
    }

    @Test
    void whatWaitsAtTheEndRuns() throws InterruptedException {
        submit("a", "b");
        executor.close();
        expect("a", "b");
        submit("c");
        expect("c");
    }

    @Test
    void scopesOfACrowdAreForgotten() throws InterruptedException {
        int crowd = 10 * UserExecutor.MAX_IDLE_SCOPES;
        ExecutorService threads = Executors.newCachedThreadPool();
        var crowded = new UserExecutor(threads);
        var watch = crowded.watch;
        try {
            var started = new CountDownLatch(crowd);
            var ended = new CountDownLatch(crowd);
            var release = new CountDownLatch(1);
            for (int i = 0; i < crowd; i++) {
                crowded.execute(() -> {
                    started.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    FlushScope.current().add(ended::countDown);
                });
            }
            assertTrue(started.await(10, TimeUnit.SECONDS));
            watch.tick();
            assertEquals(crowd, watch.tick());
            release.countDown();
            assertTrue(ended.await(10, TimeUnit.SECONDS));
            threads.shutdown();
            assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
            assertEquals(0, watch.tick());
            assertEquals(crowd, watch.idle());
            crowded.look(0, 0);
            watch.tick();
            assertEquals(UserExecutor.MAX_IDLE_SCOPES, watch.idle());
        } finally {
            threads.shutdownNow();
            crowded.close();
        }
    }

    @Test
    void nothingIsLostOrReorderedByAPoolThatIsAlwaysFull() throws InterruptedException {
        var pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
        var dispatcher = new Dispatcher(pool);
        int queues = 50;
        int each = 200;
        var done = new CountDownLatch(queues * each);
        var seen = new ArrayList<List<Integer>>();
        var all = new ArrayList<SerialQueue>();
        for (int q = 0; q < queues; q++) {
            seen.add(new ArrayList<>());
            all.add(dispatcher.newQueue());
        }
        for (int i = 0; i < each; i++) {
            for (int q = 0; q < queues; q++) {
                List<Integer> mine = seen.get(q);
                int number = i;
                all.get(q).execute(() -> {
                    mine.add(number);
                    done.countDown();
                });
            }
        }
        assertTrue(done.await(10, TimeUnit.SECONDS));
        for (List<Integer> numbers : seen) {
            for (int i = 0; i < each; i++) {
                assertEquals(i, numbers.get(i));
            }
        }
        dispatcher.close();
        pool.shutdown();
    }
}
