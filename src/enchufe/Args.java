package enchufe;

import enchufe.json.BindException;
import enchufe.json.Bindable;
import enchufe.json.JsonBinder;
import enchufe.log.Misuse;
import enchufe.log.Quote;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The arguments of an event or of an acknowledgement, as they arrived: {@code null}, {@code Boolean}, {@code Long},
 * {@code Double}, {@code String}, {@code List}, {@code Map} and {@code byte[]}. The getters convert. If they cannot, they throw an
 * {@link IllegalArgumentException} that says which event, which argument, what was expected, and what arrived. Immutable.
 */
public final class Args {
    private final String event;
    private final List<Object> values;          // for an event, its name comes first
    private final int first;
    private final JsonMapper mapper;            // null without one

    private Args(String event, List<Object> values, int first, JsonMapper mapper) {
        this.event = event;
        this.values = values;
        this.first = first;
        this.mapper = mapper;
    }

    /** {@return the arguments of an event; the list begins with its name, and must not change any more} */
    static Args ofEvent(String event, List<Object> nameAndArguments, JsonMapper mapper) {
        return new Args(event, nameAndArguments, 1, mapper);
    }

    /** {@return the arguments of an acknowledgement; the list must not change any more} */
    static Args ofAnswer(List<Object> arguments, JsonMapper mapper) {
        return new Args(null, arguments, 0, mapper);
    }

    /** {@return how many arguments there are} */
    public int size() {
        return values.size() - first;
    }

    /** {@return the arguments as a list that cannot be changed} */
    public List<Object> list() {
        return Collections.unmodifiableList(values.subList(first, values.size()));
    }

    /**
     * {@return the argument as it arrived; null if it is missing, as in JavaScript}
     *
     * @param index counted from 0
     * @throws IndexOutOfBoundsException if the index is negative
     */
    public Object get(int index) {
        return index < size() ? values.get(first + Objects.checkIndex(index, size())) : null;
    }

    /**
     * {@return the argument as a value of that class: a record, an enum, a number, a list, …; null if it is null or missing}
     *
     * @param index counted from 0
     * @param type the class
     * @param <T> the type
     * @throws IllegalArgumentException if the argument does not fit, or is null or missing and the class is primitive
     */
    public <T> T get(int index, Class<T> type) {
        Misuse.requireNonNull(type, "type");
        try {
            return mapper == null || Bindable.isKnown(type) ? JsonBinder.bind(get(index), type, "")
                    : JsonBinder.bind(get(index), type, mapper::fromValue);
        } catch (BindException e) {
            if (index >= size()) {
                e = BindException.missing(size());
            }
            String of = event == null ? "the answer" : Quote.of(event);         // only now, since most arguments fit
            throw e.in("argument " + index + " of " + of);
        }
    }

    /**
     * {@return the argument as a string; null if it is null or missing}
     *
     * @param index counted from 0
     */
    public String getString(int index) {
        return get(index, String.class);
    }

    /**
     * {@return the argument as an int}
     *
     * @param index counted from 0
     */
    public int getInt(int index) {
        return get(index, int.class);
    }

    /**
     * {@return the argument as a long}
     *
     * @param index counted from 0
     */
    public long getLong(int index) {
        return get(index, long.class);
    }

    /**
     * {@return the argument as a double}
     *
     * @param index counted from 0
     */
    public double getDouble(int index) {
        return get(index, double.class);
    }

    /**
     * {@return the argument as a boolean}
     *
     * @param index counted from 0
     */
    public boolean getBoolean(int index) {
        return get(index, boolean.class);
    }

    /**
     * {@return the binary argument; null if it is null or missing}
     *
     * @param index counted from 0
     */
    public byte[] getBytes(int index) {
        return get(index, byte[].class);
    }

    /**
     * {@return the argument as a list; null if it is null or missing}
     *
     * @param index counted from 0
     */
    @SuppressWarnings("unchecked")          // JSON lists hold objects
    public List<Object> getList(int index) {
        return (List<Object>) get(index, List.class);
    }

    /**
     * {@return the argument, a JSON object, as a map; null if it is null or missing}
     *
     * @param index counted from 0
     */
    @SuppressWarnings("unchecked")          // JSON objects have string keys
    public Map<String, Object> getMap(int index) {
        return (Map<String, Object>) get(index, Map.class);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Args args && list().equals(args.list());
    }

    @Override
    public int hashCode() {
        return list().hashCode();
    }

    @Override
    public String toString() {
        return list().toString();
    }
}
