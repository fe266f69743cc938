package enchufe;

/**
 * Converts objects of classes that Enchufe does not know, with the library that the application has for JSON. For Jackson:
 *
 * <pre>{@code
 * var jackson = new ObjectMapper();
 * var options = new Options().json(new JsonMapper() {
 *     public Object toValue(Object object) { return jackson.convertValue(object, Object.class); }
 *     public <T> T fromValue(Object value, Class<T> type) { return jackson.convertValue(value, type); }
 * });
 * }</pre>
 *
 * <p>Records, and what else Enchufe knows, do not pass through it, unless they have a component that it does not know. Both methods
 * are called on any thread. What they throw is reported as a value that cannot be sent, or that did not fit.
 */
public interface JsonMapper {
    /**
     * {@return an object as maps, lists, strings, numbers, booleans and null}
     *
     * @param object what is to be sent, or a part of it
     */
    Object toValue(Object object);

    /**
     * {@return a value as an object of a class}
     *
     * @param value what has come: maps, lists, strings, numbers, booleans, {@code byte[]} or null
     * @param type the class that a listener asks for
     * @param <T> the class
     */
    <T> T fromValue(Object value, Class<T> type);
}
