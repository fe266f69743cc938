package enchufe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Writes the responses that the server gives without a handler. They carry no Date: there is no clock here. */
public final class ResponseWriter {
    private static final byte[] NOTHING = {};

    private ResponseWriter() {}

    /**
     * Writes a response.
     *
     * @param status the status code
     * @param headers the header fields, but those that frame the body
     * @param body the content; empty for a status that has none (1xx, 204, 304)
     * @param close whether the connection is closed after this response, which is then said in it
     * @param toHead whether this answers a HEAD request: the content is then announced but left out (RFC 9110 §9.3.2)
     * @return the bytes of the response
     * @throws IllegalArgumentException if a field could break the response: a name that is not a token, a control character
     *     in a value, a field that frames the body; or if there is content where none can be
     */
    public static byte[] write(int status, Headers headers, byte[] body, boolean close, boolean toHead) {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("there is no HTTP status " + status);
        }
        var text = new StringBuilder(256);
        text.append("HTTP/1.1 ").append(status).append(' ').append(Status.reason(status)).append("\r\n");
        headers.forEach((name, value) -> appendField(text, name, value));
        if (close) {
            text.append("Connection: close\r\n");       // RFC 9112 §9.6
        }
        if (mayHaveContent(status)) {
            text.append("Content-Length: ").append(body.length).append("\r\n");
        } else if (body.length > 0) {
            throw new IllegalArgumentException("a response with status " + status + " has no content");
        }
        return Bytes.concat(text.append("\r\n").toString().getBytes(ISO_8859_1), toHead ? NOTHING : body);
    }

    /**
     * Writes the response to a request that was refused; the connection is closed after it.
     *
     * @param refusal why
     * @return the bytes of the response
     */
    public static byte[] write(HttpException refusal) {
        return write(refusal.status(), refusal.headers(), refusal.body(), true, false);
    }

    /** RFC 9110 §8.6: no Content-Length with 1xx and 204; with 304 it would be that of the content not sent. */
    private static boolean mayHaveContent(int status) {
        return status >= 200 && status != 204 && status != 304;
    }

    private static void appendField(StringBuilder text, String name, String value) {
        if (!Syntax.isToken(name)) {
            throw new IllegalArgumentException("a header's name must be a token (RFC 9110 §5.6.2): " + name);
        }
        if (!Syntax.isFieldValue(value)) {              // a CRLF in a value would start a response of the attacker's
            throw new IllegalArgumentException("the value of " + name + " has a control or non-Latin-1 character");
        }
        if (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding")) {
            throw new IllegalArgumentException(name + " is written from the body: leave it out of the headers");
        }
        text.append(name).append(": ").append(value).append("\r\n");
    }
}
