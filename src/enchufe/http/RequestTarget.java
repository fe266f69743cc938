package enchufe.http;

import enchufe.log.Quote;

/**
 * The target of a request (RFC 9112 §3.2), in origin form, whatever form it was sent in. Some characters that RFC 3986 does not
 * allow are sent by browsers as they are: here they are escaped, so that {@link java.net.URI} takes the target.
 */
final class RequestTarget {
    /** The path, and the query after a question mark. */
    final String origin;
    /** The host and port, if the target was sent in absolute form; null if in origin form. */
    final String authority;

    RequestTarget(String raw) {
        if (raw.startsWith("/")) {
            origin = escape(raw);
            authority = null;
            return;
        }
        int scheme = schemeLength(raw);
        if (scheme < 0) {                               // the other two forms are for OPTIONS and CONNECT: §3.2.3, §3.2.4
            throw new HttpException(400, "the request target is neither a path nor an http URL: " + Quote.of(raw));
        }
        int end = scheme;
        while (end < raw.length() && "/?#".indexOf(raw.charAt(end)) < 0) {
            end++;
        }
        authority = raw.substring(scheme, end);
        if (authority.isEmpty() || !Syntax.isHost(authority)) {     // RFC 9110 §4.2.4: no user:password@
            throw new HttpException(400, "the request target's authority is not a host: " + Quote.of(authority));
        }
        String rest = raw.substring(end);
        origin = escape(rest.startsWith("/") ? rest : "/" + rest);
    }

    private static int schemeLength(String raw) {
        for (String scheme : new String[] {"http://", "https://"}) {
            if (raw.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return scheme.length();
            }
        }
        return -1;
    }

    private static String escape(String target) {
        if (target.startsWith("//")) {                  // java.net.URI would read a host there
            throw new HttpException(400, "the request target starts with two slashes: " + Quote.of(target));
        }
        StringBuilder escaped = null;                   // null while there was nothing to escape
        boolean inQuery = false;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '#' || c == '\t') {                // RFC 9110 §7.1: a fragment is not sent
                throw new HttpException(400, "a # or a tab, which no request target has: " + Quote.of(target));
            }
            inQuery |= c == '?';
            if (Syntax.isUriCharacter(c, inQuery) && (c != '%' || Syntax.isEscape(target, i))) {
                if (escaped != null) {
                    escaped.append(c);
                }
            } else {
                escaped = escaped != null ? escaped : new StringBuilder(target).delete(i, target.length());
                escaped.append('%').append(Syntax.hexDigit(c >> 4)).append(Syntax.hexDigit(c & 15));
            }
        }
        return escaped == null ? target : escaped.toString();
    }
}
