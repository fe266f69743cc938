package enchufe.http;

/** The character classes of HTTP's grammar, for text that has one character for each byte. */
public final class Syntax {
    private static final String ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final String SUB_DELIMITERS = "!$&'()*+,;=";                      // RFC 3986 §2.2
    private static final boolean[] TOKEN = setOf(ALPHANUMERIC + "!#$%&'*+-.^_`|~");     // tchar, RFC 9110 §5.6.2
    private static final boolean[] HOST = setOf(ALPHANUMERIC + "-._~%:[]" + SUB_DELIMITERS);
    private static final boolean[] PATH = setOf(ALPHANUMERIC + "-._~%:@/" + SUB_DELIMITERS);
    private static final boolean[] QUERY = setOf(ALPHANUMERIC + "-._~%:@/?[]" + SUB_DELIMITERS);

    private static final long BEYOND_ANY_SIZE = 1L << 59;       // times ten, it is still a long

    private Syntax() {}

    /**
     * {@return whether a text is a token, as methods, field names and subprotocols are (RFC 9110 §5.6.2)}
     *
     * @param text the text
     */
    public static boolean isToken(String text) {
        return !text.isEmpty() && isAll(text, TOKEN);
    }

    /** {@return whether a text has only the characters of {@code uri-host [":" port]} (RFC 9110 §7.2); it may be empty} */
    static boolean isHost(String text) {
        return isAll(text, HOST);
    }

    /** {@return whether a text can be a field value: no control character but HTAB, nothing above 0xFF (RFC 9110 §5.5)} */
    static boolean isFieldValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i)) || text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether it is a control character other than HTAB; bytes from 0x80 are {@code obs-text}, and not control} */
    static boolean isControl(int c) {
        return c < ' ' && c != '\t' || c == 0x7F;
    }

    /** {@return whether {@link java.net.URI} takes a character without an escape; it takes brackets in a query only} */
    static boolean isUriCharacter(char c, boolean inQuery) {
        return isIn(inQuery ? QUERY : PATH, c);
    }

    /** {@return the value of {@code 1*DIGIT}, cut to a number above any size; −1 if the text is anything else} */
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

    /** {@return whether the percent sign at a position begins an escape: two hex digits follow (RFC 3986 §2.1)} */
    static boolean isEscape(String target, int percent) {
        return percent + 2 < target.length()
            && Character.digit(target.charAt(percent + 1), 16) >= 0
            && Character.digit(target.charAt(percent + 2), 16) >= 0;
    }

    /** {@return the byte that the escape at a position stands for} */
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
