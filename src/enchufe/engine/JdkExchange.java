package enchufe.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An exchange that the JDK's HttpServer hosts. The HttpServer calls on its own threads, which may block, and does not notice that
 * a client has gone. {@link ResponseWriters} write the response.
 */
final class JdkExchange extends Exchange {
    private final HttpExchange exchange;
    private final ResponseWriters writers;
    private final Sessions.Ending ending;   // of the server, which waits until the response is written

    JdkExchange(HttpExchange exchange, ResponseWriters writers, Sessions.Ending ending) {
        super(headOf(exchange), new Peer(exchange.getRemoteAddress(), exchange instanceof HttpsExchange));
        this.exchange = exchange;
        this.writers = writers;
        this.ending = ending;
        ending.add();
    }

    private static RequestHead headOf(HttpExchange exchange) {
        var fields = new ArrayList<String>();
        for (Map.Entry<String, List<String>> field : exchange.getRequestHeaders().entrySet()) {
            for (String value : field.getValue()) {
                fields.addAll(List.of(field.getKey(), value));
            }
        }
        URI uri = exchange.getRequestURI();             // which may be absolute: RFC 9112 §3.2.2
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : '?' + uri.getRawQuery());
        return new RequestHead(exchange.getRequestMethod(), target, exchange.getProtocol(), Headers.of(fields));
    }

    @Override
    public void onBody(Runnable action) {
        action.run();                       // reading the body may block this thread
    }

    @Override
    public byte[] body(int most) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(most + 1);
        return body.length > most ? null : body;
    }

    @Override
    public void onGone(Runnable action) {}

    @Override
    protected void send(int status, Headers headers, byte[] body) {
        writers.respond(exchange, status, headers, body, ending::remove);
    }
}
