package enchufe.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The header fields of one HTTP message, in their order. Names are compared without case (RFC 9110 §5.1). Immutable.
 */
public final class Headers {
    /** No fields. */
    public static final Headers NONE = new Headers(new String[0]);

    private final String[] namesAndValues;          // name, value, name, value, …: one array, and not one object per field

    private Headers(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /**
     * Makes headers.
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
        return new Headers(List.copyOf(namesAndValues).toArray(new String[0]));         // the copy refuses null
    }

    /**
     * {@return these fields, followed by others}
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
        List<String> values = List.of();                // most names have no field, or one
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
     * @param token the token to look for
     * @return whether a field of that name lists it
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
     * {@return these fields, without those that have one of some names}
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

    /**
     * Calls an action for each field, in order.
     *
     * @param action takes the name, as it was written, and the value
     */
    public void forEach(java.util.function.BiConsumer<String, String> action) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            action.accept(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    /**
     * {@return the values by name in lower case, as in Node's {@code request.headers}; those of one name are joined with ", "}
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

    /** {@return whether the other has the same fields in the same order, written in the same way} */
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
