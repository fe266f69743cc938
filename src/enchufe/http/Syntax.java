package enchufe.http;

/** The character classes of HTTP's grammar, for text whose characters are the bytes of the wire. */
public final class Syntax {
    private static final String ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final String SUB_DELIMITERS = "!$&'()*+,;=";                      // RFC 3986 §2.2
    private static final boolean[] TOKEN = setOf(ALPHANUMERIC + "!#$%&'*+-.^_`|~");     // tchar, RFC 9110 §5.6.2
    private static final boolean[] HOST = setOf(ALPHANUMERIC + "-._~%:[]" + SUB_DELIMITERS);
    private static final boolean[] PATH = setOf(ALPHANUMERIC + "-._~%:@/" + SUB_DELIMITERS);
    private static final boolean[] QUERY = setOf(ALPHANUMERIC + "-._~%:@/?[]" + SUB_DELIMITERS);

    private Syntax() {}

    /**
     * {@return whether a text is a token: the form of methods, field names and subprotocols (RFC 9110 §5.6.2)}
     *
     * @param text the text
     */
    public static boolean isToken(String text) {
        return !text.isEmpty() && isAll(text, TOKEN);
    }

    /** The characters of {@code uri-host [":" port]} (RFC 9110 §7.2); it may be empty. */
    static boolean isHost(String text) {
        return isAll(text, HOST);
    }

    /** A field value: no control characters but HTAB, and nothing that is not a byte (RFC 9110 §5.5). */
    static boolean isFieldValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i)) || text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    /** A control character other than HTAB; bytes from 0x80 on are {@code obs-text} and have no meaning here. */
    static boolean isControl(int c) {
        return c < ' ' && c != '\t' || c == 0x7F;
    }

    /** What {@link java.net.URI} takes unescaped in a path, or in a query: brackets are legal there alone. */
    static boolean isUriCharacter(char c, boolean inQuery) {
        return isIn(inQuery ? QUERY : PATH, c);
    }

    private static boolean isAll(String text, boolean[] characters) {
        for (int i = 0; i < text.length(); i++) {
            if (!isIn(characters, text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIn(boolean[] characters, char c) {
        return c < characters.length && characters[c];
    }

    private static boolean[] setOf(String characters) {
        var set = new boolean[128];
        for (int i = 0; i < characters.length(); i++) {
            set[characters.charAt(i)] = true;
        }
        return set;
    }
}
