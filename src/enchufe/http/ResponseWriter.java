package enchufe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import enchufe.log.Misuse;
import java.util.Arrays;

/** Writes one response: its status, then its fields, then its end. It adds no Date: it has no clock. Not thread-safe. */
public final class ResponseWriter {
    private static final byte[] NOTHING = {};

    private final int status;
    private final StringBuilder text = new StringBuilder(256);

    /**
     * Begins a response.
     *
     * @param status the status code, 100 to 599
     * @throws IllegalArgumentException if it is another number
     */
    public ResponseWriter(int status) {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("there is no HTTP status " + status);
        }
        this.status = status;
        text.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
    }

    /**
     * Adds a header field.
     *
     * @param name its name, not Content-Length or Transfer-Encoding
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if the field could break the response: a name that is not a token, a control character
     *     in the value, a field that frames the body
     */
    public ResponseWriter field(String name, String value) {
        if (!Syntax.isToken(name)) {
            throw Misuse.argument("a header's name must be a token (RFC 9110 §5.6.2): " + name);
        }
        if (!Syntax.isFieldValue(value)) {              // a CRLF in a value would let an attacker write a response
            throw Misuse.argument("the value of " + name + " has a control or non-Latin-1 character");
        }
        if (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding")) {
            throw Misuse.argument(name + " is written from the body: leave it out of the headers");
        }
        text.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /**
     * Adds header fields.
     *
     * @param headers the fields, each as {@link #field} takes it
     * @return this
     */
    public ResponseWriter fields(Headers headers) {
        headers.forEach(this::field);
        return this;
    }

    /**
     * Ends the response.
     *
     * @param body the content; empty for a status that has none (1xx, 204, 304)
     * @param close whether the connection is closed after this response: then a field says so
     * @param toHead whether this answers a HEAD request: then the content is announced but not sent (RFC 9110 §9.3.2)
     * @return the bytes of the response
     * @throws IllegalArgumentException if there is content, but a response with this status has none
     */
    public byte[] end(byte[] body, boolean close, boolean toHead) {
        if (close) {
            text.append("Connection: close\r\n");       // RFC 9112 §9.6: the last response says that it is the last
        }
        if (mayHaveContent(status)) {
            text.append("Content-Length: ").append(body.length).append("\r\n");
        } else if (body.length > 0) {
            throw new IllegalArgumentException("a response with status " + status + " has no content");
        }
        return message(text, toHead ? NOTHING : body);
    }

    /** {@return the bytes of a response or request: its lines, an empty line, and the body} */
    static byte[] message(StringBuilder lines, byte[] body) {
        byte[] head = lines.append("\r\n").toString().getBytes(ISO_8859_1);
        byte[] message = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        return message;
    }

    /**
     * Writes the response to a request that is refused. It says that the connection is closed after it.
     *
     * @param refusal the reason
     * @param more headers to add to those of the refusal
     * @param toHead whether the request is a HEAD: see {@link #end}
     * @return the bytes of the response
     */
    public static byte[] write(HttpException refusal, Headers more, boolean toHead) {
        return new ResponseWriter(refusal.status()).fields(more.and(refusal.headers())).end(refusal.body(), true, toHead);
    }

    /** RFC 9110 §8.6: 1xx and 204 have no Content-Length; in a 304 it would be the length of content that is not sent. */
    private static boolean mayHaveContent(int status) {
        return status >= 200 && status != 204 && status != 304;
    }

    /** {@return the reason phrase of a status (RFC 9110 §15, RFC 6585); empty if it is not listed, which RFC 9112 §4 allows} */
    static String reason(int status) {
        return switch (status) {
            case 100 -> "Continue";
            case 101 -> "Switching Protocols";
            case 200 -> "OK";
            case 204 -> "No Content";
            case 206 -> "Partial Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 417 -> "Expectation Failed";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "";
        };
    }
}
