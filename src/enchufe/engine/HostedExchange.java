package enchufe.engine;

import com.sun.net.httpserver.HttpExchange;
import enchufe.http.Headers;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an {@link HttpExchange} can do besides, if its host knows more than the JDK's HttpServer does: {@link EngineServer}
 * looks whether the exchange implements it, and then takes this shorter way, which needs neither streams nor the JDK's
 * headers.
 */
public interface HostedExchange {
    /** So much of a body is written at once where the write may block. */
    int PIECE_BYTES = 64 * 1024;

    /** {@return the request as it was received} */
    RequestHead head();

    /** {@return who sent it} */
    Peer peer();

    /**
     * Calls an action when the request's body has come entirely, so that reading it does not block; at once, if it has. A
     * host that overrides this hands over its requests as soon as it has their heads: a bad one is then refused before its
     * body comes, and two POSTs of one session at the same time are noticed.
     *
     * @param action what to do, on the thread that received the body
     */
    default void onBody(Runnable action) {
        action.run();
    }

    /** {@return the request's body, once it has come; not a copy} */
    byte[] body();

    /**
     * Calls an action if the client goes away before the response is complete. The response is still completed afterwards.
     *
     * @param action what to do, on any thread
     */
    void onGone(Runnable action);

    /**
     * Completes the exchange. It may be called from any thread, and does not block it.
     *
     * @param status the status code
     * @param headers the header fields, but those that frame the body
     * @param body the content
     */
    void respond(int status, Headers headers, byte[] body);

    /**
     * Completes an exchange, whoever hosts it; one of the JDK's may block.
     *
     * @param exchange the request
     * @param status the status code
     * @param headers the header fields, but those that frame the body
     * @param body the content
     * @throws IOException if the client has gone
     */
    static void respond(HttpExchange exchange, int status, Headers headers, byte[] body) throws IOException {
        respond(exchange, status, headers, body, () -> { });
    }

    /**
     * Completes an exchange, whoever hosts it, and tells how it gets on: one of the JDK's may block.
     *
     * @param exchange the request
     * @param status the status code
     * @param headers the header fields, but those that frame the body
     * @param body the content
     * @param taken called after each {@link #PIECE_BYTES piece} of the body that the socket has taken, if it may block
     * @throws IOException if the client has gone
     */
    static void respond(HttpExchange exchange, int status, Headers headers, byte[] body, Runnable taken)
            throws IOException {
        if (exchange instanceof HostedExchange hosted) {
            hosted.respond(status, headers, body);
            return;
        }
        headers.forEach(exchange.getResponseHeaders()::add);
        if (body.length > 0) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));     // in answers to HEAD too
        }
        boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        try (OutputStream out = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(status, empty ? -1 : body.length);
            if (!empty) {
                for (int from = 0; from < body.length; from += PIECE_BYTES) {       // the JDK copies a piece, twice as large
                    out.write(body, from, Math.min(PIECE_BYTES, body.length - from));
                    taken.run();
                }
            }
        }
    }

    /**
     * {@return the head of a request, whoever hosts it}
     *
     * @param exchange the request
     */
    static RequestHead headOf(HttpExchange exchange) {
        if (exchange instanceof HostedExchange hosted) {
            return hosted.head();
        }
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
}
