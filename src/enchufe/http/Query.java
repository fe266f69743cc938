package enchufe.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the query of a target as {@code application/x-www-form-urlencoded}, as {@code URLSearchParams} does in browsers (URL
 * Standard §5.1). Nothing is an error: what cannot be decoded stays as it is.
 */
public final class Query {
    /** The most parameters that are read. Further ones are ignored; Node's {@code querystring} does the same. */
    public static final int MAX_PARAMETERS = 1_000;

    private Query() {}

    /**
     * Reads the parameters of a query.
     *
     * @param rawQuery the query without its question mark, still percent-encoded
     * @return the parameters, decoded and in order; a name that is repeated has its last value; unmodifiable
     */
    public static Map<String, String> parse(String rawQuery) {
        var parameters = new LinkedHashMap<String, String>();
        int count = 0;
        for (int from = 0; from < rawQuery.length() && count < MAX_PARAMETERS; ) {
            int to = indexOf('&', rawQuery, from, rawQuery.length());
            if (to > from) {                            // "a=1&&b=2" has two parameters
                int equals = indexOf('=', rawQuery, from, to);
                String name = decode(rawQuery.substring(from, equals));
                parameters.put(name, equals == to ? "" : decode(rawQuery.substring(equals + 1, to)));
                count++;
            }
            from = to + 1;
        }
        return Collections.unmodifiableMap(parameters);
    }

    /** {@return the first position of a character between two positions; the second of them if it is not there} */
    private static int indexOf(char c, String text, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) != c) {       // String.indexOf would look beyond: each time through a large form
            at++;
        }
        return at;
    }

    private static String decode(String text) {
        return UrlPath.decode(text.replace('+', ' '));
    }
}
