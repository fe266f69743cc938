package enchufe.log;

/**
 * Makes text of unknown origin fit for a line of a log and for the message of an exception: whatever a client sends neither
 * begins a line of its own, nor changes what a terminal shows, nor fills the disk.
 */
public final class Quote {
    /** How many characters of a name, or of another short piece of text, are shown. */
    public static final int LONGEST = 200;
    /** How many characters are shown of what an exception says. */
    public static final int LONGEST_MESSAGE = 1000;

    private Quote() {}

    /**
     * {@return the text in quotes, as in a program: what cannot be seen, quotes and backslashes escaped, and cut, with the number
     * of characters that are left out behind it}
     *
     * @param text may be null
     */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /**
     * {@return the same as {@link #of(String)}, cut elsewhere}
     *
     * @param text may be null
     * @param longest how many of its characters are shown
     */
    public static String of(String text, int longest) {
        if (text == null) {
            return "null";
        }
        int end = cut(text, longest);
        return escape(text, end, true, new StringBuilder().append('"')).append('"').append(rest(text, end)).toString();
    }

    /**
     * {@return what an exception says, on one line: what cannot be seen escaped, and cut}
     *
     * @param error whose {@code toString()} is the user's, and may fail
     */
    public static String message(Throwable error) {
        try {
            return bare(error.toString(), LONGEST_MESSAGE);
        } catch (RuntimeException | StackOverflowError e) {
            return error.getClass().getName();
        }
    }

    /**
     * {@return the text without quotes, what cannot be seen escaped, and cut}
     *
     * @param text may be null
     * @param longest how many of its characters are shown
     */
    public static String bare(String text, int longest) {
        if (text == null) {
            return "null";
        }
        int end = cut(text, longest);
        return escape(text, end, false, new StringBuilder()).append(rest(text, end)).toString();
    }

    /** {@return where to cut: not within a surrogate pair} */
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

    /** Not so: controls, ends of lines and paragraphs, what changes the direction of text, surrogates without their other half. */
    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
