package enchufe.http;

import java.util.Locale;
import java.util.Set;

/**
 * Writes a request for the server behind this one, in one canonical form, so that both read the same request. To the client the
 * two are one server. So the fields that {@code Connection} names are passed on, as Node's handlers see them too; only the fields
 * that frame the message or control the connection are written anew or left out.
 */
public final class RequestWriter {
    private static final Set<String> LEFT_OUT = Set.of("connection", "content-length", "expect", "keep-alive",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

    private RequestWriter() {}

    /**
     * Writes a request whose body is complete.
     *
     * @param request the request
     * @return its bytes: the head, with {@code Content-Length} if the client sent that or Transfer-Encoding, and the body
     */
    public static byte[] write(Request request) {
        RequestHead head = request.head();
        Headers headers = head.headers();
        var text = new StringBuilder(512);
        text.append(head.method()).append(' ').append(head.target()).append(' ').append(head.version()).append("\r\n");
        headers.forEach((name, value) -> {
            if (!LEFT_OUT.contains(name.toLowerCase(Locale.ROOT))) {
                text.append(name).append(": ").append(value).append("\r\n");
            }
        });
        if (headers.first("Content-Length") != null || headers.first("Transfer-Encoding") != null) {
            text.append("Content-Length: ").append(request.body().length).append("\r\n");
        }
        if (head.keepsAlive() != head.version().equals("HTTP/1.1")) {       // RFC 9112 §9.3: only if it is not the default
            text.append("Connection: ").append(head.keepsAlive() ? "keep-alive" : "close").append("\r\n");
        }
        return ResponseWriter.message(text, request.body());
    }
}
