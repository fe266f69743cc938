package enchufe.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import enchufe.Quiet;
import enchufe.Soon;
import enchufe.dispatch.FlushScope;
import enchufe.dispatch.Intake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {
    private final Quiet quiet = new Quiet();
    private final Loop loop = new Loop("loop of the test");

    @AfterEach
    void stop() throws InterruptedException {
        loop.stop();
        loop.join(60_000);
        quiet.close();
    }

    @Test
    void tasksHandedOverBeforeTheStartRunInOrder() {
        var ran = new ArrayList<Integer>();
        var done = new CompletableFuture<Boolean>();
        IntStream.range(0, 100).forEach(i -> loop.execute(() -> ran.add(i)));
        loop.execute(() -> done.complete(loop.inLoop()));
        assertFalse(loop.inLoop());
        loop.start();
        assertTrue(Soon.get(done));
        assertEquals(IntStream.range(0, 100).boxed().toList(), ran);
    }

    @Test
    void whatLoopsDecodeAtTheSameTimeIsLimitedAsLongAsTheyRun() throws InterruptedException {
        var intake = new Intake(1_000_000);
        List<Loop> loops = IntStream.range(0, 4).mapToObj(i -> new Loop("loop " + i)).toList();
        for (Loop each : loops) {
            each.intake = intake;
            each.start();
            Soon.get(CompletableFuture.runAsync(() -> { }, each));
        }
        assertEquals(500_000, intake.messageLimit());
        for (Loop each : loops) {
            each.stop();
            each.join(60_000);
        }
        assertEquals(1_000_000, intake.messageLimit());
    }

    @Test
    void noTaskIsForgottenHoweverManyThreadsHandThemOver() {
        loop.start();
        int threads = 4;
        var rounds = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                for (int i = 0; i < 3_000; i++) {
                    var ran = new CompletableFuture<Void>();    // the loop goes to sleep between any two of them
                    loop.execute(() -> ran.complete(null));
                    Soon.get(ran);
                }
                rounds.countDown();
            }).start();
        }
        Soon.await(rounds);
    }

    @Test
    void aTaskThatFeedsTheLoopKeepsNobodyWaiting() {
        loop.start();
        var stop = new CompletableFuture<Void>();
        loop.execute(new Runnable() {
            @Override
            public void run() {
                if (!stop.isDone()) {
                    loop.execute(this);
                }
            }
        });
        var timer = new CompletableFuture<Void>();
        loop.after(Duration.ofMillis(1), () -> timer.complete(null));
        Soon.get(timer);
        stop.complete(null);
    }

    @Test
    void timersFireInOrderAndNotEarly() {
        loop.start();
        var fired = new ArrayList<String>();
        var done = new CompletableFuture<Void>();
        loop.execute(() -> {
            long start = loop.now();
            for (int millis : new int[] {30, 10, 20}) {
                loop.schedule(start + millis * 1_000_000L, () -> {
                    fired.add(millis + (loop.now() - start < millis * 1_000_000L ? " early" : ""));
                    if (millis == 30) {
                        done.complete(null);
                    }
                });
            }
        });
        Soon.get(done);
        assertEquals(List.of("10", "20", "30"), fired);
    }

    @Test
    void aTimerThatIsCancelledOnTheLoopLeavesNothingBehind() {
        loop.start();
        var alarm = loop.after(Duration.ofDays(1), () -> { });          // set from here, so that it comes by way of a task
        var left = new CompletableFuture<Long>();
        loop.execute(() -> {
            loop.after(Duration.ofDays(1), () -> { }).cancel();
            alarm.cancel();
            left.complete(loop.timers.untilNext(loop.now()));
        });
        assertEquals(-1, Soon.get(left));
    }

    @Test
    void aTimerThatIsCancelledOnAnotherThreadDoesNothing() {
        loop.start();
        var cancelled = new CountDownLatch(1);
        loop.execute(() -> Soon.await(cancelled));                      // nothing goes off before
        var fired = new CompletableFuture<Void>();
        long time = loop.now();
        loop.schedule(time, () -> fired.complete(null)).cancel();
        var later = new CompletableFuture<Void>();
        loop.schedule(time, () -> later.complete(null));
        cancelled.countDown();
        Soon.get(later);
        assertFalse(fired.isDone());
    }

    @Test
    void noFaultStopsTheLoop() {
        loop.start();
        loop.execute(() -> {
            throw new IllegalStateException("expected by the test");
        });
        loop.schedule(loop.now(), () -> {
            throw new IllegalStateException("expected by the test");
        });
        loop.execute(() -> FlushScope.current().add(() -> {
            throw new IllegalStateException("expected by the test");
        }));
        loop.execute(() -> {
            throw new StackOverflowError("expected by the test");
        });
        for (int i = 0; i < 10; i++) {
            var turn = new CompletableFuture<Void>();
            loop.schedule(loop.now(), () -> turn.complete(null));
            Soon.get(turn);
        }
    }

    @Test
    void anInterruptDoesNotKeepTheLoopAwake() {
        loop.start();
        loop.execute(() -> Thread.currentThread().interrupt());
        for (int i = 0; i < 3; i++) {
            var turn = new CompletableFuture<Boolean>();
            loop.execute(() -> turn.complete(Thread.currentThread().isInterrupted()));
            if (!Soon.get(turn)) {
                return;
            }
        }
        throw new AssertionError("the selector does not wait as long as its thread is interrupted");
    }

    @Test
    void whatATurnWritesIsFlushedAtItsEnd() {
        loop.start();
        var flushed = new CompletableFuture<List<String>>();
        var log = new ArrayList<String>();
        loop.execute(() -> FlushScope.current().add(() -> flushed.complete(List.copyOf(log))));
        loop.execute(() -> log.add("the task after it"));
        // Whether both tasks came in one turn is up to the threads; the flush never comes before its own task.
        assertNotNull(Soon.get(flushed));
    }

    @Test
    void aLogThatFailsStopsNothing() throws InterruptedException {
        try (var log = new FailingLog("enchufe.net")) {
            loop.start();
            for (Throwable fault : List.of(new IllegalStateException("expected by the test"), new StackOverflowError())) {
                log.failWith(fault);
                loop.execute(() -> {
                    throw new IllegalStateException("expected by the test");
                });
                loop.schedule(loop.now(), () -> {
                    throw new IllegalStateException("expected by the test");
                });
                var alive = new CompletableFuture<Void>();
                loop.after(Duration.ofMillis(1), () -> alive.complete(null));
                Soon.get(alive);
            }
            assertTrue(log.lines() >= 4);
        }
    }

    @Test
    void aSelectorThatFailsNowAndThenIsTriedAgain() {
        var selector = new FailingSelector(2 * Loop.MAX_FAILURES, 2);       // every other time
        var failing = new Loop("failing", selector);
        var told = new ArrayList<Throwable>();
        failing.onFailure(told::add);
        failing.start();
        Soon.holds("it works again", selector::isWhole);
        failing.stop();
        assertEquals(List.of(), told);
    }

    @Test
    void aSelectorThatIsBrokenIsReportedOnceAndTasksAndTimersGoOn() {
        for (Throwable fault : List.of(new IOException("expected by the test"), new OutOfMemoryError("expected by the test"))) {
            var failing = new Loop("failing", new FailingSelector(Integer.MAX_VALUE, 1, fault));
            var told = new LinkedBlockingQueue<Throwable>();
            failing.onFailure(told::add);
            failing.start();
            assertSame(fault, Soon.take(told));
            var timer = new CompletableFuture<Void>();
            failing.execute(() -> failing.after(Duration.ofMillis(1), () -> timer.complete(null)));
            Soon.get(timer);
            failing.stop();
            assertTrue(told.isEmpty());
        }
    }

    @Test
    void aConnectionWhoseHandlerFailsIsClosed() throws Exception {
        loop.start();
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var channel = SocketChannel.open(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            channel.configureBlocking(false);
            try (Socket peer = server.accept()) {
                peer.setSoTimeout(10_000);
                var gone = new CompletableFuture<Connection>();
                loop.execute(() -> {
                    try {
                        new Connection(loop, channel).start(new FailingHandler(), gone::complete);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                peer.getOutputStream().write(1);
                assertEquals(-1, peer.getInputStream().read());
                assertNotNull(Soon.get(gone));
            }
        }
    }

    private static final class FailingHandler implements ConnectionHandler {
        @Override
        public void onBytes(ByteBuffer in) {
            throw new StackOverflowError("expected by the test");
        }

        @Override
        public void onEof() {}

        @Override
        public void onDrained() {}

        @Override
        public void onShutdown() {}

        @Override
        public void onClosed() {}
    }

    @Test
    void aLoopThatStopsClosesItsChannels() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var channel = SocketChannel.open(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            channel.configureBlocking(false);
            try (Socket peer = server.accept()) {
                peer.setSoTimeout(60_000);
                loop.start();
                loop.execute(() -> register(channel, key -> { }));
                loop.execute(loop::stop);
                loop.join(60_000);
                assertEquals(-1, peer.getInputStream().read());
                assertFalse(channel.isOpen());
            }
        }
    }

    @Test
    void aChannelThatIsReadyFindsTheTimeAfterTheWaiting() throws IOException {
        loop.start();
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var channel = SocketChannel.open(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
            channel.configureBlocking(false);
            var registered = new CompletableFuture<Void>();
            var time = new CompletableFuture<Long>();
            loop.execute(() -> {
                register(channel, key -> {
                    key.cancel();
                    time.complete(loop.now());
                });
                loop.execute(() -> registered.complete(null));
            });
            Soon.get(registered);
            try (Socket peer = server.accept()) {
                long sent = System.nanoTime();
                peer.getOutputStream().write(1);
                assertTrue(Soon.get(time) - sent >= 0);
            }
            channel.close();
        }
    }

    private void register(SocketChannel channel, Loop.Selected selected) {
        try {
            loop.register(channel, SelectionKey.OP_READ, selected);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
