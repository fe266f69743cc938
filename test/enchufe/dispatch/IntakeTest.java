package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final long LIMIT = 1_000_000;
    private static final long MUCH = Intake.LITTLE + 1;

    private final Intake intake = new Intake(LIMIT);
    private final List<String> events = new ArrayList<>();

    private Intake.Waiting waiting(String name) {
        return () -> events.add(name);
    }

    private final class Holding implements Intake.Holder {
        private final String name;
        private long bytes;

        Holding(String name) {
            this.name = name;
        }

        void holds(long now) {
            long before = bytes;
            bytes = now;
            intake.unfinished(this, before, now);
        }

        @Override
        public long unfinishedBytes() {
            return bytes;
        }

        @Override
        public void evict(long limit) {
            events.add(name + " above " + limit);
        }
    }

    private final class Sending implements Intake.Backlog {
        private final String name;
        private long bytes;

        Sending(String name, long bytes) {
            this.name = name;
            this.bytes = bytes;
            intake.grows(bytes);
            intake.add(this);
        }

        void ends(long count) {
            bytes -= count;
            intake.shrinks(count);
            if (bytes <= Intake.LITTLE) {
                intake.remove(this);
            }
        }

        @Override
        public long waitingBytes() {
            return bytes;
        }

        @Override
        public void discard(long limit) {
            events.add(name + " above " + limit);
        }
    }

    @Test
    void whatAllThreadsDecodeTakesNoMoreThanTwiceTheLimit() {
        assertEquals(LIMIT, intake.messageLimit());
        for (long each : List.of(LIMIT, LIMIT, LIMIT * 2 / 3, LIMIT / 2)) {
            intake.decoders(1);
            assertEquals(each, intake.messageLimit());
        }
        intake.decoders(-4);
        assertEquals(LIMIT, intake.messageLimit());
    }

    @Test
    void upToTheLimitNobodyIsStopped() {
        intake.grows(LIMIT);
        assertFalse(intake.stops(LIMIT, false));
        assertFalse(intake.defers(Integer.MAX_VALUE, LIMIT));
    }

    @Test
    void aboveTheLimitThoseWhoHaveMuchWaitingAreStoppedAndLongMessagesDeferred() {
        intake.grows(LIMIT + 1);
        assertFalse(intake.stops(Intake.LITTLE, false));
        assertTrue(intake.stops(MUCH, false));
        assertFalse(intake.defers(Intake.SHORT_MESSAGE, MUCH));
        assertTrue(intake.defers(Intake.SHORT_MESSAGE + 1, 0));
    }

    @Test
    void halfAboveTheLimitEverybodyIsStoppedWhoHasAnythingWaiting() {
        intake.grows(LIMIT + LIMIT / 2);
        assertFalse(intake.stops(1, false));
        assertFalse(intake.defers(0, 1));
        intake.grows(1);
        assertTrue(intake.stops(1, false));
        assertFalse(intake.stops(0, false));
        assertTrue(intake.defers(0, 1));
    }

    @Test
    void whoHasNothingWaitingIsAlwaysHeard() {
        intake.grows(10 * LIMIT);
        assertFalse(intake.stops(0, false));
        assertFalse(intake.defers(Intake.SHORT_MESSAGE, 0));
    }

    @Test
    void whoIsAskedIsStoppedLaterAndResumesSooner() {
        intake.grows(LIMIT + LIMIT / 2);
        assertFalse(intake.stops(MUCH, true));
        intake.grows(1);
        assertTrue(intake.stops(1, true));
        assertFalse(intake.resumes(waiting("asked"), MUCH, true));
        assertFalse(intake.resumes(waiting("other"), MUCH, false));
        intake.shrinks(LIMIT / 2);
        assertEquals(List.of(), events);
        intake.shrinks(1);
        assertEquals(List.of("asked"), events);
        assertTrue(intake.resumes(waiting("asked"), MUCH, true));
    }

    // ---- if stopping does not help

    @Test
    void theOneWithTheMostWaitingHasToGo() {
        new Sending("small", LIMIT / 4);
        new Sending("large", LIMIT / 2);
        var middle = new Sending("middle", LIMIT / 3);
        intake.discardLargest();
        assertEquals(List.of("large above 1000000"), events);
        intake.discardLargest();
        assertEquals(List.of("large above 1000000", "middle above 1000000"), events, "the rest is still more than half");
        middle.ends(LIMIT / 3);
        intake.discardLargest();
        assertEquals(2, events.size(), "the rest is less than half");
    }

    @Test
    void whatHasBeenForgottenAlreadyCostsNobodyElseTheConnection() {
        var large = new Sending("large", 10 * LIMIT);
        new Sending("small", LIMIT / 2);
        intake.discardLargest();
        intake.discardLargest();                        // a listener still holds what the first one sent
        assertEquals(List.of("large above 1000000"), events);
        large.ends(10 * LIMIT);
        new Sending("other", LIMIT / 2 + 1);
        intake.discardLargest();
        assertEquals("other above 1000000", events.get(1));
    }

    @Test
    void whoHasLittleWaitingStays() {
        new Sending("large", LIMIT).ends(LIMIT - Intake.LITTLE);
        intake.grows(LIMIT);
        intake.discardLargest();
        assertEquals(List.of(), events);
    }

    @Test
    void whoIsStoppedHearsOfItOnceWhenHalfIsLeft() {
        intake.grows(LIMIT + 1);
        assertFalse(intake.resumes(waiting("a"), MUCH, false));
        intake.shrinks(LIMIT / 2);
        assertEquals(List.of(), events);
        intake.shrinks(1);
        intake.shrinks(1);
        assertEquals(List.of("a"), events);
        assertTrue(intake.resumes(waiting("a"), MUCH, false));
    }

    @Test
    void whoHasLittleWaitingHearsOfItAtTheLimit() {
        intake.grows(LIMIT + 2);
        assertFalse(intake.resumes(waiting("a"), Intake.LITTLE / 2, false));
        intake.shrinks(1);
        assertEquals(List.of(), events);
        intake.shrinks(1);
        assertEquals(List.of("a"), events);
    }

    @Test
    void whoHasNothingWaitingResumesWhateverTheOthersHave() {
        intake.grows(10 * LIMIT);
        var client = waiting("a");
        assertFalse(intake.resumes(client, MUCH, false));
        assertTrue(intake.resumes(client, 0, false));
        intake.shrinks(10 * LIMIT);
        assertEquals(List.of(), events);                // it is not waited for any more
    }

    /** The last that waits may go while somebody is being stopped: then nobody else would ever tell them. */
    @Test
    void noWakeUpIsLost() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            var all = new Intake(100);
            var resumed = new AtomicInteger();
            all.grows(101);
            var listener = new Thread(() -> all.shrinks(101));
            listener.start();
            if (all.resumes(resumed::incrementAndGet, MUCH, false)) {
                resumed.incrementAndGet();
            }
            listener.join();
            assertTrue(resumed.get() >= 1, "round " + round);
        }
    }

    @Test
    void aboveTheLimitWhoHoldsTheMostUnfinishedHasToGo() {
        var small = new Holding("small");
        var large = new Holding("large");
        large.holds(LIMIT / 2 + 1);
        small.holds(LIMIT / 2 - 1);
        assertEquals(List.of(), events);
        small.holds(LIMIT / 2);
        assertEquals(List.of("large above 1000000"), events);
        small.holds(LIMIT / 2 + 1);
        assertEquals(1, events.size(), "one after the other: the first one's memory is not free yet");
        large.holds(0);
        small.holds(LIMIT);
        assertEquals(1, events.size());
        small.holds(LIMIT + 1);
        assertEquals("small above 1000000", events.get(1));
    }

    @Test
    void ifWhoHadToGoHasGotRidOfItAnotherHasToGo() {
        var first = new Holding("first");
        var second = new Holding("second");
        first.holds(LIMIT + 2);
        second.holds(LIMIT);
        assertEquals(List.of("first above 1000000"), events);
        first.holds(0);                             // its message has become complete, say, and another begins
        first.holds(1);
        assertEquals("second above 1000000", events.get(1));
    }

    @Test
    void whatIsUnfinishedStopsNobodyButLongMessagesWaitUntilSomebodyHasGone() {
        var holding = new Holding("a");
        holding.holds(LIMIT);
        assertFalse(intake.defers(Integer.MAX_VALUE, MUCH));
        holding.holds(LIMIT + 1);
        assertFalse(intake.stops(MUCH, false));
        assertFalse(intake.defers(Intake.SHORT_MESSAGE, MUCH));
        assertTrue(intake.defers(Intake.SHORT_MESSAGE + 1, 0));
        events.clear();
        assertFalse(intake.resumes(waiting("asked"), 1, true));
        assertFalse(intake.resumes(waiting("b"), MUCH, false));
        assertTrue(intake.resumes(waiting("c"), 0, false));
        holding.holds(LIMIT);
        assertEquals(Set.of("asked", "b"), Set.copyOf(events));
        assertTrue(intake.resumes(waiting("b"), MUCH, false));
    }

    /** Who is evicted on another loop holds its memory until that loop has time. */
    @Test
    void asManyAreEvictedAsItTakesWhenNobodyHasGoneYet() {
        var first = new Holding("first");
        new Holding("second").holds(LIMIT / 2);
        first.holds(LIMIT - 1);
        assertEquals(List.of("first above 1000000"), events);
        new Holding("third").holds(LIMIT / 2);
        assertEquals(1, events.size(), "without the first, it is not too much");
        new Holding("fourth").holds(LIMIT / 4);
        assertEquals(2, events.size());
        assertTrue(Set.of("second above 1000000", "third above 1000000").contains(events.get(1)));
        first.holds(0);
        assertEquals(2, events.size());
    }

    @Test
    void whoHasGoneIsNotEvicted() {
        var gone = new Holding("gone");
        gone.holds(LIMIT);
        gone.holds(0);
        var next = new Holding("next");
        next.holds(LIMIT);
        assertEquals(List.of(), events);
        next.holds(LIMIT + 1);
        assertEquals(List.of("next above 1000000"), events);
    }
}
