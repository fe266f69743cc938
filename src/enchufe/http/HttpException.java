package enchufe.http;

/**
 * The peer's request cannot be served: carries the status code to answer with. Its message is for the log; it never goes to
 * the peer, so that error bodies echo nothing.
 */
public final class HttpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The HTTP status code to answer with. */
    private final int status;
    private final transient Headers headers;
    private final transient byte[] body;

    /**
     * Refuses a request with a status alone.
     *
     * @param status the HTTP status code, 400 to 599
     * @param message why, for the log
     */
    public HttpException(int status, String message) {
        this(status, message, Headers.NONE, new byte[0]);
    }

    /**
     * Refuses a request with headers and a body of the caller's.
     *
     * @param status the HTTP status code, 400 to 599
     * @param message why, for the log
     * @param headers further response headers
     * @param body the response's body; not copied
     */
    public HttpException(int status, String message, Headers headers, byte[] body) {
        super(message, null, false, false);         // a peer's fault needs no stack trace
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** {@return the HTTP status code to answer with} */
    public int status() {
        return status;
    }

    /** {@return the headers the response needs besides the usual ones} */
    public Headers headers() {
        return headers;
    }

    /** {@return the response's body} */
    public byte[] body() {
        return body.clone();
    }
}
