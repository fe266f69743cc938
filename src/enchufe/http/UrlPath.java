package enchufe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import enchufe.log.Misuse;
import java.io.ByteArrayOutputStream;

/**
 * Brings paths into the one form in which they can be compared (RFC 3986 §6.2.2): percent-encoded UTF-8, hexadecimal digits in
 * upper case, and no escape for a character that needs none. An escaped slash stays escaped, since it does not separate segments.
 */
public final class UrlPath {
    private UrlPath() {}

    /**
     * Brings a path that a program configures into the form of {@link #canonical}, to compare it with the paths of requests.
     *
     * @param path the path as typed in a browser, such as {@code /café} or {@code /my chat}, or escaped; a slash at its end makes
     *     no difference
     * @return the path without a slash at its end; empty for the root
     * @throws IllegalArgumentException if no browser sends such a path
     */
    public static String of(String path) {
        if (!path.startsWith("/")) {
            throw refusal(path, "does not begin with a slash");
        }
        refuseAfter(path, '?', "where the query begins");
        refuseAfter(path, '#', "which browsers do not send");
        if (path.contains("\\")) {
            throw refusal(path, "has a backslash, for which browsers send a slash: write that");
        }
        if (path.contains("//")) {
            throw refusal(path, "has two slashes in a row: write one");
        }
        if (!UTF_8.newEncoder().canEncode(path)) {
            throw refusal(path, "has half of a surrogate pair, which no URL can have: leave it out");
        }
        String canonical = canonical(new String(path.getBytes(UTF_8), ISO_8859_1));
        if (decode(canonical).chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw refusal(path, "has a control character: leave it out");
        }
        if (canonical.contains("%2F")) {
            throw refusal(path, "has a %2F, which proxies turn into a slash, or not: write a slash, or another name");
        }
        for (String part : canonical.split("/")) {
            if (part.equals(".") || part.equals("..")) {
                throw refusal(path, "has a part \"" + part + "\", which browsers resolve before they send the path: leave it out");
            }
        }
        return canonical.endsWith("/") ? canonical.substring(0, canonical.length() - 1) : canonical;
    }

    private static void refuseAfter(String path, char end, String why) {
        int at = path.indexOf(end);
        if (at >= 0) {
            throw refusal(path, "has a " + end + ", " + why + ": leave out \"" + path.substring(at) + "\", or write "
                    + escape(end) + " if the path has one");
        }
    }

    private static IllegalArgumentException refusal(String path, String why) {
        return Misuse.argument("the path \"" + path + "\" " + why);
    }

    /**
     * {@return the path of a request in the form in which it can be compared}
     *
     * @param path the path as it was sent, one character for each byte
     */
    public static String canonical(String path) {
        int plain = 0;
        while (plain < path.length() && standsForItself(path.charAt(plain))) {
            plain++;
        }
        if (plain == path.length()) {
            return path;                                // as nearly all paths are
        }
        var text = new StringBuilder(path.length() + 16).append(path, 0, plain);
        for (int i = plain; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' && Syntax.isEscape(path, i)) {
                char escaped = Syntax.escaped(path, i);
                text.append(standsForItself(escaped) && escaped != '/' ? String.valueOf(escaped) : escape(escaped));
                i += 2;
            } else {
                text.append(standsForItself(c) ? String.valueOf(c) : escape(c));
            }
        }
        return text.toString();
    }

    private static boolean standsForItself(char c) {
        return c != '%' && Syntax.isUriCharacter(c, false);
    }

    private static String escape(char c) {
        return "%" + Syntax.hexDigit(c >> 4) + Syntax.hexDigit(c & 15);
    }

    /**
     * {@return a text with its escapes decoded as UTF-8; what is not an escape stays as it is}
     *
     * @param text a path or a query, or a part of one
     */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(UTF_8);            // an escape is a byte, not a character: "%C3%A9" is é
        var decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && isHexDigit(bytes, i + 1) && isHexDigit(bytes, i + 2)) {
                decoded.write(Character.digit(bytes[i + 1], 16) << 4 | Character.digit(bytes[i + 2], 16));
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toString(UTF_8);
    }

    private static boolean isHexDigit(byte[] bytes, int i) {
        return i < bytes.length && Character.digit(bytes[i], 16) >= 0;
    }
}
