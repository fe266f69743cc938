package enchufe.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.TestLog;
import enchufe.dispatch.Dispatcher;
import enchufe.dispatch.SerialQueue;
import enchufe.engine.FakeLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timers by a clock that the tests move; their tasks run at once. */
class UserTimersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeLoop loop = new FakeLoop();
    private final Dispatcher dispatcher = new Dispatcher(Runnable::run);
    private final SerialQueue queue = dispatcher.newQueue();
    private final UserTimers timers = new UserTimers(loop);
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void close() {
        dispatcher.close();
    }

    @Test
    void afterRunsOnceAtItsTime() {
        Future<?> timer = timers.after(SECOND, queue, () -> log.add("once"));
        loop.advance(SECOND.minusNanos(1));
        assertEquals(List.of(), log);
        assertFalse(timer.isDone());
        loop.advance(Duration.ofNanos(1));
        assertEquals(List.of("once"), log);
        assertTrue(timer.isDone());
        loop.advance(SECOND.multipliedBy(10));
        assertEquals(List.of("once"), log);
        assertEquals(0, loop.alarms());
    }

    @Test
    void everyRunsAfterEachPeriodUntilItIsCancelled() {
        Future<?> timer = timers.every(SECOND, queue, () -> log.add("tick"));
        assertEquals(List.of(), log);
        loop.advance(SECOND.multipliedBy(3));
        assertEquals(List.of("tick", "tick", "tick"), log);
        assertTrue(timer.cancel(false));
        loop.advance(SECOND.multipliedBy(3));
        assertEquals(3, log.size());
        assertEquals(0, loop.alarms());
    }

    @Test
    void aTimerMayCancelItself() {
        var own = new ArrayList<Future<?>>();
        own.add(timers.every(SECOND, queue, () -> {
            log.add("tick");
            if (log.size() == 2) {
                own.get(0).cancel(true);
            }
        }));
        loop.advance(SECOND.multipliedBy(5));
        assertEquals(2, log.size());
        assertEquals(0, loop.alarms());
    }

    @Test
    void aTaskThatTakesLongerThanItsPeriodMissesTimesAndKeepsItsRhythm() {
        timers.every(SECOND, queue, () -> {
            log.add("at " + (loop.now() - 1_000_000_000) / 1_000_000);
            if (log.size() == 1) {
                loop.advance(Duration.ofMillis(2500));          // it takes that long: the times 2 and 3 are missed
            }
        });
        loop.advance(SECOND);
        loop.advance(SECOND);
        assertEquals(List.of("at 1000", "at 4000"), log);
    }

    @Test
    void aTaskThatThrowsIsLoggedAndRunAgain() {
        try (var log = new TestLog()) {
            timers.every(SECOND, queue, () -> {
                this.log.add("tick");
                throw new IllegalStateException("broken");
            });
            loop.advance(SECOND.multipliedBy(2));
            assertEquals("the listener of \"a task of every(…)\" failed", log.next());
        }
        assertEquals(2, this.log.size());
    }

    @Test
    void allEndWithTheirOwnerAndLaterOnesAtOnce() {
        Future<?> once = timers.after(SECOND, queue, () -> log.add("once"));
        Future<?> again = timers.every(SECOND, queue, () -> log.add("again"));
        timers.end();
        assertTrue(once.isCancelled() && again.isCancelled());
        assertEquals(0, loop.alarms());
        assertTrue(timers.after(SECOND, queue, () -> log.add("late")).isCancelled());
        loop.advance(SECOND.multipliedBy(2));
        assertEquals(List.of(), log);
        timers.end();
    }

    @Test
    void thereIsALimitThatCountsThoseThatRun() {
        for (int i = 1; i < UserTimers.MAX_TIMERS; i++) {
            timers.every(SECOND, queue, () -> { });
        }
        Future<?> last = timers.after(SECOND, queue, () -> { });
        var error = assertThrows(IllegalStateException.class, () -> timers.after(SECOND, queue, () -> { }));
        assertEquals("1000 timers are running already: cancel those that are no longer needed, with the Future that after or every"
                + " returned", error.getMessage());
        last.cancel(false);
        timers.after(SECOND, queue, () -> log.add("in its place"));
        loop.advance(SECOND);
        timers.after(SECOND, queue, () -> { });                 // one that has run counts no more
        assertEquals(List.of("in its place"), log);
    }

    @Test
    void timesAndTasksAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> timers.after(Duration.ZERO, queue, () -> { }));
        assertThrows(IllegalArgumentException.class, () -> timers.every(Duration.ofNanos(999_999), queue, () -> { }));
        assertThrows(IllegalArgumentException.class, () -> timers.every(Duration.ofDays(13), queue, () -> { }));
        assertThrows(NullPointerException.class, () -> timers.after(null, queue, () -> { }));
        assertThrows(NullPointerException.class, () -> timers.after(SECOND, queue, null));
        timers.every(Duration.ofMillis(1), queue, () -> { });
        timers.after(Duration.ofDays(12), queue, () -> { });
    }
}
