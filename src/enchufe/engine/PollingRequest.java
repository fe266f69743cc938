package enchufe.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One HTTP request of the polling transport, whoever hosts it. A {@link HostedExchange} takes its response on the loop; to the
 * JDK's own exchanges {@link ResponseWriters} write.
 */
final class PollingRequest {
    private static final byte[] OK = "ok".getBytes(StandardCharsets.US_ASCII);
    // As Node: text/plain makes some browsers offer a download.
    private static final Headers OK_HEADERS = headers("text/html");
    private static final Headers PAYLOAD_HEADERS = headers("text/plain; charset=UTF-8");

    private final HttpExchange exchange;
    private final ResponseWriters writers;
    private final HostedExchange host;      // null for the JDK's own
    private final RequestHead head;
    private final Peer peer;
    private final Ending ending;            // of the server: it waits for what its host does not write
    private Headers extra = Headers.NONE;

    PollingRequest(HttpExchange exchange, ResponseWriters writers, Ending ending) {
        this.ending = ending;
        this.exchange = exchange;
        this.writers = writers;
        this.host = exchange instanceof HostedExchange hosted ? hosted : null;
        this.head = HostedExchange.headOf(exchange);
        if (host == null) {
            ending.add();                   // until its response is written
        }
        this.peer = host == null ? new Peer(exchange.getRemoteAddress(), exchange instanceof HttpsExchange) : host.peer();
    }

    RequestHead head() {
        return head;
    }

    Peer peer() {
        return peer;
    }

    boolean isPost() {
        return head.method().equals("POST");
    }

    /** Adds headers to the response, whatever it will be. */
    void addHeaders(Headers headers) {
        extra = headers;
    }

    /** Calls an action if the client goes away; never, if the host cannot tell. */
    void onGone(Runnable action) {
        if (host != null) {
            host.onGone(action);
        }
    }

    /** Calls an action when the body can be read. */
    void onBody(Runnable action) {
        if (host != null) {
            host.onBody(action);
        } else {
            action.run();                   // a thread of the JDK's HttpServer may wait for the body as it reads it
        }
    }

    /** {@return the request's body, or null if it has more bytes than that} */
    byte[] body(int most) throws IOException {
        byte[] body = host != null ? host.body() : exchange.getRequestBody().readNBytes(most + 1);
        return body.length > most ? null : body;
    }

    // Exactly one of these answers the request.

    /** Answers a poll with a payload. */
    void payload(byte[] packets) {
        respond(200, PAYLOAD_HEADERS, packets);
    }

    /** Answers a POST: its packets have been received. */
    void ok() {
        respond(200, OK_HEADERS, OK);
    }

    // Each answer is for one moment: none may come out of a cache.
    private static Headers headers(String contentType) {
        return Headers.of(List.of("Content-Type", contentType, "Cache-Control", "no-store"));
    }

    void refuse(EngineError error) {
        refuse(error.refusal());
    }

    void refuse(HttpException refusal) {
        respond(refusal.status(), refusal.headers(), refusal.body());
    }

    private void respond(int status, Headers headers, byte[] body) {
        Headers all = extra.and(headers);
        if (host != null) {
            host.respond(status, all, body);
        } else {
            writers.respond(exchange, status, all, body, ending::remove);
        }
    }
}
