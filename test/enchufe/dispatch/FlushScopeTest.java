package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.TestLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushScopeTest {
    private final Quiet quiet = new Quiet();
    private final FlushScope scope = new FlushScope();
    private final List<String> flushed = new ArrayList<>();

    private Flushable outlet(String name) {
        return () -> flushed.add(name);
    }

    @AfterEach
    void close() {
        quiet.close();
    }

    @Test
    void aThreadIsInItsScopeFromEnterToExit() {
        assertNull(FlushScope.current());
        scope.enter();
        assertSame(scope, FlushScope.current());
        scope.exit();
        assertNull(FlushScope.current());
    }

    @Test
    void exitFlushesEachOutletOnce() {
        scope.enter();
        scope.add(outlet("a"));
        scope.add(outlet("b"));
        assertEquals(List.of(), flushed);
        scope.exit();
        scope.flush();
        assertEquals(List.of("a", "b"), flushed);
    }

    @Test
    void theListsServeManyBatches() {
        for (int i = 0; i < 3; i++) {
            scope.add(outlet("a" + i));
            scope.flush();
        }
        assertEquals(List.of("a0", "a1", "a2"), flushed);
    }

    @Test
    void whatAnOutletNotesWhileItIsFlushedIsFlushedBehindTheOthers() {
        scope.add(() -> {
            flushed.add("a");
            scope.add(outlet("c"));
        });
        scope.add(outlet("b"));
        scope.flush();
        assertEquals(List.of("a", "b", "c"), flushed);
    }

    @Test
    void anOutletThatFailsHoldsBackNoOther() {
        scope.add(() -> {
            throw new IllegalStateException("expected by the test");
        });
        scope.add(outlet("b"));
        scope.flush();
        assertEquals(List.of("b"), flushed);
    }

    @Test
    void aBatchIsStalledAtTheSecondLook() {
        assertFalse(scope.isStalled());
        scope.started();
        assertFalse(scope.isStalled());
        assertTrue(scope.isStalled());
        scope.ended();
        assertFalse(scope.isStalled());
        scope.started();
        assertFalse(scope.isStalled());
        scope.ended();
        scope.started();
        assertFalse(scope.isStalled(), "another batch than at the last look");
        assertTrue(scope.isStalled());
    }

    @Test
    void theWatchFlushesOnlyWhatIsStalled() {
        var watch = new StallWatch(stalled -> { });         // not started: the test looks in its place
        var other = new FlushScope();
        watch.add(scope);
        watch.add(other);
        scope.add(outlet("stalled"));
        other.add(outlet("at work"));
        scope.started();
        assertEquals(0, watch.tick());
        other.started();
        assertEquals(1, watch.tick());
        assertEquals(List.of("stalled"), flushed);
        scope.retire();
        assertEquals(1, watch.tick());
        assertEquals(List.of("stalled", "at work"), flushed);
    }

    /** A batch that calls no listener, such as one of clients that connect, must not pass for a listener of the batch before. */
    @Test
    void aListenerThatHasEndedIsNotPointedOut() {
        var slow = new SlowListeners();
        long later = 2 * SlowListeners.LIMIT.toNanos();
        quiet.close();
        try (var log = new TestLog()) {
            scope.enter();
            scope.started();
            FlushScope.calling("ended");
            scope.pointOut(slow, 0);
            scope.ended();
            scope.started();
            scope.pointOut(slow, later);
            scope.pointOut(slow, 2 * later);
            assertTrue(log.isEmpty());
            FlushScope.calling("slow");
            scope.pointOut(slow, 2 * later);
            scope.pointOut(slow, 3 * later);
            scope.pointOut(slow, 4 * later);
            assertTrue(log.next().contains("\"slow\" has been running for 5 s"));
            assertTrue(log.isEmpty());
            scope.exit();
        }
    }
}
