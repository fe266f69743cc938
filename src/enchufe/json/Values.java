package enchufe.json;

import enchufe.log.Quote;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

/** Says in an error message, in a few words, what a value is. */
final class Values {
    private static final int LONGEST = 40;

    private Values() {}

    static String describe(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String text) {
            return Quote.of(text, LONGEST) + " (string)";
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value + (value instanceof Number ? " (number)" : " (boolean)");
        }
        if (value instanceof Collection<?> array) {
            return "an array of " + array.size();
        }
        if (value instanceof Map<?, ?> object) {
            return "an object of " + object.size() + (object.size() == 1 ? " member" : " members");
        }
        if (value instanceof byte[] || value instanceof ByteBuffer) {
            int length = value instanceof byte[] bytes ? bytes.length : ((ByteBuffer) value).remaining();
            return length + " bytes of binary data";
        }
        return "a " + value.getClass().getName();
    }}
