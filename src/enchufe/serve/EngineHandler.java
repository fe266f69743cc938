package enchufe.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import enchufe.engine.EngineServer;
import enchufe.engine.Exchange;
import enchufe.http.HttpException;
import enchufe.http.RefusalLog;
import enchufe.http.RequestHead;
import enchufe.log.Log;
import enchufe.log.Quote;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Handles HTTP requests below an Engine.IO path: preflights, the client script, and the polling transport. */
final class EngineHandler implements HttpHandler {
    private static final Logger LOG = Log.of("enchufe");

    private final RefusalLog refusals = new RefusalLog(LOG);
    private final OriginRule origins;
    private final ClientScript script;          // null if it is not served
    private final EngineServer engine;
    private final AtomicBoolean called = new AtomicBoolean();   // by an HttpServer

    EngineHandler(OriginRule origins, EngineServer engine, ClientScript script) {
        this.origins = origins;
        this.engine = engine;
        this.script = script;
    }

    /** {@inheritDoc} Called by an HttpServer that was bound before. */
    @Override
    public void handle(HttpExchange exchange) {
        if (called.compareAndSet(false, true)) {
            checkExecutor(exchange.getHttpContext().getServer().getExecutor());
        }
        engine.handle(exchange, this::handle);
    }

    /** Without an executor, an HttpServer runs its handlers on the thread that waits for all its clients. */
    private static void checkExecutor(Executor executor) {
        Thread caller = Thread.currentThread();
        try {
            executor.execute(() -> {
                if (Thread.currentThread() == caller) {
                    LOG.log(Level.WARNING, "the HttpServer has no executor: it serves one request at a time, and a client that"
                            + " sends slowly holds up all others; call setExecutor(Executors.newCachedThreadPool()) first");
                }
            });
        } catch (RejectedExecutionException full) {
            // So it is one.
        }
    }

    void handle(Exchange exchange) {
        RequestHead head = exchange.head();
        try {
            if (head.method().equals("OPTIONS")) {
                exchange.respond(204, origins.preflight(head, exchange.peer()), new byte[0]);
            } else if (script != null && script.isWanted(head)) {
                script.send(exchange, origins.admit(head, exchange.peer()));
            } else {
                engine.handle(exchange);
            }
        } catch (HttpException refusal) {
            if (refusal.status() != 403) {          // the rule for origins has already logged it
                refusals.add(head.method() + " " + Quote.of(head.target()), refusal, System.nanoTime());
            }
            exchange.refuse(refusal);
        }
    }
}
