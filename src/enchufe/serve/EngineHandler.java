package enchufe.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import enchufe.engine.EngineServer;
import enchufe.engine.HostedExchange;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RefusalLog;
import enchufe.http.RequestHead;
import enchufe.log.Log;
import enchufe.log.Quote;
import java.io.IOException;
import java.lang.System.Logger;

/** The HTTP requests below a path of Engine.IO: preflights, the client script, and the polling transport. */
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

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        RequestHead head = HostedExchange.headOf(exchange);
        try {
            if (head.method().equals("OPTIONS")) {
                HostedExchange.respond(exchange, 204, origins.preflight(head, peerOf(exchange)), new byte[0]);
            } else if (script != null && script.isWanted(head)) {
                script.send(exchange, head, origins.admit(head, peerOf(exchange)));
            } else {
                engine.handle(exchange);
            }
        } catch (HttpException refusal) {
            if (refusal.status() != 403) {          // of which the rule for origins has said in the log what would help
                refusals.add(head.method() + " " + Quote.of(head.target()), refusal, System.nanoTime());
            }
            HostedExchange.respond(exchange, refusal.status(), refusal.headers(), refusal.body());
        }
    }

    private static Peer peerOf(HttpExchange exchange) {
        return new Peer(exchange.getRemoteAddress(), false);
    }
}
