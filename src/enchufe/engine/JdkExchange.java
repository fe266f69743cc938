package enchufe.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.log.Log;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An exchange that the JDK's HttpServer hosts. The HttpServer calls on its own threads, which may block, and does not notice that
 * a client has gone. {@link ResponseWriters} write the response.
 */
public final class JdkExchange extends Exchange {
    private static final Logger LOG = Log.of("enchufe.engine");
    /** The most bytes of one write. */
    private static final int PIECE_BYTES = 64 * 1024;

    private final HttpExchange exchange;
    private final ResponseWriters writers;
    private final Sessions.Ending ending;   // of the server, which waits until the response is written
    private byte[] early;                   // the body, if it was read ahead
    private IOException gone;               // why it could not be
    private final AtomicBoolean waitedFor = new AtomicBoolean(true);

    JdkExchange(HttpExchange exchange, ResponseWriters writers, Sessions.Ending ending) {
        super(headOf(exchange), new Peer(exchange.getRemoteAddress(), exchange instanceof HttpsExchange));
        this.exchange = exchange;
        this.writers = writers;
        this.ending = ending;
        ending.add();
    }

    /**
     * Writes a response. It may block, as long as the client does not read.
     *
     * @param exchange the request
     * @param status the status code
     * @param headers the header fields, except those that frame the body
     * @param body the content
     * @param taken called each time that the socket has taken a piece of the body
     * @throws IOException if the client has gone
     */
    public static void write(HttpExchange exchange, int status, Headers headers, byte[] body, Runnable taken) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::add);
        if (body.length > 0) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));     // in responses to HEAD too
        }
        boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        try (OutputStream out = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(status, empty ? -1 : body.length);
            for (int from = 0; !empty && from < body.length; from += PIECE_BYTES) {     // the JDK copies pieces, twice as large
                out.write(body, from, Math.min(PIECE_BYTES, body.length - from));
                taken.run();
            }
        }
    }

    /**
     * {@return the head of a request}
     *
     * @param exchange the request
     */
    public static RequestHead headOf(HttpExchange exchange) {
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

    /** Reads the body now, on the HttpServer's own thread, so that it need not be read later where nothing may block. */
    void readAhead(int most) {
        try {
            early = exchange.getRequestBody().readNBytes(most + 1);
        } catch (IOException e) {
            gone = e;
        }
    }

    @Override
    public byte[] body(int most) throws IOException {
        if (gone != null) {
            throw gone;
        }
        byte[] body = early != null ? early : exchange.getRequestBody().readNBytes(most + 1);
        return body.length > most ? null : body;
    }

    @Override
    public void resume(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a request could not be served", e);
            if (waitedFor.get()) {                  // it is not answered yet
                refuse(new HttpException(500, "a fault of the server"));
            }
        }
    }

    @Override
    public void onGone(Runnable action) {}

    @Override
    protected void send(int status, Headers headers, byte[] body) {
        boolean first = waitedFor.getAndSet(false);
        writers.respond(exchange, status, headers, body, first ? ending::remove : () -> { });
    }

    /** Nobody here answers it any more: the server does not have to wait for it. */
    void abandon() {
        if (waitedFor.getAndSet(false)) {
            ending.remove();
        }
    }
}
