package enchufe.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What may wait for one client, and for all, of whatever kind they are. */
class OutboundBudgetTest {
    private static final Message HUNDRED_BYTES = Message.text("x".repeat(98));

    /** Clients whose queues a test sets. */
    private static final class Kind implements OutboundBudget.Clients<long[]> {
        final List<long[]> all = new ArrayList<>();
        final List<String> cut = new ArrayList<>();
        final List<Message> freed = new ArrayList<>();      // when the next one is cut off

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
            client[0] = 0;
            freed.forEach(Message::release);
            freed.clear();
        }
    }

    private final Kind one = new Kind();
    private final Kind other = new Kind();

    private OutboundBudget budget(int maxOutboundBytes, long maxInAll) {
        var budget = new OutboundBudget(maxOutboundBytes, OutboundBudget.queuedInAll() + maxInAll);
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
        other.freed.add(HUNDRED_BYTES);
        budget.check(one, innocent, 10);
        assertEquals(List.of(), one.cut);
        assertEquals(1, other.cut.size());
        assertTrue(other.cut.get(0).startsWith("60: 60 bytes wait for it, the most of all clients"), other.cut.get(0));
        budget.check(one, innocent, 10);
        assertEquals(1, one.cut.size() + other.cut.size());
    }

    @Test
    void eachTimeOneIsCutOffSoThatNobodyIsForWhatCannotBeFreed() {
        var budget = budget(1_000, 99);
        HUNDRED_BYTES.retain();                             // waits elsewhere: nobody's end frees it
        for (int queued : new int[] {30, 20, 10}) {
            one.client(queued);
        }
        budget.check(one, one.client(5), 5);
        assertEquals(1, one.cut.size());
        budget.check(one, one.client(5), 5);
        assertEquals(2, one.cut.size());
        HUNDRED_BYTES.release();
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

    @Test
    void whoseBytesAreItsOwnGoesBeforeThoseWhoShareAMessage() {
        long messages = Message.queuedInAll();
        long more = messages - (OutboundBudget.queuedInAll() - messages);
        OutboundBudget.queued(more);                            // whatever other tests have left, both kinds take the same
        var plain = new Kind();
        var budget = budget(1_000, 149);
        budget.addPlain(plain);
        one.client(100);
        other.client(100);
        plain.client(40);
        HUNDRED_BYTES.retain();
        OutboundBudget.queued(40);
        budget.checkAll();
        assertEquals(List.of(1, 0), List.of(one.cut.size() + other.cut.size(), plain.cut.size()), "the message takes more");
        OutboundBudget.queued(180);
        plain.client(180);
        budget.checkAll();
        assertEquals(List.of(1, 1), List.of(one.cut.size() + other.cut.size(), plain.cut.size()));
        assertTrue(plain.cut.get(0).startsWith("180: 180 bytes wait for it, the most of all clients"), plain.cut.get(0));
        HUNDRED_BYTES.release();
        OutboundBudget.queued(-220 - more);
    }
}
