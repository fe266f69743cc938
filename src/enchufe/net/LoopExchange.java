package enchufe.net;

import enchufe.engine.Exchange;
import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import enchufe.http.ResponseWriter;
import enchufe.log.Log;
import enchufe.log.Quote;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** An exchange that a loop hosts: its handler must not block; any thread may answer. */
final class LoopExchange extends Exchange {
    private static final Logger LOG = Log.of("enchufe.net");
    private static final int LARGE = 100_000;       // not to be copied behind its head

    private final HttpConnection http;
    private final Connection connection;
    private final HttpTimeouts timeouts;
    private byte[] content;                         // the request's body; null until it is complete
    private Runnable whenReceived;
    private boolean gone;                           // on the loop
    private boolean answered;
    private volatile boolean complete;
    private boolean awaited;                        // under this object's monitor, like the next
    private boolean released;                       // complete, and the connection has not been told
    private volatile Runnable whenGone;

    LoopExchange(HttpConnection http, Connection connection, Peer peer, RequestHead head, HttpTimeouts timeouts) {
        super(head, peer);
        this.timeouts = timeouts;
        this.http = http;
        this.connection = connection;
    }

    /**
     * Hands the request to a handler.
     *
     * @throws HttpException with status 500 if the handler fails and has not answered
     */
    void handle(Routes.Route<Mounts.HandlerMount> route) {
        handle(() -> route.target().handler().accept(this));
    }

    private void handle(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "the handler of " + Quote.of(head().path()) + " failed", e);
            if (!complete) {
                throw new HttpException(500, "the handler failed");
            }
        }
    }

    /** The request's body is complete. */
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
    public byte[] body(int most) {
        if (content == null) {
            throw new IllegalStateException("the body has not come yet: read it in onBody");
        }
        return content.length > most ? null : content;
    }

    @Override
    public void resume(Runnable action) {
        connection.loop().execute(() -> {
            try {
                if (!gone) {
                    handle(action);
                }
            } catch (HttpException refusal) {
                http.refuse(refusal);
            }
        });
    }

    @Override
    public void onGone(Runnable action) {
        whenGone = action;
    }

    /** The client has gone away before the response. */
    void gone() {
        gone = true;
        Runnable action = whenGone;
        if (action != null && !complete) {
            action.run();
        }
    }

    @Override
    protected void send(int status, Headers headers, byte[] body) {
        if (answered) {
            throw new IllegalStateException("the request has been answered already");
        }
        answered = true;
        var response = new ResponseWriter(status).field("Date", HttpDate.now());
        headers.forEach((name, value) -> add(response, name, value));
        boolean close = !head().keepsAlive() || "close".equalsIgnoreCase(headers.first("Connection"));
        if (!close && head().version().equals("HTTP/1.0")) {
            response.field("Connection", "keep-alive");         // else such a client waits for the end: RFC 9112 appendix C.2.2
        }
        if (!close) {
            response.field("Keep-Alive", timeouts.keepAlive());
        }
        boolean toHead = head().method().equals("HEAD");
        if (toHead || body.length < LARGE) {
            connection.send(response.end(body, close, toHead));
        } else {
            connection.send(response.end(body, close, true), body);
        }
        complete = true;                                // not before: the handler's headers may be invalid
        Loop loop = connection.loop();
        if (loop.inLoop()) {
            http.completed(this, close);
        } else if (!release(close)) {
            loop.execute(() -> http.completed(this, close));
        }
    }

    /** Adds a field. Those for the connection and for the body's length are written at the end. */
    private static void add(ResponseWriter response, String name, String value) {
        if (!name.equalsIgnoreCase("Connection") && !name.equalsIgnoreCase("Content-Length")) {
            response.field(name, value);
        }
    }

    /** Waking the loop costs more than the rest of the response: if the connection has nothing to do afterwards, it is not told. */
    private synchronized boolean release(boolean close) {
        released = !awaited && !close && content != null;
        return released;
    }

    /** {@return whether another thread has sent the response, without telling the connection} */
    synchronized boolean isReleased() {
        return released;
    }

    /**
     * The connection has more to do after the response. {@return whether it will be told of it; if not, the response has been
     * sent}
     */
    synchronized boolean await() {
        awaited = true;
        return !released;
    }
}
