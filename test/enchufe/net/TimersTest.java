package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Loop loop = new Loop("timers-test");      // never started
    private final Timers timers = new Timers();
    private final List<String> fired = new ArrayList<>();
    private long now;

    @AfterEach
    void stop() {
        loop.stop();
    }

    private Timers.Timer set(long time, Runnable action) {
        var timer = new Timers.Timer(loop, time, action);
        timers.add(timer);
        return timer;
    }

    private Timers.Timer set(long time, String name) {
        return set(time, () -> fired.add(name + " at " + now));
    }

    private void advance(long to) {
        now = to;
        timers.advance(to);
    }

    @Test
    void withoutTimersThereIsNothingToWaitFor() {
        assertEquals(-1, timers.untilNext(5));
        advance(5);
    }

    @Test
    void theyGoOffInOrderOfTimeThenOfSetting() {
        set(30, "c");
        set(10, "a");
        set(20, "b1");
        set(20, "b2");
        assertEquals(10, timers.untilNext(0));
        advance(9);
        assertEquals(List.of(), fired);
        advance(20);
        assertEquals(List.of("a at 20", "b1 at 20", "b2 at 20"), fired);
        assertEquals(10, timers.untilNext(20));
        advance(30);
        assertEquals(-1, timers.untilNext(30));
    }

    @Test
    void whatIsOverdueIsDueNow() {
        set(10, "a");
        assertEquals(0, timers.untilNext(10));
        assertEquals(0, timers.untilNext(1000));
    }

    @Test
    void whatIsTakenOutDoesNotGoOff() {
        Timers.Timer first = set(10, "first");
        Timers.Timer second = set(10, "second");
        set(10, "third");
        timers.remove(second);
        timers.remove(second);
        advance(10);
        assertEquals(List.of("first at 10", "third at 10"), fired);
        timers.remove(first);
        assertEquals(-1, timers.untilNext(10));
    }

    @Test
    void whatIsCancelledAndNotTakenOutYetDoesNothing() {
        set(10, "a").cancel();
        assertEquals(10, timers.untilNext(0));
        advance(10);
        assertEquals(List.of(), fired);
        assertEquals(-1, timers.untilNext(10));
    }

    @Test
    void whatIsCancelledBeforeItIsSetIsNotSet() {
        var timer = new Timers.Timer(loop, 10, () -> fired.add("a"));
        timer.cancel();
        timers.add(timer);
        assertEquals(-1, timers.untilNext(0));
    }

    @Test
    void oneThatIsSetForThePresentOrThePastByAnotherHasItsTurnNext() {
        set(10, () -> {
            set(10, "at once");
            set(5, "sooner");
            set(11, "later");
        });
        set(10, "the other");
        advance(10);
        assertEquals(0, timers.untilNext(10));
        advance(10);
        assertEquals(List.of("sooner at 10", "the other at 10", "at once at 10"), fired);
        assertEquals(1, timers.untilNext(10));
    }

    @Test
    void oneThatSetsItselfAgainDoesNotHoldTheLoop() {
        set(10, new Runnable() {
            @Override
            public void run() {
                fired.add("at " + now);
                set(now, this);
            }
        });
        advance(10);
        advance(11);
        assertEquals(List.of("at 10", "at 11"), fired);
    }

    @Test
    void theClockMayPassTheEndOfItsRange() {
        long start = Long.MAX_VALUE - 5;
        set(start + 10, "after");
        set(start + 1, "before");
        assertEquals(1, timers.untilNext(start));
        advance(start + 9);
        assertEquals(1, fired.size());
        advance(start + 10);
        assertEquals(List.of("before at " + (start + 9), "after at " + (start + 10)), fired);
    }

    @Test
    void oneThatThrowsKeepsTheOthers() {
        set(10, () -> {
            throw new IllegalStateException("expected by the test");
        });
        set(10, "next");
        assertThrows(IllegalStateException.class, () -> advance(10));
        advance(10);
        assertEquals(List.of("next at 10"), fired);
    }

    @Test
    void manyTimersGoOffSorted() {
        long seed = 42;
        var random = new Random(seed);
        var times = new ArrayList<Long>();
        for (int i = 0; i < 10_000; i++) {
            long time = random.nextInt(1_000_000);
            set(time, () -> times.add(time));
        }
        advance(1_000_000);
        assertEquals(times.stream().sorted().toList(), times, "seed " + seed);
        assertEquals(10_000, times.size());
    }
}
