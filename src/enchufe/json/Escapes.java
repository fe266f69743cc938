package enchufe.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Decodes strings with escapes (RFC 8259 §7). */
final class Escapes {
    private final String escaped;
    private final StringBuilder text;
    private final int start;                // where the string begins in its text, for errors
    private int at;

    private Escapes(String escaped, int start) {
        this.escaped = escaped;
        this.text = new StringBuilder(escaped.length());
        this.start = start;
    }

    /** {@return the string between two quotes} */
    static String decode(byte[] in, int start, int end) {
        return new Escapes(new String(in, start, end - start, UTF_8), start).decode();
    }

    private String decode() {
        for (int next = escaped.indexOf('\\'); next >= 0; next = escaped.indexOf('\\', at)) {
            text.append(escaped, at, next);
            at = next + 2;
            text.append(decoded(escaped.charAt(next + 1)));         // there is one: the closing quote would have been escaped
        }
        return text.append(escaped, at, escaped.length()).toString();
    }

    private char decoded(char letter) {
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> readUnit();
            default -> throw new MalformedException("unknown escape in the string at byte " + start);
        };
    }

    /** Reads a UTF-16 code unit: a surrogate may come alone. */
    private char readUnit() {
        int unit = 0;
        for (int last = at + 4; at < last; at++) {
            char c = at < escaped.length() ? escaped.charAt(at) : 0;
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;     // no digits of other scripts
            if (digit < 0) {
                throw new MalformedException("expected four hexadecimal digits in the string at byte " + start);
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }
}
