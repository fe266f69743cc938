package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final List<Boolean> reading = new ArrayList<>();
    private final Backlog backlog = new Backlog() {
        @Override
        int maxBacklog() {
            return 1000;
        }

        @Override
        void reading(boolean on) {
            reading.add(on);
        }
    };

    @Test
    void readingGoesOnAtTheLimit() {
        backlog.backlogGrows(600);
        backlog.backlogGrows(400);
        assertEquals(List.of(), reading);
    }

    @Test
    void readingStopsAboveTheLimitOnce() {
        backlog.backlogGrows(1001);
        backlog.backlogGrows(1);
        assertEquals(List.of(false), reading);
    }

    @Test
    void readingResumesAtHalfTheLimitOnce() {
        backlog.backlogGrows(1200);
        backlog.backlogShrinks(699);
        assertEquals(List.of(false), reading);
        backlog.backlogShrinks(1);
        backlog.backlogShrinks(100);
        assertEquals(List.of(false, true), reading);
    }

    @Test
    void readingResumesAtOnceIfTheListenersHaveCaughtUpMeanwhile() {
        var caughtUp = new ArrayList<Boolean>();
        var quick = new Backlog() {
            @Override
            int maxBacklog() {
                return 1000;
            }

            @Override
            void reading(boolean on) {
                caughtUp.add(on);
                if (!on) {
                    backlogShrinks(1500);
                }
            }
        };
        quick.backlogGrows(1500);
        assertEquals(List.of(false, true), caughtUp);
    }
}
