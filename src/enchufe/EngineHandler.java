package enchufe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import enchufe.engine.EngineServer;
import enchufe.engine.HostedExchange;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import java.io.IOException;

/** The HTTP requests below a path of Engine.IO: preflights, the client script, and the polling transport. */
final class EngineHandler implements HttpHandler {
    private final Cors cors;
    private final ClientScript script;          // null if it is not served
    private final EngineServer engine;

    EngineHandler(Cors cors, EngineServer engine, ClientScript script) {
        this.cors = cors;
        this.engine = engine;
        this.script = script;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("OPTIONS")) {
            preflight(exchange);
        } else if (script != null && script.isWanted(exchange)) {
            script.handle(exchange);
        } else {
            engine.handle(exchange);
        }
    }

    private void preflight(HttpExchange exchange) throws IOException {
        int status = 204;
        try {
            cors.preflight(HostedExchange.headOf(exchange), new Peer(exchange.getRemoteAddress(), false))
                    .forEach(exchange.getResponseHeaders()::add);
        } catch (HttpException refusal) {
            status = refusal.status();
        }
        exchange.sendResponseHeaders(status, -1);
    }
}
