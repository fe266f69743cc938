package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.engine.EngineLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Timers timers = new Timers();
    private final List<String> fired = new ArrayList<>();

    private void once(long time, String name) {
        timers.schedule(time, now -> {
            fired.add(name + " at " + now);
            return EngineLoop.NEVER;
        });
    }

    @Test
    void withoutTimersThereIsNothingToWaitFor() {
        assertEquals(-1, timers.untilNext(5));
        timers.advance(5);
    }

    @Test
    void theyFireInOrderOfTimeThenOfScheduling() {
        once(30, "c");
        once(10, "a");
        once(20, "b1");
        once(20, "b2");
        assertEquals(10, timers.untilNext(0));
        timers.advance(9);
        assertEquals(List.of(), fired);
        timers.advance(20);
        assertEquals(List.of("a at 20", "b1 at 20", "b2 at 20"), fired);
        assertEquals(10, timers.untilNext(20));
        timers.advance(30);
        assertEquals(-1, timers.untilNext(30));
    }

    @Test
    void whatIsOverdueIsDueNow() {
        once(10, "a");
        assertEquals(0, timers.untilNext(10));
        assertEquals(0, timers.untilNext(1000));
    }

    @Test
    void aDeadlineThatMovesIsLookedAtOnlyWhenTheOldOneIsOver() {
        var deadline = new long[] {10};
        timers.schedule(10, now -> {
            fired.add("looked at " + now);
            return deadline[0] > now ? deadline[0] : EngineLoop.NEVER;
        });
        deadline[0] = 15;
        deadline[0] = 25;
        timers.advance(10);
        assertEquals(15, timers.untilNext(10));
        timers.advance(25);
        assertEquals(List.of("looked at 10", "looked at 25"), fired);
        assertEquals(-1, timers.untilNext(25));
    }

    @Test
    void aTimerThatReturnsThePresentOrThePastFiresOnceAnInstant() {
        timers.schedule(10, now -> {
            fired.add("at " + now);
            return 5;
        });
        timers.advance(10);
        timers.advance(10);
        timers.advance(11);
        assertEquals(List.of("at 10", "at 11"), fired);
    }

    @Test
    void aTimerMayScheduleAnother() {
        timers.schedule(10, now -> {
            once(10, "due too");
            once(11, "later");
            return EngineLoop.NEVER;
        });
        timers.advance(10);
        assertEquals(List.of("due too at 10"), fired);
        assertEquals(1, timers.untilNext(10));
    }

    @Test
    void theClockMayPassTheEndOfItsRange() {
        long start = Long.MAX_VALUE - 5;
        once(start + 10, "after");
        once(start + 1, "before");
        assertEquals(1, timers.untilNext(start));
        timers.advance(start + 9);
        assertEquals(1, fired.size());
        timers.advance(start + 10);
        assertEquals(List.of("before at " + (start + 9), "after at " + (start + 10)), fired);
    }

    @Test
    void aTimerThatThrowsKeepsTheOthers() {
        timers.schedule(10, now -> {
            throw new IllegalStateException("expected by the test");
        });
        once(10, "next");
        try {
            timers.advance(10);
        } catch (IllegalStateException expected) {
            timers.advance(10);
        }
        assertEquals(List.of("next at 10"), fired);
    }

    @Test
    void manyTimersFireSorted() {
        long seed = 42;
        var random = new Random(seed);
        var times = new ArrayList<Long>();
        for (int i = 0; i < 10_000; i++) {
            long time = random.nextInt(1_000_000);
            timers.schedule(time, now -> {
                times.add(time);
                return EngineLoop.NEVER;
            });
        }
        timers.advance(1_000_000);
        assertEquals(times.stream().sorted().toList(), times, "seed " + seed);
        assertEquals(10_000, times.size());
    }
}
