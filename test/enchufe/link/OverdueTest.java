package enchufe.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import enchufe.engine.FakeLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OverdueTest {
    private final FakeLoop loop = new FakeLoop();
    private final Overdue overdue = new Overdue(loop, Overdue.LIMIT);
    private final List<String> reports = new ArrayList<>();

    @Test
    void whatHasNotHappenedIn30SecondsIsReported() {
        overdue.watch(() -> true, () -> reports.add("late"));
        loop.advance(Duration.ofSeconds(30).minusNanos(1));
        assertEquals(List.of(), reports);
        loop.advance(Duration.ofNanos(1));
        assertEquals(List.of("late"), reports);
        loop.advance(Duration.ofMinutes(5));
        assertEquals(List.of("late"), reports);
    }

    @Test
    void oneIsWatchedAtATimeAndTheNextAfterIt() {
        var pending = new AtomicBoolean(true);
        overdue.watch(pending::get, () -> reports.add("first"));
        overdue.watch(() -> true, () -> reports.add("second"));
        assertEquals(1, loop.alarms());
        pending.set(false);
        loop.advance(Overdue.LIMIT);
        assertEquals(List.of(), reports);
        overdue.watch(() -> true, () -> reports.add("third"));
        loop.advance(Overdue.LIMIT);
        assertEquals(List.of("third"), reports);
    }
}
