package enchufe.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** What may wait for one client, and for all, of whatever kind they are. */
class OutboundBudgetTest {
    private static final Message HUNDRED_BYTES = Message.text("x".repeat(98));

    /** Clients whose queues a test sets. */
    private static final class Kind implements OutboundBudget.Clients<long[]> {
        final List<long[]> all = new ArrayList<>();
        final List<String> cut = new ArrayList<>();
        final Queue<Runnable> tasks = new ArrayDeque<>();

        long[] client(long queued) {
            long[] client = {queued};
            all.add(client);
            return client;
        }

        @Override
        public Collection<long[]> all() {
            return all;
        }

        @Override
        public long queuedBytes(long[] client) {
            return client[0];
        }

        @Override
        public void overflow(long[] client, String how) {
            cut.add(client[0] + ": " + how);
            tasks.add(() -> client[0] = 0);
        }

        @Override
        public Executor loop(long[] client) {
            return tasks::add;
        }

        void run() {
            tasks.forEach(Runnable::run);
            tasks.clear();
        }
    }

    private final Kind one = new Kind();
    private final Kind other = new Kind();

    private OutboundBudget budget(int maxOutboundBytes, long maxInAll) {
        var budget = new OutboundBudget(maxOutboundBytes, Message.queuedInAll() + maxInAll);
        budget.add(one);
        budget.add(other);
        return budget;
    }

    @Test
    void soMuchMayWaitForOneAndNoMore() {
        var budget = budget(100, 1_000);
        budget.check(one, one.client(100), 100);
        assertEquals(List.of(), one.cut);
        budget.check(one, one.client(101), 101);
        assertEquals(1, one.cut.size());
        assertTrue(one.cut.get(0).startsWith("101: 101 bytes wait for it, more than maxOutboundBytes (100)"), one.cut.get(0));
    }

    @Test
    void whenTooMuchWaitsInAllTheSlowestOfAllKindsIsCutOff() {
        var budget = budget(1_000, 99);
        var innocent = one.client(10);
        one.client(50);
        other.client(60);
        budget.check(one, innocent, 10);
        HUNDRED_BYTES.retain();
        budget.check(one, innocent, 10);
        budget.check(one, innocent, 10);                    // not again before that one's memory is free
        assertEquals(List.of(), one.cut);
        assertEquals(1, other.cut.size());
        assertTrue(other.cut.get(0).startsWith("60: 60 bytes wait for it, the most of all clients"), other.cut.get(0));
        other.run();
        budget.check(other, innocent, 10);
        assertEquals(1, one.cut.size());
        one.run();
        HUNDRED_BYTES.release();
        budget.check(one, innocent, 10);
        assertEquals(2, one.cut.size() + other.cut.size());
    }

    @Test
    void nobodyIsCutOffForWhatWaitsElsewhere() {
        var budget = budget(1_000, 99);
        var idle = one.client(0);
        HUNDRED_BYTES.retain();
        budget.check(one, idle, 0);
        assertEquals(List.of(), one.cut);
        one.client(5);
        budget.check(one, idle, 0);
        assertEquals(1, one.cut.size());
        HUNDRED_BYTES.release();
    }
}
