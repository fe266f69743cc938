package enchufe.serve;

import enchufe.log.Misuse;
import enchufe.log.Quote;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Origins as browsers send them (RFC 6454 §6.1, and the URL standard's host parser): a scheme, a host in lower case and in ASCII,
 * and the port unless it is the scheme's default. What people write is converted, or is an error that says what to write instead.
 */
public final class Origin {
    /** What a page with an opaque origin sends: one that is sandboxed, or opened as a file (HTML, "opaque origin"). */
    public static final String OPAQUE = "null";
    /** Stands for the labels of subdomains, at least one: {@code https://*.example.org}. */
    static final String SUBDOMAINS = "*.";

    private static final int LONGEST_HOST = 255;
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(\\[[0-9A-Fa-f:.]+]|[^:/?#@\\[\\]\\\\\\s]*)(?::([0-9]{1,5}))?");
    private static final Pattern WITH_PATH = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://[^/?#\\s]*)[/?#].*");
    private static final Pattern NAME = Pattern.compile("[a-z0-9._~-]*");
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)\\.?");
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    /** IDNA 2003, which Java implements, maps these; browsers implement IDNA 2008 and keep them (UTS 46 §4, "deviations"). */
    private static final Pattern DEVIATIONS = Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");

    private Origin() {}

    /**
     * {@return an origin, written in a program or received in a request, as a browser sends it} Throws an
     * {@link IllegalArgumentException} if no browser can send it; the message says what to write instead.
     */
    public static String asSent(String written) {
        if (written.equals(OPAQUE)) {
            return OPAQUE;
        }
        Matcher form = FORM.matcher(written);
        if (!form.matches()) {
            Matcher withPath = WITH_PATH.matcher(written);
            throw wrong(written, withPath.matches() ? "write \"" + withPath.group(1) + "\", without what follows"
                    : "write scheme, host and port alone, as in https://example.org or http://localhost:5173, or \"*\" for any");
        }
        String scheme = form.group(1).toLowerCase(Locale.ROOT);
        boolean isHttp = scheme.equals("http") || scheme.equals("https");
        if (scheme.equals("ws") || scheme.equals("wss")) {
            throw wrong(written, "it is the page's address that counts, which begins with http:// or https://");
        }
        if (form.group(2).isEmpty() && (isHttp || form.group(3) != null)) {
            throw wrong(written, "the host is missing");
        }
        return scheme + "://" + host(written, form.group(2)) + port(written, scheme, form.group(3));
    }

    private static String host(String written, String host) {
        if (host.startsWith("[")) {
            return address(written, host);
        }
        boolean subdomains = host.startsWith(SUBDOMAINS);
        String name = ascii(written, subdomains ? host.substring(SUBDOMAINS.length()) : host).toLowerCase(Locale.ROOT);
        if (name.contains("*")) {
            throw wrong(written, "a star stands for subdomains, as in https://*.example.org, or alone for any origin");
        }
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_HOST || subdomains && name.isEmpty()) {
            throw wrong(written, "its host is none");
        }
        if (NUMERIC.matcher(name).matches() && (subdomains || !IPV4.matcher(name).matches())) {
            throw wrong(written, "write an address as four numbers, 127.0.0.1");
        }
        return subdomains ? SUBDOMAINS + name : name;
    }

    private static String ascii(String written, String host) {
        if (DEVIATIONS.matcher(host).find()) {
            throw wrong(written, "write its host as browsers send it, with xn--");
        }
        try {
            return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw wrong(written, "its host is none");
        }
    }

    /** Gives all spellings of an IPv6 address the same form. In brackets, it is not looked up in the DNS. */
    private static String address(String written, String inBrackets) {
        try {
            return "[" + InetAddress.getByName(inBrackets).getHostAddress() + "]";
        } catch (UnknownHostException e) {
            throw wrong(written, "its host is none");
        }
    }

    private static String port(String written, String scheme, String port) {
        if (port == null) {
            return "";
        }
        int number = Integer.parseInt(port);
        if (number > 0xFFFF) {
            throw wrong(written, "there is no such port");
        }
        boolean isOwn = scheme.equals("http") && number == 80 || scheme.equals("https") && number == 443;
        return isOwn ? "" : ":" + number;
    }

    private static IllegalArgumentException wrong(String written, String cure) {
        return Misuse.argument(Quote.of(written) + " is no origin: " + cure);
    }
}
