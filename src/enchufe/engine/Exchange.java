package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.io.IOException;

/**
 * One HTTP request and its response, whoever hosts it: a loop, or the JDK's HttpServer. It is handed over when its head has
 * arrived: so a bad request is refused before its body arrives, and a second POST of a session at the same time is noticed.
 * Exactly one call answers it, from any thread.
 */
public abstract class Exchange {
    private final RequestHead head;
    private final Peer peer;
    private Headers extra = Headers.NONE;

    /**
     * Makes an exchange that is not answered yet.
     *
     * @param head its head
     * @param peer the client
     */
    protected Exchange(RequestHead head, Peer peer) {
        this.head = head;
        this.peer = peer;
    }

    /** {@return the head of the request} */
    public final RequestHead head() {
        return head;
    }

    /** {@return the client that sent the request} */
    public final Peer peer() {
        return peer;
    }

    /**
     * Adds headers to the response, whatever it will be. Call it before another thread gets the exchange.
     *
     * @param headers the header fields
     */
    public final void addHeaders(Headers headers) {
        extra = extra.and(headers);
    }

    /**
     * Calls an action when the request's body can be read; at once, if it can be read now.
     *
     * @param action what to do, on the thread that received the body
     */
    public abstract void onBody(Runnable action);

    /**
     * {@return the request's body, not a copy; null if it is longer than a limit} To be called in {@link #onBody}.
     *
     * @param most the limit, in bytes
     * @throws IOException if the client has gone
     */
    public abstract byte[] body(int most) throws IOException;

    /**
     * Goes on with a request that was not answered while it was handed over, unless its client has gone.
     *
     * @param action what to do, where a handler may use the exchange: on the loop that hosts it, or on this thread
     */
    public abstract void resume(Runnable action);

    /**
     * Calls an action if the client goes away before the response is sent, and the host notices. The exchange is still to be
     * answered.
     *
     * @param action what to do, on any thread
     */
    public abstract void onGone(Runnable action);

    /**
     * Answers the request. Does not block.
     *
     * @param status the status code
     * @param headers the header fields, except those that frame the body
     * @param body the content; must not be changed afterwards
     */
    public final void respond(int status, Headers headers, byte[] body) {
        send(status, extra.and(headers), body);
    }

    /**
     * Answers the request with a refusal.
     *
     * @param refusal says why
     */
    public final void refuse(HttpException refusal) {
        HttpException answer = refusal.readable();
        respond(answer.status(), answer.headers(), answer.body());
    }

    /**
     * Sends the response. Does not block.
     *
     * @param status the status code
     * @param headers all header fields, except those that frame the body
     * @param body the content
     */
    protected abstract void send(int status, Headers headers, byte[] body);
}
