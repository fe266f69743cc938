package enchufe.net;

import enchufe.dispatch.FlushScope;
import enchufe.dispatch.Intake;
import enchufe.engine.Alarm;
import enchufe.engine.EngineLoop;
import enchufe.log.Log;
import enchufe.log.Misuse;
import enchufe.log.RareWarnings;
import enchufe.websocket.OutboundBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One thread and one selector. In each turn it waits until connections are ready, lets them read, runs due timers and the tasks
 * of other threads, and at the end writes what the turn has queued: one write per connection.
 *
 * <pre>
 *      ┌──▶ select ─▶ ready channels ─▶ due timers ─▶ tasks ─▶ flush ──┐
 *      └───────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * Nothing that runs here may block. May be called from any thread, except where a method asserts the loop.
 */
public final class Loop implements EngineLoop {
    /** The attachment of a channel's key: called on the loop when the channel is ready. */
    interface Selected {
        void ready(SelectionKey key);
    }

    /** The most bytes of one read; a message that fits needs no buffer of its connection. */
    private static final int READ_BUFFER_BYTES = 64 * 1024;
    /** After this many failures in a row, with pauses between them, a selector is taken to be broken. */
    static final int MAX_FAILURES = 100;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final Logger LOG = Log.of("enchufe.net");

    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    final Timers timers = new Timers();
    final RareWarnings warnings = new RareWarnings(LOG);
    Intake intake = Intake.OF_JVM;                  // another in tests
    OutboundBudget outbound = new OutboundBudget(Integer.MAX_VALUE, Long.MAX_VALUE);        // until Loops have one
    private final FlushScope scope = FlushScope.ofLoop();
    private final ByteBuffer readBuffer = ByteBuffer.allocate(READ_BUFFER_BYTES);
    private ByteBuffer cipherBuffer;                // null unless a connection is encrypted
    private volatile boolean stopped;
    private volatile Consumer<Throwable> onFailure = fault -> { };
    private int failures;                           // of the selector, in a row
    private long now = System.nanoTime();
    private boolean hasWaited;                      // since the time was read

    /** Makes a loop; its thread has that name. */
    public Loop(String name) {
        this(name, openSelector());
    }

    /** Makes a loop on a selector, which it will close. */
    Loop(String name, Selector selector) {
        this.selector = selector;
        thread = new Thread(this::run, name);       // not a daemon: a listening server keeps the JVM up after main
    }

