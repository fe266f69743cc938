package enchufe.dispatch;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A future that a handler may wait for: what the handler has emitted so far goes out first, or else the question would wait
 * for the handler, and the handler for the answer. Nor does it need a thread of the executor, which may all be waiting: the
 * handler itself completes the future once the answer is here. On a loop, which would have to bring the answer, waiting is
 * an error.
 *
 * <p>Whoever completes the future before the answer is here, {@code orTimeout} and {@code cancel} among them, does not wait for it
 * any more: the question is forgotten at once. Of what is derived from it ({@code thenApply}, …) this does not hold, since somebody
 * else may still wait for the answer itself.
 *
 * @param <T> the answer
 */
public final class AckFuture<T> extends CompletableFuture<T> {
    private final BooleanSupplier inLoop;
    private final CompletableFuture<Runnable> arrival;      // what completes the answer; shared by what depends on it
    private Runnable forget = () -> { };                    // the question; nothing for what depends on it

    /**
     * Begins without an answer.
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
     * Sets what is done when the future is completed before the answer is here. Called before anybody else has this future.
     *
     * @param action forgets the question
     */
    public void whenGivenUp(Runnable action) {
        forget = action;
    }

    /**
     * The answer is here, or will not come. What depends on it is the user's code, so it runs where somebody waits for it or
     * on the executor, not on the calling thread, which may be a loop.
     *
     * @param value the answer
     * @param error why there is none; null if there is one
     * @param dispatcher runs what depends on the answer
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

    // Forgotten first: what depends on this future may ask again, and needs the room.

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

    /** {@inheritDoc} The JDK's would get round {@link #complete}. */
    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        Objects.requireNonNull(supplier, "supplier");
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

    /** {@return what is done, never exceptionally, when the answer is here or somebody else has completed this future} */
    private CompletableFuture<?> here() {
        if (inLoop.getAsBoolean()) {
            throw new IllegalStateException("waiting for an answer on a loop, which would have to bring it, waits for ever:"
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
