package enchufe.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Decodes strings with escapes (RFC 8259 §7). The result is first built as UTF-8, since the JDK copies and decodes runs of bytes
 * much faster than single characters. Only lone surrogates, which UTF-8 cannot represent, go to a {@code StringBuilder}.
 */
final class Escapes {
    private final byte[] in;
    private final int end;
    private final byte[] text;              // never longer than its escaped form
    private int at;
    private int length;
    private StringBuilder decoded;          // the text up to the last lone surrogate; null if there is none

    private Escapes(byte[] in, int start, int end) {
        this.in = in;
        this.at = start;
        this.end = end;
        this.text = new byte[end - start];
    }

    /** {@return the string between two quotes; the position of its first escape is known} */
    static String decode(byte[] in, int start, int firstEscape, int end) {
        var escapes = new Escapes(in, start, end);
        escapes.copyUntil(firstEscape);
        while (escapes.at < end) {
            escapes.decodeEscape();
            escapes.copyRun();
        }
        return escapes.finish();
    }

    private void copyRun() {
        int i = at;
        while (i < end && in[i] != '\\') {
            i++;
        }
        copyUntil(i);
    }

    private void copyUntil(int i) {
        System.arraycopy(in, at, text, length, i - at);
        length += i - at;
        at = i;
    }

    private void decodeEscape() {
        byte letter = in[at + 1];
        at += 2;
        switch (letter) {
            case '"', '\\', '/' -> text[length++] = letter;
            case 'b' -> text[length++] = '\b';
            case 'f' -> text[length++] = '\f';
            case 'n' -> text[length++] = '\n';
            case 'r' -> text[length++] = '\r';
            case 't' -> text[length++] = '\t';
            case 'u' -> decodeUnit();
            default -> throw new JsonException("unknown escape at byte " + (at - 2));
        }
    }

    /** Decodes a UTF-16 code unit, and the next one too if they are a surrogate pair. */
    private void decodeUnit() {
        char unit = readUnit();
        if (!Character.isSurrogate(unit)) {
            putUtf8(unit);
            return;
        }
        if (Character.isHighSurrogate(unit) && at + 6 <= end && in[at] == '\\' && in[at + 1] == 'u') {
            int before = at;
            at += 2;
            char second = readUnit();
            if (Character.isLowSurrogate(second)) {
                putUtf8(Character.toCodePoint(unit, second));
                return;
            }
            at = before;
        }
        putLoneSurrogate(unit);
    }

    private char readUnit() {
        int unit = 0;
        for (int last = at + 4; at < last; at++) {
            int digit = at < end ? Character.digit(in[at], 16) : -1;
            if (digit < 0) {
                throw new JsonException("expected four hexadecimal digits at byte " + at);
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private void putUtf8(int codePoint) {
        if (codePoint < 0x80) {
            text[length++] = (byte) codePoint;
        } else {
            length = Utf8Buffer.encode(codePoint, text, length);
        }
    }

    private void putLoneSurrogate(char unit) {
        if (decoded == null) {
            decoded = new StringBuilder();
        }
        decoded.append(new String(text, 0, length, UTF_8)).append(unit);
        length = 0;
    }

    private String finish() {
        String rest = new String(text, 0, length, UTF_8);
        return decoded == null ? rest : decoded.append(rest).toString();
    }
}
