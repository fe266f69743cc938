package enchufe.dispatch;

import enchufe.log.Misuse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The future of an acknowledgement, which a handler may wait for. Waiting first flushes what the handler has emitted so far:
 * otherwise the event would wait for the handler, and the handler for the answer. Waiting needs no other thread of the executor,
 * since all of them may be waiting: when the answer has come, the handler's own thread completes the future. On a loop, waiting is
 * an error: the loop itself receives the answer.
 *
 * <p>If the user completes the future before the answer has come, also by {@code orTimeout} or {@code cancel}, the pending
 * acknowledgement is forgotten at once. Futures derived from this one ({@code thenApply}, …) do not do so, since somebody else may
 * still wait for the answer.
 *
 * @param <T> the type of the answer
 */
public final class AckFuture<T> extends CompletableFuture<T> {
    private final BooleanSupplier inLoop;
    private final CompletableFuture<Runnable> arrival;      // completes the future; shared with derived futures
    private Runnable forget = () -> { };                    // does nothing in derived futures

    /**
     * Makes a future without an answer.
     *
     * @param inLoop whether the calling thread is a loop
     */
    public AckFuture(BooleanSupplier inLoop) {
        this(inLoop, new CompletableFuture<>());
    }

    private AckFuture(BooleanSupplier inLoop, CompletableFuture<Runnable> arrival) {
        this.inLoop = inLoop;
        this.arrival = arrival;
    }

    /**
     * Sets what forgets the pending acknowledgement if the future is completed before the answer has come. Called before anybody
     * else has this future.
     */
    public void whenGivenUp(Runnable action) {
        forget = action;
    }

    /**
     * The answer has come, or will not come. Derived futures run the user's code, so the future is completed by a thread that
     * waits for it or on the executor, but not on the calling thread, which may be a loop.
     *
     * @param value the answer
     * @param error why there is no answer; null if there is one
     * @param dispatcher completes the future
     */
    public void arrive(T value, RuntimeException error, Dispatcher dispatcher) {
        Runnable completion = () -> {           // may be run more than once
            if (error == null) {
                complete(value);
            } else {
                completeExceptionally(error);
            }
        };
        arrival.complete(completion);
        dispatcher.execute(completion);
    }

    // These methods forget the acknowledgement before they complete the future: its dependents may emit again, up to a limit.

    @Override
    public boolean complete(T value) {
        giveUp();
        return super.complete(value);
    }

    @Override
    public boolean completeExceptionally(Throwable error) {
        giveUp();
        return super.completeExceptionally(error);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        giveUp();
        return super.cancel(mayInterrupt);
    }

    @Override
    public void obtrudeValue(T value) {
        giveUp();
        super.obtrudeValue(value);
    }

    @Override
    public void obtrudeException(Throwable error) {
        giveUp();
        super.obtrudeException(error);
    }

    /** {@inheritDoc} The JDK's method does not call {@link #complete}. */
    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        Misuse.requireNonNull(supplier, "supplier");
        executor.execute(() -> {
            try {
                complete(supplier.get());
            } catch (Throwable error) {
                completeExceptionally(error);
            }
        });
        return this;
    }

    private void giveUp() {
        if (!arrival.isDone()) {
            forget.run();
        }
    }

    @Override
    public T join() {
        if (!isDone()) {
            here().join();
            completeHere();
        }
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (!isDone()) {
            here().get();
            completeHere();
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!isDone()) {
            here().get(timeout, unit);
            completeHere();
        }
        return super.get(timeout, unit);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new AckFuture<>(inLoop, arrival);
    }

    /** {@return a future that is completed, never exceptionally, when the answer has come or this future is completed} */
    private CompletableFuture<?> here() {
        if (inLoop.getAsBoolean()) {
            throw Misuse.state("waiting for an answer on a loop, which would have to bring it, waits for ever:"
                    + " use thenAccept, or an executor other than Runnable::run");
        }
        FlushScope.flushCurrent();
        return CompletableFuture.anyOf(this, arrival).handle((value, error) -> null);
    }

    private void completeHere() {
        Runnable completion = arrival.getNow(null);
        if (completion != null) {
            completion.run();
        }
    }
}
