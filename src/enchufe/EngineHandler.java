package enchufe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import enchufe.engine.EngineServer;
import enchufe.engine.HostedExchange;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
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
        RequestHead head = HostedExchange.headOf(exchange);
        if (head.method().equals("OPTIONS")) {
            preflight(exchange, head);
        } else if (script != null && script.isWanted(head)) {
            script.handle(exchange);
        } else {
            engine.handle(exchange);
        }
    }

    private void preflight(HttpExchange exchange, RequestHead head) throws IOException {
        int status = 204;
        try {
            cors.preflight(head, new Peer(exchange.getRemoteAddress(), false))
                    .forEach(exchange.getResponseHeaders()::add);
        } catch (HttpException refusal) {
            status = refusal.status();
        }
        exchange.sendResponseHeaders(status, -1);
    }
}
