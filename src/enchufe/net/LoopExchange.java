package enchufe.net;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpPrincipal;
import enchufe.engine.HostedExchange;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.http.ResponseWriter;
import enchufe.log.Log;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * An {@link HttpExchange} that the loop hosts itself: the handler sees it as soon as its head has come, and may read the body
 * in {@link #onBody}; the response is gathered and sent when its body is closed, by whatever thread does so. A handler written for
 * the JDK's HttpServer runs on it unchanged, at a fraction of the cost, provided that it does not block.
 */
final class LoopExchange extends HttpExchange implements HostedExchange {
    private static final byte[] NOTHING = {};
    private static final Logger LOG = Log.of("enchufe.net");

    private final HttpConnection http;
    private final Connection connection;
    private final Peer peer;
    private final RequestHead head;
    private Headers requestHeaders;                 // made when the handler asks, like the next two
    private Headers responseHeaders;
    private ByteArrayOutputStream responseBody;
    private byte[] content;                         // the request's body; null until it has come
    private Runnable whenReceived;
    private int status = -1;
    private volatile boolean complete;
    private boolean awaited;                        // under this object's monitor, like the next
    private boolean released;                       // complete, and the connection is not told
    private volatile Runnable whenGone;

    LoopExchange(HttpConnection http, Connection connection, Peer peer, RequestHead head) {
        this.http = http;
        this.connection = connection;
        this.peer = peer;
        this.head = head;
    }

    /**
     * Lets a handler answer.
     *
     * @throws HttpException with status 500 if it fails, and has not answered
     */
    void handle(Routes.Route<HttpHandler> route) {
        try {
            route.target().handle(this);
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.ERROR, "the handler of " + route.prefix() + " failed", e);
            if (!complete) {
                throw new HttpException(500, "the handler failed");
            }
        }
    }

    @Override
    public RequestHead head() {
        return head;
    }

    /** The request's body has come. */
    void received(byte[] body) {
        content = body;
        if (whenReceived != null) {
            whenReceived.run();
        }
    }

    @Override
    public void onBody(Runnable action) {
        if (content != null) {
            action.run();
        } else {
            whenReceived = action;
        }
    }

    @Override
    public byte[] body() {
        if (content == null) {
            throw new IllegalStateException("the body has not come yet: read it in onBody");
        }
        return content;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void onGone(Runnable action) {
        whenGone = action;
    }

    /** The client has gone away before the response. */
    void gone() {
        Runnable action = whenGone;
        if (action != null && !complete) {
            action.run();
        }
    }

    @Override
    public Headers getRequestHeaders() {
        if (requestHeaders == null) {
            requestHeaders = new Headers();
            head.headers().forEach(requestHeaders::add);
        }
        return requestHeaders;
    }

    @Override
    public Headers getResponseHeaders() {
        if (responseHeaders == null) {
            responseHeaders = new Headers();
        }
        return responseHeaders;
    }

    @Override
    public URI getRequestURI() {
        return URI.create(head.target());
    }

    @Override
    public String getRequestMethod() {
        return head.method();
    }

    @Override
    public HttpContext getHttpContext() {
        throw new UnsupportedOperationException("an exchange on the loop belongs to no HttpContext");
    }

    @Override
    public void close() {
        if (status < 0) {
            connection.close();
        } else {
            complete();
        }
    }

    @Override
    public InputStream getRequestBody() {
        return new ByteArrayInputStream(body());
    }

    @Override
    public OutputStream getResponseBody() {
        if (responseBody == null) {
            responseBody = new ByteArrayOutputStream() {
                @Override
                public void close() {
                    complete();
                }
            };
        }
        return responseBody;
    }

    /** {@inheritDoc} The length is taken from what is written; -1 completes the response at once. */
    @Override
    public void sendResponseHeaders(int code, long length) throws IOException {
        if (status >= 0) {
            throw new IOException("the response headers have been sent already");
        }
        status = code;
        if (length == -1) {
            complete();
        }
    }

    private void complete() {
        if (complete || status < 0) {
            return;
        }
        var response = begin();
        getResponseHeaders().forEach((name, values) -> values.forEach(value -> add(response, name, value)));
        send(response, responseBody == null ? NOTHING : responseBody.toByteArray(), responseHeaders.getFirst("Connection"));
    }

    @Override
    public void respond(int code, enchufe.http.Headers headers, byte[] body) {
        if (status >= 0) {
            throw new IllegalStateException("the request has been answered already");
        }
        status = code;
        var response = begin();
        headers.forEach((name, value) -> add(response, name, value));
        send(response, body, headers.first("Connection"));
    }

    private ResponseWriter begin() {
        return new ResponseWriter(status).field("Date", HttpDate.now());
    }

    /** What governs the connection and frames the body is written at the end. */
    private static void add(ResponseWriter response, String name, String value) {
        if (!name.equalsIgnoreCase("Connection") && !name.equalsIgnoreCase("Content-Length")) {
            response.field(name, value);
        }
    }

    private void send(ResponseWriter response, byte[] body, String connectionField) {
        boolean close = !head.keepsAlive() || "close".equalsIgnoreCase(connectionField);
        if (!close && head.version().equals("HTTP/1.0")) {
            response.field("Connection", "keep-alive");         // else such a client awaits the end: RFC 9112 appendix C.2.2
        }
        if (!close) {
            response.field("Keep-Alive", http.keepAlive());
        }
        connection.send(response.end(body, close, head.method().equals("HEAD")));
        complete = true;                                // not before: the handler's headers may be such that nobody can send
        Loop loop = connection.loop();
        if (loop.inLoop()) {
            http.completed(this, close);
        } else if (!release(close)) {
            loop.execute(() -> http.completed(this, close));
        }
    }

    /** Waking the loop costs more than the rest of the answer: if the connection has nothing left to do, it is let be. */
    private synchronized boolean release(boolean close) {
        released = !awaited && !close && content != null;
        return released;
    }

    /** {@return whether the response has been handed over by another thread, without telling the connection} */
    synchronized boolean isReleased() {
        return released;
    }

    /** The connection has more to do once the response is there. {@return whether it will be told when; if not, it is there} */
    synchronized boolean await() {
        awaited = true;
        return !released;
    }

    @Override
    public InetSocketAddress getRemoteAddress() {
        return peer.address();
    }

    @Override
    public int getResponseCode() {
        return status;
    }

    @Override
    public InetSocketAddress getLocalAddress() {
        try {
            return (InetSocketAddress) connection.channel().getLocalAddress();
        } catch (IOException closed) {
            return new InetSocketAddress(0);
        }
    }

    @Override
    public String getProtocol() {
        return head.version();
    }

    @Override
    public Object getAttribute(String name) {
        return null;
    }

    @Override
    public void setAttribute(String name, Object value) {
        throw new UnsupportedOperationException("an exchange on the loop has no attributes");
    }

    @Override
    public void setStreams(InputStream in, OutputStream out) {
        throw new UnsupportedOperationException("an exchange on the loop has no filters");
    }

    @Override
    public HttpPrincipal getPrincipal() {
        return null;
    }
}
