package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
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

    @Test
    void upToTheLimitNobodyIsStopped() {
        intake.grows(LIMIT);
        assertFalse(intake.stops(LIMIT));
        assertFalse(intake.defers(Integer.MAX_VALUE));
    }

    @Test
    void aboveTheLimitThoseWhoHaveMuchWaitingAreStoppedAndLongMessagesDeferred() {
        intake.grows(LIMIT + 1);
        assertFalse(intake.stops(Intake.LITTLE));
        assertTrue(intake.stops(MUCH));
        assertFalse(intake.defers(Intake.SHORT_MESSAGE));
        assertTrue(intake.defers(Intake.SHORT_MESSAGE + 1));
    }

    @Test
    void halfAboveTheLimitEverybodyIsStoppedWhoHasAnythingWaiting() {
        intake.grows(LIMIT + LIMIT / 2);
        assertFalse(intake.stops(1));
        assertFalse(intake.defers(0));
        intake.grows(1);
        assertTrue(intake.stops(1));
        assertFalse(intake.stops(0));
        assertTrue(intake.defers(0));
    }

    @Test
    void whoIsStoppedHearsOfItOnceWhenHalfIsLeft() {
        intake.grows(LIMIT + 1);
        assertFalse(intake.resumes(waiting("a"), MUCH));
        intake.shrinks(LIMIT / 2);
        assertEquals(List.of(), events);
        intake.shrinks(1);
        intake.shrinks(1);
        assertEquals(List.of("a"), events);
        assertTrue(intake.resumes(waiting("a"), MUCH));
    }

    @Test
    void whoHasLittleWaitingHearsOfItAtTheLimit() {
        intake.grows(LIMIT + 2);
        assertFalse(intake.resumes(waiting("a"), Intake.LITTLE / 2));
        intake.shrinks(1);
        assertEquals(List.of(), events);
        intake.shrinks(1);
        assertEquals(List.of("a"), events);
    }

    @Test
    void whoHasNothingWaitingResumesWhateverTheOthersHave() {
        intake.grows(10 * LIMIT);
        var client = waiting("a");
        assertFalse(intake.resumes(client, MUCH));
        assertTrue(intake.resumes(client, 0));
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
            if (all.resumes(resumed::incrementAndGet, MUCH)) {
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
        second.holds(LIMIT + 1);
        assertEquals(List.of("first above 1000000"), events);
        first.holds(0);                             // its message has become complete, say
        assertEquals("second above 1000000", events.get(1));
    }

    @Test
    void whatIsUnfinishedStopsNobody() {
        new Holding("a").holds(10 * LIMIT);
        assertFalse(intake.stops(MUCH));
        assertFalse(intake.defers(Integer.MAX_VALUE));
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
