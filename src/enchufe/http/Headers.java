package enchufe.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The header fields of one HTTP message: immutable, in the order they came, names compared without case
 * (RFC 9110 §5.1).
 */
public final class Headers {
    /** No fields at all. */
    public static final Headers NONE = new Headers(new String[0]);

    private final String[] namesAndValues;          // name, value, name, value, …: one array instead of an object a field

    private Headers(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /**
     * Makes headers of alternating names and values.
     *
     * @param namesAndValues name, value, name, value, …
     * @return the headers
     * @throws IllegalArgumentException if a name has no value
     */
    public static Headers of(List<String> namesAndValues) {
        if (namesAndValues.size() % 2 != 0) {
            String last = namesAndValues.get(namesAndValues.size() - 1);
            throw new IllegalArgumentException("the header " + last + " has no value");
        }
        return new Headers(List.copyOf(namesAndValues).toArray(new String[0]));         // which has no nulls
    }

    /**
     * {@return these fields, and others behind them}
     *
     * @param more the others
     */
    public Headers and(Headers more) {
        if (namesAndValues.length == 0) {
            return more;
        }
        String[] all = Arrays.copyOf(namesAndValues, namesAndValues.length + more.namesAndValues.length);
        System.arraycopy(more.namesAndValues, 0, all, namesAndValues.length, more.namesAndValues.length);
        return new Headers(all);
    }

    /**
     * {@return the value of the first field of that name, or null}
     *
     * @param name the field's name, in any case
     */
    public String first(String name) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equalsIgnoreCase(name)) {
                return namesAndValues[i + 1];
            }
        }
        return null;
    }

    /**
     * {@return the values of all fields of that name, in order; empty if there are none}
     *
     * @param name the field's name, in any case
     */
    public List<String> all(String name) {
        List<String> values = List.of();                // of most fields there are none, or one
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equalsIgnoreCase(name)) {
                values = values.isEmpty() ? new ArrayList<>(1) : values;
                values.add(namesAndValues[i + 1]);
            }
        }
        return values;
    }

    /**
     * Tells whether a comma-separated list header (RFC 9110 §5.6.1) names a token, without regard to case.
     *
     * @param name the field's name
     * @param token the token looked for
     * @return true if any field of that name lists it
     */
    public boolean hasToken(String name, String token) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equalsIgnoreCase(name) && lists(namesAndValues[i + 1], token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean lists(String value, String token) {
        if (value.equalsIgnoreCase(token)) {
            return true;                                // most lists have one element
        }
        for (String element : value.split(",", -1)) {
            if (element.strip().equalsIgnoreCase(token)) {
                return true;
            }
        }
        return false;
    }

    /**
     * {@return these fields without those of some names}
     *
     * @param names the names to leave out, in any case
     */
    public Headers without(String... names) {
        var rest = new ArrayList<String>(namesAndValues.length);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!isAmong(names, namesAndValues[i])) {
                rest.add(namesAndValues[i]);
                rest.add(namesAndValues[i + 1]);
            }
        }
        return of(rest);
    }

    private static boolean isAmong(String[] names, String name) {
        for (String one : names) {
            if (one.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** {@return how many fields there are} */
    public int size() {
        return namesAndValues.length / 2;
    }

    /**
     * Calls an action for each field, in order, with the name as it was written.
     *
     * @param action what to do
     */
    public void forEach(java.util.function.BiConsumer<String, String> action) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            action.accept(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    /**
     * {@return the fields by lower-case name, as Node's {@code request.headers} has them: repeated ones joined with ", "}
     */
    public Map<String, String> toMap() {
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = namesAndValues[i].toLowerCase(Locale.ROOT);
            String before = map.get(name);
            map.put(name, before == null ? namesAndValues[i + 1] : before + ", " + namesAndValues[i + 1]);
        }
        return map;
    }

    /** Equal headers have the same fields in the same order, written in the same way. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && Arrays.equals(namesAndValues, headers.namesAndValues);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(namesAndValues);
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
