package enchufe.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * The peer's request is refused: carries the status code of the response. The message of this exception is for the log. It is
 * never sent to the peer, so that no response repeats what an attacker has sent. A layer above may add what it has to know.
 */
public class HttpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The status code of the response. */
    private final int status;
    private final transient Headers headers;
    private final transient byte[] body;

    /**
     * Refuses a request with a status, and no body.
     *
     * @param status the HTTP status code, 400 to 599
     * @param message why, for the log
     */
    public HttpException(int status, String message) {
        this(status, message, Headers.NONE, new byte[0]);
    }

    /**
     * Refuses a request with a status, further headers and a body.
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

    /**
     * {@return what a stage has failed with, without what the JDK wraps it in}
     *
     * @param failure as the stage's next one gets it
     */
    public static RuntimeException thrown(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }

    /** {@return the same refusal; without a body it gets one that people can read} */
    public final HttpException readable() {
        if (body.length > 0) {
            return this;
        }
        String text = status + " " + ResponseWriter.reason(status) + "\n\nThe server " + cause() + ". Its log says why.\n";
        Headers typed = headers.and(Headers.of(List.of("Content-Type", "text/plain; charset=utf-8")));
        return new HttpException(status, getMessage(), typed, text.getBytes(StandardCharsets.US_ASCII));
    }

    private String cause() {
        return switch (status) {
            case 400 -> "does not understand the request";
            case 403 -> "does not allow this";
            case 404 -> "has nothing here";
            case 405 -> "allows only " + headers.first("Allow") + " here";
            case 408 -> "has waited too long for the request";
            case 413 -> "takes no content as long as this";
            case 414 -> "takes no URL as long as this";
            case 416 -> "has no such part of the file";
            case 417 -> "cannot do what the field Expect asks for";
            case 426 -> "speaks another version of WebSocket";
            case 431 -> "takes no header as long as this";
            case 503 -> "has too much to do, or is closing";
            case 505 -> "speaks only HTTP/1.1 and HTTP/1.0";
            default -> "could not answer";
        };
    }

    /** {@return the status code of the response} */
    public final int status() {
        return status;
    }

    /** {@return the headers that the response has besides the usual ones} */
    public final Headers headers() {
        return headers;
    }

    /** {@return the response's body} */
    public final byte[] body() {
        return body.clone();
    }
}
