package enchufe.net;

import enchufe.log.Log;
import enchufe.log.RareWarnings;
import enchufe.websocket.OutboundBudget;
import java.util.Collection;
import java.util.List;

/**
 * The connections that speak HTTP, as far as bytes wait for them: responses to polls, parts of pages, and requests that wait for
 * the HttpServer behind. For any thread.
 */
final class HttpClients implements OutboundBudget.Clients<Connection> {
    private final RareWarnings warnings = new RareWarnings(Log.of("enchufe.net"));
    private final Loops loops;

    HttpClients(Loops loops) {
        this.loops = loops;
    }

    @Override
    public Collection<Connection> all() {
        return loops.all().stream().map(Loop::connections).flatMap(List::stream).toList();
    }

    @Override
    public long queuedBytes(Connection connection) {
        return connection.plainBytes();
    }

    @Override
    public void overflow(Connection connection, String how) {
        var address = connection.channel().socket().getRemoteSocketAddress();
        warnings.say("overflow", "cut off the connection to " + address + ": " + how);
        connection.discard();
        connection.loop().execute(connection::reset);
    }
}
