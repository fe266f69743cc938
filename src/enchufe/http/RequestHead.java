package enchufe.http;

/**
 * An HTTP request without its body: the request line and the header fields (RFC 9112 §3, §5).
 *
 * @param method the method, as it was sent
 * @param target the request target in origin form: a path, and a query after {@code ?} if there is one
 * @param version {@code HTTP/1.1} or {@code HTTP/1.0}
 * @param headers the header fields
 */
public record RequestHead(String method, String target, String version, Headers headers) {
    private static final Common<Headers> COMMON_HEADERS = new Common<>(256);
    private static final Common<RequestHead> COMMON_HEADS = new Common<>(256);

    /**
     * {@return an equal head, for a server that keeps it: clients of one kind send equal heads, and then share one object. A head
     * with credentials is not shared, so that they do not outlive their client}
     */
    public RequestHead shared() {
        if (headers.first("Cookie") != null || headers.first("Authorization") != null) {
            return this;
        }
        return COMMON_HEADS.of(new RequestHead(method, target, version, COMMON_HEADERS.of(headers)));
    }

    /** {@return the target's path, still percent-encoded} */
    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** {@return the target's query, still percent-encoded and without the question mark; empty if there is none} */
    public String rawQuery() {
        int question = target.indexOf('?');
        return question < 0 ? "" : target.substring(question + 1);
    }

    /** {@return whether the client wants the connection kept open after the response (RFC 9112 §9.3)} */
    public boolean keepsAlive() {
        boolean byDefault = version.equals("HTTP/1.1");
        if (headers.first("Connection") == null) {
            return byDefault;
        }
        return !headers.hasToken("Connection", "close") && (byDefault || headers.hasToken("Connection", "keep-alive"));
    }

    /** {@return the query's parameters, decoded and in order; a name that is repeated has its last value} */
    public java.util.Map<String, String> query() {
        return Query.parse(rawQuery());
    }
}
