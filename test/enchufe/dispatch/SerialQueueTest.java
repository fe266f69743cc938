package enchufe.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialQueueTest {
    private final Quiet quiet = new Quiet();
    private final ArrayDeque<Runnable> handedOver = new ArrayDeque<>();     // an executor that the test runs by hand
    private final SerialQueue queue = new SerialQueue(handedOver::add);
    private final List<String> log = new ArrayList<>();

    private Runnable log(String entry) {
        return () -> log.add(entry);
    }

    @AfterEach
    void close() {
        quiet.close();
    }

    @Test
    void tasksRunInOrderAndAreHandedOverOnce() {
        queue.execute(log("a"));
        queue.execute(log("b"));
        queue.execute(log("c"));
        queue.execute(log("d"));
        assertEquals(1, handedOver.size());
        assertEquals(List.of(), log);
        handedOver.remove().run();
        assertEquals(List.of("a", "b", "c", "d"), log);
    }

    @Test
    void tasksAddedByATaskRunInTheSameTurn() {
        queue.execute(() -> {
            log.add("a");
            queue.execute(log("c"));
            log.add("b");
        });
        handedOver.remove().run();
        assertEquals(List.of("a", "b", "c"), log);
        assertTrue(handedOver.isEmpty());
        queue.execute(log("d"));
        handedOver.remove().run();
        assertEquals(List.of("a", "b", "c", "d"), log);
    }

    @Test
    void aQueueThatFeedsItselfLinesUpBehindTheOthers() {
        queue.execute(new Runnable() {
            @Override
            public void run() {
                log.add("again");
                queue.execute(this);
            }
        });
        var other = new SerialQueue(handedOver::add);
        other.execute(log("other"));
        handedOver.remove().run();
        handedOver.remove().run();
        assertEquals("other", log.get(log.size() - 1));
        assertEquals(1, handedOver.size());
    }

    @Test
    void aTaskThatThrowsEndsNothing() {
        queue.execute(() -> {
            throw new IllegalStateException("expected by the test");
        });
        queue.execute(() -> {
            throw new StackOverflowError("expected by the test");
        });
        queue.execute(log("after"));
        handedOver.remove().run();
        assertEquals(List.of("after"), log);
    }

    @Test
    void aQueueKnowsWhoRunsIt() {
        var other = new SerialQueue(handedOver::add);
        queue.execute(() -> log.add(queue.isCurrent() + " " + other.isCurrent()));
        assertFalse(queue.isCurrent());
        handedOver.remove().run();
        assertEquals(List.of("true false"), log);
        assertFalse(queue.isCurrent());
    }

    @Test
    void whatThreadsThatAreGoneHaveTakenAlongIsHandedOverAgain() {
        var gone = new boolean[1];
        var lossy = new SerialQueue(new HandlerExecutor() {
            @Override
            public void execute(Runnable task) {
                handedOver.add(task);
            }

            @Override
            public boolean isTerminated() {
                return gone[0];
            }
        });
        lossy.execute(log("a"));
        lossy.execute(log("b"));
        handedOver.clear();
        lossy.execute(log("c"));
        assertEquals(0, handedOver.size());
        gone[0] = true;
        lossy.execute(log("d"));
        lossy.execute(log("e"));
        while (!handedOver.isEmpty()) {
            handedOver.remove().run();
        }
        assertEquals(List.of("a", "b", "c", "d", "e"), log);
        lossy.execute(() -> lossy.execute(log("f")));
        assertEquals(1, handedOver.size());
        handedOver.remove().run();
        assertEquals(0, handedOver.size(), "what runs is not handed over");
        assertEquals("f", log.get(5));
    }

    @Test
    void tasksOfManyThreadsRunOneAtATimeAndKeepEachThreadsOrder() throws InterruptedException {
        int threads = 4;
        int each = 10_000;
        var dispatcher = new Dispatcher(null);
        var shared = dispatcher.newQueue();
        var seen = new ArrayList<List<Integer>>();
        IntStream.range(0, threads).forEach(thread -> seen.add(new ArrayList<>()));
        var all = new CountDownLatch(threads * each);
        for (int t = 0; t < threads; t++) {
            int thread = t;
            new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    shared.execute(() -> {
                        seen.get(thread).add(number);               // unguarded: the queue is the guard
                        all.countDown();
                    });
                }
            }).start();
        }
        assertTrue(all.await(60, TimeUnit.SECONDS));
        List<Integer> inOrder = IntStream.range(0, each).boxed().toList();
        seen.forEach(numbers -> assertEquals(inOrder, numbers));
        dispatcher.close();
    }
}
