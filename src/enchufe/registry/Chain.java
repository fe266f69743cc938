package enchufe.registry;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Runs middlewares one after the other, until one refuses or all have let pass. Each may decide now or later.
 *
 * @param <M> a middleware
 */
public final class Chain<M> {
    private final List<M> links;
    private final BiConsumer<M, Consumer<RuntimeException>> call;
    private final Consumer<RuntimeException> end;
    private final Executor order;
    private final Runnable onTwice;
    private volatile boolean underWay = true;

    private Chain(List<M> links, BiConsumer<M, Consumer<RuntimeException>> call, Consumer<RuntimeException> end, Executor order,
            Runnable onTwice) {
        this.links = links;
        this.call = call;
        this.end = end;
        this.order = order;
        this.onTwice = onTwice;
    }

    /**
     * Runs a chain.
     *
     * @param <M> a middleware
     * @param links the middlewares
     * @param order where the chain continues when a middleware decides later or on another thread
     * @param call calls a middleware with its continuation, which takes null, or the error that stops the chain
     * @param end takes null, or the error that stopped the chain: given to a continuation, or thrown by a middleware
     * @param onTwice called when a middleware decides again; only its first decision counts
     * @return the chain, which may still be under way
     */
    public static <M> Chain<M> run(List<M> links, Executor order, BiConsumer<M, Consumer<RuntimeException>> call,
            Consumer<RuntimeException> end, Runnable onTwice) {
        var chain = new Chain<>(links, call, end, order, onTwice);
        chain.step(0);
        return chain;
    }

    /** {@return whether a middleware still has to decide} */
    public boolean isUnderWay() {
        return underWay;
    }

    private void end(RuntimeException error) {
        underWay = false;
        end.accept(error);
    }

    private void step(int index) {
        if (index == links.size()) {
            end(null);
            return;
        }
        var decided = new AtomicBoolean();
        var within = new boolean[] {true};
        Thread caller = Thread.currentThread();
        Consumer<RuntimeException> next = error -> {
            if (decided.getAndSet(true)) {
                onTwice.run();
                return;
            }
            if (Thread.currentThread() == caller && within[0]) {
                proceed(index, error);
            } else {
                order.execute(() -> proceed(index, error));
            }
        };
        try {
            call.accept(links.get(index), next);
        } catch (Throwable e) {                 // checked ones too: middlewares in Kotlin or Scala may throw them
            if (decided.getAndSet(true)) {
                throw e;                        // it had already decided: the caller handles this
            }
            end(e instanceof RuntimeException thrown ? thrown : new IllegalStateException("a middleware failed", e));
        } finally {
            within[0] = false;
        }
    }

    private void proceed(int index, RuntimeException error) {
        if (error == null) {
            step(index + 1);
        } else {
            end(error);
        }
    }
}
