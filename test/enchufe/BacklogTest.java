package enchufe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private final List<Boolean> reading = new ArrayList<>();
    private final Backlog backlog = new Backlog(1000) {
        @Override
        void reading(boolean on) {
            reading.add(on);
        }
    };

    @Test
    void readingGoesOnAtTheLimit() {
        backlog.add(600);
        backlog.add(400);
        assertEquals(List.of(), reading);
    }

    @Test
    void readingStopsAboveTheLimitOnce() {
        backlog.add(1001);
        backlog.add(1);
        assertEquals(List.of(false), reading);
    }

    @Test
    void readingResumesAtHalfTheLimitOnce() {
        backlog.add(1200);
        backlog.remove(699);
        assertEquals(List.of(false), reading);
        backlog.remove(1);
        backlog.remove(100);
        assertEquals(List.of(false, true), reading);
    }

    @Test
    void readingResumesAtOnceIfTheListenersHaveCaughtUpMeanwhile() {
        var caughtUp = new ArrayList<Boolean>();
        var quick = new Backlog(1000) {
            @Override
            void reading(boolean on) {
                caughtUp.add(on);
                if (!on) {
                    remove(1500);
                }
            }
        };
        quick.add(1500);
        assertEquals(List.of(false, true), caughtUp);
    }
}
