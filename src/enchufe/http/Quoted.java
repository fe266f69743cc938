package enchufe.http;

/** Text of clients in log lines and error texts: quoted, so that it cannot pass for a line of the log, and cut. */
public final class Quoted {
    /** So many characters of a text are shown. */
    public static final int MAX_LENGTH = 200;

    private Quoted() {}

    /**
     * {@return a text in double quotes, cut after {@link #MAX_LENGTH} characters; what is not printable, quotes and backslashes are
     * written as in Java}
     *
     * @param text whatever a client has sent; or null, which is shown as such
     */
    public static String of(String text) {
        if (text == null) {
            return "null";
        }
        var quoted = new StringBuilder("\"");
        int length = text.length() <= MAX_LENGTH || !Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1))
                ? Math.min(text.length(), MAX_LENGTH) : MAX_LENGTH - 1;
        for (int i = 0; i < length; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            append(quoted, c);
        }
        return quoted.append(length < text.length() ? "…\"" : "\"").toString();
    }

    private static void append(StringBuilder quoted, int c) {
        if (c == '"' || c == '\\') {
            quoted.append('\\').append((char) c);
        } else if (isPrintable(c)) {
            quoted.appendCodePoint(c);
        } else {
            for (char unit : Character.toChars(c)) {
                quoted.append(String.format("\\u%04x", (int) unit));
            }
        }
    }

    /** Not: controls, line ends, what turns the writing direction around, halves of surrogate pairs, what Unicode has not named. */
    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE,
                    Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
