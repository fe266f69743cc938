package enchufe.engine;

import enchufe.http.Headers;
import enchufe.http.HttpException;
import enchufe.http.Peer;
import enchufe.http.RequestHead;
import java.io.IOException;

/**
 * One HTTP request and the response to it, whoever hosts it: a loop, or the JDK's HttpServer. It is handed over as soon as its head
 * has come: a bad request is then refused before its body comes, and two POSTs of one session at the same time are noticed. Exactly
 * one call answers it, from any thread.
 */
public abstract class Exchange {
    private final RequestHead head;
    private final Peer peer;
    private Headers extra = Headers.NONE;

    /**
     * Begins with a request.
     *
     * @param head its head
     * @param peer who sent it
     */
    protected Exchange(RequestHead head, Peer peer) {
        this.head = head;
        this.peer = peer;
    }

    /** {@return the head of the request} */
    public final RequestHead head() {
        return head;
    }

    /** {@return who sent the request} */
    public final Peer peer() {
        return peer;
    }

    /**
     * Adds headers to the response, whatever it will be. To be called before the exchange is passed to another thread.
     *
     * @param headers the header fields
     */
    public final void addHeaders(Headers headers) {
        extra = extra.and(headers);
    }

    /**
     * Calls an action when the request's body can be read; at once, if it can be now.
     *
     * @param action what to do, on the thread that received the body
     */
    public abstract void onBody(Runnable action);

    /**
     * {@return the request's body, not a copy; null if it has too many bytes} To be called in {@link #onBody}.
     *
     * @param most how many bytes are not too many
     * @throws IOException if the client has gone
     */
    public abstract byte[] body(int most) throws IOException;

    /**
     * Calls an action if the client goes away before the response is complete, and its host can tell. The response is still
     * completed afterwards.
     *
     * @param action what to do, on any thread
     */
    public abstract void onGone(Runnable action);

    /**
     * Answers the request. Does not block.
     *
     * @param status the status code
     * @param headers the header fields, but those that frame the body
     * @param body the content; not changed from now on
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
        respond(refusal.status(), refusal.headers(), refusal.body());
    }

    /**
     * Sends the response. Does not block.
     *
     * @param status the status code
     * @param headers all header fields, but those that frame the body
     * @param body the content
     */
    protected abstract void send(int status, Headers headers, byte[] body);
}
