package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboundBudgetTest {
    private final List<Object> done = new ArrayList<>();
    private final List<Runnable> alarms = new ArrayList<>();
    private boolean asked;
    private Runnable whenStopped = () -> { };
    private final Intake intake = new Intake(1_000_000);
    private final InboundBudget budget = new InboundBudget() {
        @Override
        protected Intake intake() {
            return intake;
        }

        @Override
        protected int maxInboundBytes() {
            return 1000;
        }

        @Override
        protected void reading(boolean on) {
            done.add(on);
            if (!on) {
                whenStopped.run();
            }
        }

        @Override
        protected boolean isAckPending() {
            return asked;
        }

        @Override
        protected Runnable afterPauseTimeout(Runnable action) {
            alarms.add(action);
            return () -> alarms.remove(action);
        }

        @Override
        protected void onStuck() {
            done.add("stuck");
        }

        @Override
        public void discard(long limit) {
            done.add("discarded");
        }
    };

    /** The time that a pause may take without progress is over. */
    private void pauseTimeout() {
        alarms.remove(0).run();
    }

    @Test
    void readingGoesOnAtTheLimit() {
        budget.grows(600);
        budget.grows(400);
        assertEquals(List.of(), done);
    }

    @Test
    void readingStopsAboveTheLimitOnce() {
        budget.grows(1001);
        budget.grows(1);
        assertEquals(List.of(false), done);
    }

    @Test
    void readingResumesAtHalfTheLimitOnce() {
        budget.grows(1200);
        budget.shrinks(699);
        assertEquals(List.of(false), done);
        budget.shrinks(1);
        budget.shrinks(100);
        assertEquals(List.of(false, true), done);
        assertEquals(List.of(), alarms);
    }

    @Test
    void readingResumesAtOnceIfTheListenersHaveCaughtUpMeanwhile() {
        whenStopped = () -> budget.shrinks(1500);
        budget.grows(1500);
        assertEquals(List.of(false, true), done);
        assertEquals(List.of(), alarms);
    }

    // ---- while the client is asked something, its answer must get through

    @Test
    void whoIsAskedIsReadUpToAHigherLimit() {
        asked = true;
        budget.grows(1000 * InboundBudget.MORE_WHILE_ACK_PENDING);
        assertEquals(List.of(), done);
        budget.grows(1);
        assertEquals(List.of(false), done);
    }

    @Test
    void aQuestionResumesTheReading() {
        budget.grows(1001);
        budget.ackRequested();
        assertEquals(List.of(false), done);         // nobody is
        asked = true;
        budget.ackRequested();
        budget.ackRequested();
        assertEquals(List.of(false, true), done);
        assertEquals(List.of(), alarms);
    }

    @Test
    void aQuestionAboveTheHigherLimitResumesNothing() {
        budget.grows(1000 * InboundBudget.MORE_WHILE_ACK_PENDING + 1);
        asked = true;
        budget.ackRequested();
        assertEquals(List.of(false), done);
    }

    @Test
    void afterTheAnswerTheLimitIsWhatItWas() {
        asked = true;
        budget.grows(1500);
        asked = false;
        assertEquals(List.of(), done);
        budget.grows(1);
        assertEquals(List.of(false), done);
    }

    // ---- a pause in which nothing moves has an end

    @Test
    void aPauseWithoutProgressIsReportedOnce() {
        budget.grows(1001);
        pauseTimeout();
        assertEquals(List.of(false, "stuck"), done);
        assertEquals(List.of(), alarms);
    }

    @Test
    void anyProgressProlongsThePause() {
        budget.grows(1001);
        budget.progress();
        pauseTimeout();
        assertEquals(List.of(false), done);
        budget.shrinks(1);                  // is some, too
        pauseTimeout();
        assertEquals(List.of(false), done);
        pauseTimeout();
        assertEquals(List.of(false, "stuck"), done);
    }

    @Test
    void progressWhileReadingGoesOnIsNone() {
        budget.progress();
        budget.grows(1001);
        pauseTimeout();
        assertEquals(List.of(false, "stuck"), done);
    }

    @Test
    void theEndOfTheClientEndsThePause() {
        budget.grows(1001);
        budget.endPause();
        assertEquals(List.of(), alarms);
    }
}
