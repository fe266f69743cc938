package enchufe.json;

import enchufe.log.Quote;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

/** A received value does not have the type that was asked for. The message says where, what was expected, and what came. */
public final class BindException extends ValueException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_TEXT = 40;

    BindException(String problem, Throwable cause) {
        super(problem, cause);
    }

    static BindException mismatch(String expected, Object found) {
        return new BindException("expected " + expected + ", got " + describe(found), null);
    }

    /** {@return an error that says that an argument is missing: only so many came} */
    public static BindException missing(int came) {
        return new BindException(came == 0 ? "no argument came" : came == 1 ? "only 1 argument came"
                : "only " + came + " arguments came", null);
    }

    /** {@return what a value is, in a few words} */
    private static String describe(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String text) {
            return Quote.of(text, LONGEST_TEXT) + " (string)";
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
    }

    /** A peer's fault needs no stack trace. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
