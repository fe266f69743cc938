package enchufe.log;

/**
 * Makes text from a client safe for log lines and exception messages: it cannot begin a new line, change what a terminal shows, or
 * fill the disk.
 */
public final class Quote {
    /** How many characters are shown of a name or another short text. */
    public static final int LONGEST = 200;
    /** How many characters are shown of an exception's message. */
    public static final int LONGEST_MESSAGE = 1000;

    private Quote() {}

    /**
     * {@return the text, which may be null, in quotes, with invisible characters, quotes and backslashes escaped as in Java; a long
     * text is cut, and the number of characters left out is added}
     */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /** {@return the same as {@link #of(String)}, with another limit of the characters that are shown} */
    public static String of(String text, int longest) {
        if (text == null) {
            return "null";
        }
        int end = cut(text, longest);
        return escape(text, end, true, new StringBuilder().append('"')).append('"').append(rest(text, end)).toString();
    }

    /**
     * {@return an exception as text, on one line: invisible characters escaped, and cut} Its {@code toString()} may be the user's
     * code, and may fail.
     */
    public static String message(Throwable error) {
        try {
            return bare(error.toString(), LONGEST_MESSAGE);
        } catch (RuntimeException | StackOverflowError e) {
            return error.getClass().getName();
        }
    }

    /**
     * {@return an exception of the user's that can be printed: futures print what they fail with, and never complete if that fails}
     */
    public static Throwable printable(Throwable error) {
        try {
            error.toString();
            return error;
        } catch (RuntimeException | StackOverflowError e) {
            return new IllegalStateException(error.getClass().getName() + ", which cannot be printed");
        }
    }

    /** {@return the text, which may be null, without quotes, invisible characters escaped, and cut} */
    public static String bare(String text, int longest) {
        if (text == null) {
            return "null";
        }
        int end = cut(text, longest);
        return escape(text, end, false, new StringBuilder()).append(rest(text, end)).toString();
    }

    /** {@return where to cut: never within a surrogate pair} */
    private static int cut(String text, int longest) {
        if (text.length() <= longest) {
            return text.length();
        }
        boolean splits = Character.isSurrogatePair(text.charAt(longest - 1), text.charAt(longest));
        return splits ? longest - 1 : longest;
    }

    private static String rest(String text, int end) {
        return end == text.length() ? "" : "… (" + (text.length() - end) + " more)";
    }

    private static StringBuilder escape(String text, int end, boolean inQuotes, StringBuilder out) {
        for (int i = 0; i < end;) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (inQuotes && (c == '"' || c == '\\')) {
                out.append('\\').append((char) c);
            } else if (c == '\n' || c == '\r' || c == '\t') {
                out.append(c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
            } else if (isVisible(c)) {
                out.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    out.append(String.format("\\u%04x", (int) unit));
                }
            }
        }
        return out;
    }

    /** Not visible: controls, ends of lines and paragraphs, characters that change the direction of text, lone surrogates. */
    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
