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

/** Handles HTTP requests below an Engine.IO path: preflights, the client script, and the polling transport. */
final class EngineHandler implements HttpHandler {
    private static final Logger LOG = Log.of("enchufe");

    private final RefusalLog refusals = new RefusalLog(LOG);
    private final OriginRule origins;
    private final ClientScript script;          // null if it is not served
    private final EngineServer engine;

    EngineHandler(OriginRule origins, EngineServer engine, ClientScript script) {
        this.origins = origins;
        this.engine = engine;
        this.script = script;
    }

    /** {@inheritDoc} Called by an HttpServer that was bound before. */
    @Override
    public void handle(HttpExchange exchange) {
        engine.handle(exchange, this::handle);
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
