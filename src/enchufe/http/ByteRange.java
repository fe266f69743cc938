package enchufe.http;

import enchufe.log.Quote;
import java.util.List;

/**
 * The part of a representation that a {@code Range} field asks for (RFC 9110 §14.1.2).
 *
 * @param first the position of its first byte
 * @param length its length in bytes, at least 1
 */
public record ByteRange(long first, long length) {
    private static final String UNIT = "bytes=";

    /**
     * Reads a Range field.
     *
     * @param field its value, or null
     * @param size the length of the whole representation in bytes
     * @return the part; null for the whole, if there is no field, or if it is to be ignored: another unit, not a range, or
     *     several ranges (RFC 9110 §14.2)
     * @throws HttpException with status 416 if the representation has no such part
     */
    public static ByteRange of(String field, long size) {
        if (field == null || !field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {   // §14.1: a unit has no case
            return null;
        }
        String range = field.substring(UNIT.length()).strip();
        int dash = range.indexOf('-');
        if (dash < 0) {
            return null;
        }
        long from = Syntax.number(range.substring(0, dash));
        long to = Syntax.number(range.substring(dash + 1));
        boolean open = dash == range.length() - 1;
        if (dash == 0 ? to < 0 : from < 0 || !open && to < from) {
            return null;                                                                // several ranges too: a comma is no digit
        }
        long first = dash == 0 ? Math.max(0, size - to) : from;                         // "-n": the last n bytes
        long last = dash == 0 || open ? size - 1 : Math.min(to, size - 1);
        if (first >= size) {
            throw new HttpException(416, "of " + size + " bytes none are in " + Quote.of(field),
                    Headers.of(List.of("Content-Range", "bytes */" + size)), new byte[0]);          // §15.5.17
        }
        return new ByteRange(first, last - first + 1);
    }

    /**
     * {@return the {@code Content-Range} field of the response (RFC 9110 §14.4)}
     *
     * @param size the length of the whole representation in bytes
     */
    public String contentRange(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
