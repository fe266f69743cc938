package enchufe.json;

/**
 * Writes strings as JSON.stringify does (ECMA-262 §25.5.2.3): quotes, backslashes, control characters and lone surrogates are
 * escaped; everything else is plain UTF-8.
 */
final class Quotes {
    private static final int CHUNK = 1024;              // how many characters to reserve for: each may need six bytes
    private static final byte[] SHORT_FORMS = new byte[0x80];
    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    static {
        for (int c = 0; c < ' '; c++) {
            SHORT_FORMS[c] = 'u';
        }
        SHORT_FORMS['\b'] = 'b';
        SHORT_FORMS['\f'] = 'f';
        SHORT_FORMS['\n'] = 'n';
        SHORT_FORMS['\r'] = 'r';
        SHORT_FORMS['\t'] = 't';
        SHORT_FORMS['"'] = '"';
        SHORT_FORMS['\\'] = '\\';
    }

    private Quotes() {}

    static void write(String text, Utf8Buffer out) {
        out.put('"');
        for (int i = 0; i < text.length();) {
            i = writeChunk(text, i, Math.min(i + CHUNK, text.length()), out);
        }
        out.put('"');
    }

    /** {@return where the next chunk starts: one after {@code end} if a surrogate pair begins just before it} */
    private static int writeChunk(String text, int start, int end, Utf8Buffer out) {
        byte[] target = out.reserve(6 * (end - start));
        int n = out.length();
        int i = start;
        while (i < end) {
            int plain = copyPlain(text, i, end, target, n);
            i += plain;
            n += plain;
            if (i < end) {
                int codePoint = text.codePointAt(i);
                i += Character.charCount(codePoint);
                n = putSpecial(target, n, codePoint);
            }
        }
        out.setLength(n);
        return i;
    }

    /** Copies characters that need no escape and are one byte each. {@return how many} */
    private static int copyPlain(String text, int from, int to, byte[] target, int at) {
        int n = at;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || SHORT_FORMS[c] != 0) {
                break;
            }
            target[n++] = (byte) c;
        }
        return n - at;
    }

    private static int putSpecial(byte[] target, int at, int c) {
        if (c >= 0x80) {
            boolean loneSurrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            return loneSurrogate ? escapeUnit(target, at, c) : Utf8Buffer.encode(c, target, at);
        }
        if (SHORT_FORMS[c] == 'u') {
            return escapeUnit(target, at, c);
        }
        target[at] = '\\';
        target[at + 1] = SHORT_FORMS[c];
        return at + 2;
    }

    private static int escapeUnit(byte[] target, int at, int unit) {
        target[at] = '\\';
        target[at + 1] = 'u';
        for (int i = 0; i < 4; i++) {
            target[at + 2 + i] = HEX[unit >> 12 - 4 * i & 0xf];
        }
        return at + 6;
    }
}
