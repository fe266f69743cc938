package enchufe;

import enchufe.dispatch.FlushScope;
import enchufe.engine.EngineLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A future that a handler may wait for: what the handler has emitted so far goes out first, or else the question would wait
 * for the handler, and the handler for the answer. On the loop, which would have to bring the answer, waiting is an error.
 */
final class Answer<T> extends CompletableFuture<T> {
    private final EngineLoop loop;

    Answer(EngineLoop loop) {
        this.loop = loop;
    }

    @Override
    public T join() {
        beforeWaiting();
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        beforeWaiting();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        beforeWaiting();
        return super.get(timeout, unit);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new Answer<>(loop);
    }

    private void beforeWaiting() {
        if (isDone()) {
            return;
        }
        if (loop.inLoop()) {
            throw new IllegalStateException("waiting for an answer on the loop, which would have to bring it, waits for ever:"
                    + " use thenAccept, or an executor other than Runnable::run");
        }
        FlushScope scope = FlushScope.current();
        if (scope != null) {
            scope.flush();
        }
    }
}
