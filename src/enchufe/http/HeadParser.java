package enchufe.http;

import enchufe.log.Quote;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a complete request head. {@link HeadReader} has checked before that its lines end in CRLF and that it has no control
 * characters. Stricter than RFC 9112 wherever two servers could read a head in two ways.
 */
final class HeadParser {
    /** Longer names and values are not shared; User-Agent, the longest value that repeats, has half of it. */
    static final int LONGEST_WORD = 256;
    private static final Common<String> WORDS = new Common<>(1024);

    private HeadParser() {}

    /**
     * Reads a head.
     *
     * @param text one character for each byte, the empty line at the end included
     * @throws HttpException if the head is malformed, over a limit, or asks for what this server does not do
     */
    static RequestHead parse(String text) {
        int lineEnd = text.indexOf('\r');
        int first = text.indexOf(' ');
        int second = text.indexOf(' ', first + 1);
        if (first < 0 || second < 0 || second > lineEnd) {
            throw new HttpException(400, "a request line is a method, a target and a version");
        }
        // RFC 9112 §3: method SP request-target SP HTTP-version. What follows a second space would be in the version.
        String version = version(word(text.substring(second + 1, lineEnd)));
        String method = method(word(text.substring(0, first)));
        var target = new RequestTarget(word(text.substring(first + 1, second)));
        List<String> fields = fields(text, lineEnd + 2);
        checkHost(fields, version, target.authority);
        return new RequestHead(method, target.origin, version, Headers.of(fields));
    }

    /** Checks the trailers of a body, which have the form of header fields (RFC 9112 §7.1.2). They are not kept. */
    static void checkTrailers(String text) {
        fields(text, 0);
    }

    private static String version(String version) {
        switch (version) {
            case "HTTP/1.1", "HTTP/1.0":
                return version;
            default:                                    // RFC 9112 §2.3: upper case, one digit, a dot, one digit
                boolean other = version.matches("HTTP/[0-9]\\.[0-9]");
                throw new HttpException(other ? 505 : 400, "the version is neither HTTP/1.1 nor HTTP/1.0: " + Quote.of(version));
        }
    }

    private static String method(String method) {
        if (!Syntax.isToken(method)) {                  // RFC 9110 §9.1
            throw new HttpException(400, "the method is not a token: " + Quote.of(method));
        }
        if (method.equals("CONNECT")) {                 // RFC 9112 §3.2.3: its target is an authority
            throw new HttpException(400, "CONNECT is for proxies");
        }
        return method;
    }

    /** Reads the field lines (RFC 9112 §5) into names and values. */
    private static List<String> fields(String text, int from) {
        var fields = new ArrayList<String>();
        int to = text.indexOf('\r', from);
        while (to > from) {
            if (fields.size() == 2 * RequestFramer.MAX_FIELDS) {
                throw new HttpException(431, "more than " + RequestFramer.MAX_FIELDS + " header fields");   // RFC 6585 §5
            }
            int colon = text.indexOf(':', from);
            if (colon < 0 || colon > to) {
                throw new HttpException(400, "a header line without a colon");
            }
            String name = word(text.substring(from, colon));
            if (!Syntax.isToken(name)) {                // RFC 9112 §5.1: no space before the colon; §5.2: no folded lines
                throw new HttpException(400, "a header's name is not a token: " + Quote.of(name));
            }
            fields.add(name);
            fields.add(value(name, text, colon + 1, to));
            from = to + 2;
            to = text.indexOf('\r', from);
        }
        return fields;
    }

    /** {@return a field value, without the spaces and tabs around it (RFC 9110 §5.5)} */
    private static String value(String name, String text, int from, int to) {
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return isSecret(name) ? text.substring(from, to) : word(text.substring(from, to));
    }

    private static String word(String text) {
        return text.length() > LONGEST_WORD ? text : WORDS.of(text);
    }

    /** Tells whether a field has credentials: these are not cached, so that they do not outlive the request. */
    private static boolean isSecret(String name) {
        return name.equalsIgnoreCase("Cookie") || name.equalsIgnoreCase("Authorization");
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /**
     * RFC 9112 §3.2: a request in HTTP/1.1 has exactly one Host field; here a request in HTTP/1.0 has at most one. §3.2.2: the host
     * of a target in absolute form takes its place.
     */
    private static void checkHost(List<String> fields, String version, String authority) {
        int host = -1;
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase("Host")) {
                if (host >= 0 || !Syntax.isHost(fields.get(i + 1))) {
                    throw new HttpException(400, "more than one Host, or not a host");
                }
                host = i;
            }
        }
        if (host < 0 && version.equals("HTTP/1.1")) {
            throw new HttpException(400, "HTTP/1.1 without a Host");
        }
        if (authority != null && host >= 0) {
            fields.set(host + 1, authority);
        } else if (authority != null) {
            fields.addAll(List.of("Host", authority));
        }
    }
}
