package enchufe;

import enchufe.dispatch.HeapShare;
import enchufe.dispatch.SerialQueue;
import enchufe.engine.EngineServer;
import enchufe.engine.RequestCheck;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.link.UserCode;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import enchufe.log.UserFrames;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The layer below Socket.IO, where requests become sessions: {@link SocketIOServer#engine()}, {@code io.engine} in Node's server.
 * Safe from any thread.
 */
public final class Engine {
    /** How many errors may wait for the listeners; more are not told, but counted in {@link Stats#refusals}. */
    public static final int MAX_WAITING_ERRORS = 100;
    /** What a request may take on the heap while it waits. */
    private static final int REQUEST_BYTES = 16_000;

    private final Context context;
    private final EngineServer server;
    private final List<RequestMiddleware> middlewares = new CopyOnWriteArrayList<>();
    private final List<Consumer<ConnectionError>> listeners = new CopyOnWriteArrayList<>();
    private final SerialQueue errors;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger undecided = new AtomicInteger();
    volatile int maxUndecided = HeapShare.count(10_000, REQUEST_BYTES);

    Engine(Context context, EngineServer server) {
        this.context = context;
        this.server = server;
        this.errors = context.dispatcher().newQueue();
    }

    /** {@return how many clients are connected, whatever namespaces they are in} */
    public int clientsCount() {
        return server.sessions();
    }

    /**
     * Adds a middleware for all requests of Engine.IO, on both transports; not for preflights of browsers (OPTIONS) and the client
     * script. Without any, requests are not passed to another thread. While 10,000 requests, or as many as fit in an
     * eighth of the heap, wait for their middlewares, others get 503.
     *
     * @param middleware lets requests pass, or refuses them; runs on a thread of the executor
     * @return this
     */
    public Engine use(RequestMiddleware middleware) {
        middlewares.add(Misuse.requireNonNull(middleware, "middleware"));
        server.check(this::check);
        return this;
    }

    /**
     * Adds a listener for requests that are refused before they are served.
     *
     * @param listener called on a thread of the executor, for one error at a time
     * @return this
     */
    public Engine onConnectionError(Consumer<ConnectionError> listener) {
        listeners.add(Misuse.requireNonNull(listener, "listener"));
        server.onRefused(this::refused);
        return this;
    }

    EngineServer server() {
        return server;
    }

    private CompletionStage<RequestCheck.Pass> check(RequestHead head, Peer client) {
        if (undecided.incrementAndGet() > maxUndecided) {
            undecided.decrementAndGet();
            context.limits().warnings().say("undecided", "requests get 503: " + maxUndecided + " wait for the middlewares of"
                    + " io.engine(); let them decide sooner, or a larger heap (-Xmx) would let more wait");
            return CompletableFuture.failedFuture(new HttpException(503, "too many requests wait for middlewares"));
        }
        var request = new EngineRequest(head, client);
        var decision = new CompletableFuture<RequestCheck.Pass>();
        context.dispatcher().execute(() -> context.run("io.engine()", () -> "its client waits", middlewares,
                context.dispatcher()::execute, (middleware, next) -> middleware.accept(request, next),
                error -> decided(request, decision, error), () -> true));
        return decision.whenComplete((pass, failure) -> undecided.decrementAndGet());
    }

    private static void decided(EngineRequest request, CompletableFuture<RequestCheck.Pass> decision, RuntimeException error) {
        if (error == null) {
            decision.complete(request.pass());
        } else {
            decision.completeExceptionally(error instanceof ConnectException meant
                    ? RequestCheck.forbidden(meant.getMessage(), request.headers()) : Quote.printable(UserFrames.trim(error)));
        }
    }

    private void refused(RequestHead head, Peer client, int code, String message, Map<String, Object> about) {
        if (waiting.incrementAndGet() > MAX_WAITING_ERRORS) {
            waiting.decrementAndGet();
            return;
        }
        var error = new ConnectionError(new Handshake(head, client, Map.of(), System.currentTimeMillis()), code, message, about);
        errors.execute(() -> {
            waiting.decrementAndGet();
            listeners.forEach(listener -> UserCode.call("connection_error", () -> listener.accept(error)));
        });
    }
}
