package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.engine.Alarm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final List<Object> done = new ArrayList<>();
    private final List<Runnable> alarms = new ArrayList<>();
    private boolean asked;
    private Runnable whenStopped = () -> { };
    private final Backlog backlog = new Backlog() {
        @Override
        int maxBacklog() {
            return 1000;
        }

        @Override
        void reading(boolean on) {
            done.add(on);
            if (!on) {
                whenStopped.run();
            }
        }

        @Override
        boolean isAsked() {
            return asked;
        }

        @Override
        Alarm afterPauseTimeout(Runnable action) {
            alarms.add(action);
            return () -> alarms.remove(action);
        }

        @Override
        void onStuck() {
            done.add("stuck");
        }
    };

    /** The time that a pause may take without progress is over. */
    private void pauseTimeout() {
        alarms.remove(0).run();
    }

    @Test
    void readingGoesOnAtTheLimit() {
        backlog.backlogGrows(600);
        backlog.backlogGrows(400);
        assertEquals(List.of(), done);
    }

    @Test
    void readingStopsAboveTheLimitOnce() {
        backlog.backlogGrows(1001);
        backlog.backlogGrows(1);
        assertEquals(List.of(false), done);
    }

    @Test
    void readingResumesAtHalfTheLimitOnce() {
        backlog.backlogGrows(1200);
        backlog.backlogShrinks(699);
        assertEquals(List.of(false), done);
        backlog.backlogShrinks(1);
        backlog.backlogShrinks(100);
        assertEquals(List.of(false, true), done);
        assertEquals(List.of(), alarms);
    }

    @Test
    void readingResumesAtOnceIfTheListenersHaveCaughtUpMeanwhile() {
        whenStopped = () -> backlog.backlogShrinks(1500);
        backlog.backlogGrows(1500);
        assertEquals(List.of(false, true), done);
        assertEquals(List.of(), alarms);
    }

    // ---- while the client is asked something, its answer must get through

    @Test
    void whoIsAskedIsReadUpToAHigherLimit() {
        asked = true;
        backlog.backlogGrows(1000 * Backlog.MORE_WHILE_ASKED);
        assertEquals(List.of(), done);
        backlog.backlogGrows(1);
        assertEquals(List.of(false), done);
    }

    @Test
    void aQuestionResumesTheReading() {
        backlog.backlogGrows(1001);
        backlog.asked();
        assertEquals(List.of(false), done);         // nobody is
        asked = true;
        backlog.asked();
        backlog.asked();
        assertEquals(List.of(false, true), done);
        assertEquals(List.of(), alarms);
    }

    @Test
    void aQuestionAboveTheHigherLimitResumesNothing() {
        backlog.backlogGrows(1000 * Backlog.MORE_WHILE_ASKED + 1);
        asked = true;
        backlog.asked();
        assertEquals(List.of(false), done);
    }

    @Test
    void afterTheAnswerTheLimitIsWhatItWas() {
        asked = true;
        backlog.backlogGrows(1500);
        asked = false;
        assertEquals(List.of(), done);
        backlog.backlogGrows(1);
        assertEquals(List.of(false), done);
    }

    // ---- a pause in which nothing moves has an end

    @Test
    void aPauseWithoutProgressIsReportedOnce() {
        backlog.backlogGrows(1001);
        pauseTimeout();
        assertEquals(List.of(false, "stuck"), done);
        assertEquals(List.of(), alarms);
    }

    @Test
    void anyProgressProlongsThePause() {
        backlog.backlogGrows(1001);
        backlog.progress();
        pauseTimeout();
        assertEquals(List.of(false), done);
        backlog.backlogShrinks(1);                  // is some, too
        pauseTimeout();
        assertEquals(List.of(false), done);
        pauseTimeout();
        assertEquals(List.of(false, "stuck"), done);
    }

    @Test
    void progressWhileReadingGoesOnIsNone() {
        backlog.progress();
        backlog.backlogGrows(1001);
        pauseTimeout();
        assertEquals(List.of(false, "stuck"), done);
    }

    @Test
    void theEndOfTheClientEndsThePause() {
        backlog.backlogGrows(1001);
        backlog.endPause();
        assertEquals(List.of(), alarms);
    }
}