    private static Selector openSelector() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw Misuse.atCaller(new UncheckedIOException("no selector could be opened: " + e.getMessage(), e));
        }
    }

    /** Sets what is called, once and on the loop, when the loop cannot serve its channels any more. */
    void onFailure(Consumer<Throwable> action) {
        onFailure = action;
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public long now() {
        return inLoop() ? now : System.nanoTime();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (!inLoop() && !woken.get() && woken.compareAndSet(false, true)) {
            selector.wakeup();                      // once, however many tasks arrive before the loop wakes up
        }
    }

    @Override
    public void afterBatch(Runnable task) {
        FlushScope current = FlushScope.current();
        if (current == null) {
            execute(task);
        } else {
            current.add(task::run);
        }
    }

    @Override
    public Alarm schedule(long time, Runnable action) {
        var timer = new Timers.Timer(this, time, action);
        if (inLoop()) {
            timers.add(timer);
        } else {
            execute(() -> timers.add(timer));
        }
        return timer;
    }

    /** Removes a timer; for another thread at the next turn, which is soon enough. */
    void unset(Timers.Timer timer) {
        if (inLoop()) {
            timers.remove(timer);
        } else {
            tasks.add(() -> timers.remove(timer));
        }
    }

    /** Ends the loop after its present turn; close its channels before. */
    public void stop() {
        stopped = true;
        if (thread.getState() == Thread.State.NEW) {
            closeSelector();                        // the thread, which would close it, has never been started
        } else {
            selector.wakeup();
        }
    }

    /** Waits until the loop has ended. */
    void join(long millis) throws InterruptedException {
        if (!inLoop()) {
            thread.join(millis);
        }
    }

    SelectionKey register(SelectableChannel channel, int interest, Selected selected) throws IOException {
        assert inLoop();
        return channel.register(selector, interest, selected);
    }

    /** {@return the open connections of this loop, which its selector knows; for any thread} */
    List<Connection> connections() {
        try {
            return selector.keys().stream()
                    .filter(key -> key.isValid() && key.attachment() instanceof Connection)
                    .map(key -> (Connection) key.attachment())
                    .toList();
        } catch (ClosedSelectorException ended) {
            return List.of();
        }
    }

    /** {@return the buffer for all reads of this loop, empty; what is read is consumed before the channel's call returns} */
    ByteBuffer readBuffer() {
        assert inLoop();
        return readBuffer.clear();
    }

    /** {@return a buffer for encrypted bytes, for use within one call} */
    ByteBuffer cipherBuffer() {
        assert inLoop();
        if (cipherBuffer == null) {
            cipherBuffer = ByteBuffer.allocate(TlsChannel.READ_BYTES);
        }
        return cipherBuffer;
    }

    private void run() {
        scope.enter();
        Intake counted = intake;
        counted.decoders(1);
        while (!stopped) {
            try {
                turn();
            } catch (Throwable error) {
                report(error);                      // out of memory, for instance: only stop() ends a loop
            }
        }
        counted.decoders(-1);
        closeSelector();
    }

    private void turn() {
        select();
        woken.set(false);
        runTimers();
        runTasks();
        scope.flush();
    }

    private void closeSelector() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();              // relays whose HttpServer has not answered yet
            }
            selector.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the selector did not close", e);
        }
    }

    private void select() {
        Thread.interrupted();                       // set by a handler, perhaps: a selector does not wait while it is set
        now = System.nanoTime();
        long wait = timers.untilNext(now);
        hasWaited = true;
        try {
            if (!tasks.isEmpty() || wait == 0) {
                selector.selectNow(this::ready);
            } else {
                // Rounded up, so that the loop does not spin through the last fraction of a millisecond; 0 waits without limit.
                selector.select(this::ready, wait < 0 ? 0 : (wait + 999_999) / 1_000_000);
            }
            failures = 0;
        } catch (Throwable error) {
            selectorFailed(error);
        }
        readClock();
    }

    /** A selector that failed once may work the next time. Timers and tasks go on, even when it is broken: closing needs them. */
    private void selectorFailed(Throwable error) {
        failures++;
        if (failures == 1) {
            LOG.log(Level.ERROR, "the selector failed; it is tried again", error);
        } else if (failures == MAX_FAILURES) {
            fail(error);
        }
        LockSupport.parkNanos(this, PAUSE_NANOS);
    }

    /** Reports that this loop cannot serve its connections any more. */
    void fail(Throwable fault) {
        Consumer<Throwable> once = onFailure;
        onFailure = again -> { };
        once.accept(fault);
    }

    /** Reads the time when the waiting ends: with the first channel that is ready, or with none. */
    private void readClock() {
        if (hasWaited) {
            now = System.nanoTime();
            hasWaited = false;
        }
    }

    private void ready(SelectionKey key) {
        readClock();
        try {
            ((Selected) key.attachment()).ready(key);
        } catch (Throwable error) {
            report(error);
            if (key.attachment() instanceof Connection broken) {
                execute(broken::close);             // nobody knows how much of its input it has handled
            }
        }
    }

    private void runTimers() {
        try {
            timers.advance(now);
        } catch (Throwable error) {
            report(error);                          // the other due timers wait for the next turn
        }
    }

    private void runTasks() {
        // Only the present ones: tasks that add tasks must not keep the channels waiting.
        for (int left = tasks.size(); left > 0; left--) {
            Runnable task = tasks.poll();
            try {
                task.run();
            } catch (Throwable error) {
                report(error);
            }
        }
    }

    /** An exception in one connection does not stop the others. */
    private static void report(Throwable error) {
        LOG.log(Level.ERROR, "a fault on the loop", error);
    }
}
