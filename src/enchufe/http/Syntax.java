package enchufe.http;

/** The character classes of HTTP's grammar, for text whose characters are the bytes of the wire. */
public final class Syntax {
    private static final String ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final String SUB_DELIMITERS = "!$&'()*+,;=";                      // RFC 3986 §2.2
    private static final boolean[] TOKEN = setOf(ALPHANUMERIC + "!#$%&'*+-.^_`|~");     // tchar, RFC 9110 §5.6.2
    private static final boolean[] HOST = setOf(ALPHANUMERIC + "-._~%:[]" + SUB_DELIMITERS);
    private static final boolean[] PATH = setOf(ALPHANUMERIC + "-._~%:@/" + SUB_DELIMITERS);
    private static final boolean[] QUERY = setOf(ALPHANUMERIC + "-._~%:@/?[]" + SUB_DELIMITERS);

    private static final long BEYOND_ANY_SIZE = 1L << 59;       // ten times as much is still a long

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

    /** The number that {@code 1*DIGIT} is; one that is beyond any size is cut to such a one; −1 if it is anything else. */
    static long number(String digits) {
        long number = digits.isEmpty() ? -1 : 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = Math.min(number * 10 + digit, BEYOND_ANY_SIZE);
        }
        return number;
    }

    /** Whether a percent sign in a target begins an escape (RFC 3986 §2.1). */
    static boolean isEscape(String target, int percent) {
        return percent + 2 < target.length()
            && Character.digit(target.charAt(percent + 1), 16) >= 0
            && Character.digit(target.charAt(percent + 2), 16) >= 0;
    }

    /** What an escape stands for: a byte. */
    static char escaped(String target, int percent) {
        return (char) (Character.digit(target.charAt(percent + 1), 16) << 4 | Character.digit(target.charAt(percent + 2), 16));
    }

    static char hexDigit(int value) {
        return "0123456789ABCDEF".charAt(value);
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
