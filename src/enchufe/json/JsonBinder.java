package enchufe.json;

import enchufe.log.Quote;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BiFunction;

/**
 * Binds what {@link JsonReader} has read to the types that a program asks for: records (nested, generic, recursive), enums by
 * name, strings, numbers that fit exactly, lists, sets, maps, arrays, {@code Optional}, times and others that are text
 * ({@link TextTypes}), and binary data as {@code byte[]} or {@code ByteBuffer}. A missing or null component of a record becomes
 * null, an empty {@code Optional}, or, for a primitive, an error. Unknown members are ignored.
 */
public final class JsonBinder {
    private JsonBinder() {}

    /**
     * Binds a value to a class.
     *
     * @param <T> the type asked for
     * @param value the value as it was read
     * @param target the class asked for; for a primitive class, the result is its wrapper
     * @param where what the value is; an error's message begins with it: {@code argument 0 ("say")}
     * @return the value as that class
     * @throws BindException if the value does not fit
     * @throws IllegalArgumentException if no value can be bound to that class
     */
    @SuppressWarnings("unchecked")              // what bind returns fits the target
    public static <T> T bind(Object value, Class<T> target, String where) {
        return (T) bind(value, (Type) target, where);
    }

    /** Binds a value to a class with the application's mapper; null stays null. */
    public static <T> T bind(Object value, Class<T> target, BiFunction<Object, Class<T>, T> mapper) {
        try {
            return value == null ? null : mapper.apply(value, target);
        } catch (RuntimeException e) {
            throw new BindException("the mapper of Options.json refused it: " + Quote.message(e), e);
        }
    }

    /**
     * Binds a value to a type, which may be generic.
     *
     * @param value the value as it was read
     * @param target the type asked for
     * @param where what the value is; an error's message begins with it
     * @return the value as that type
     * @throws BindException if the value does not fit
     * @throws IllegalArgumentException if no value can be bound to that type
     */
    public static Object bind(Object value, Type target, String where) {
        try {
            return to(target, value);
        } catch (BindException e) {
            throw e.in(where);
        } catch (StackOverflowError e) {            // the peer chooses how deeply a recursive record is nested
            throw new BindException("nested too deeply for the stack of this thread", null).in(where);
        }
    }

    private static Object to(Type target, Object value) {
        Type type = Generics.resolve(target);
        Class<?> raw = Generics.erase(type);
        if (raw == Optional.class) {
            return Optional.ofNullable(to(Generics.argument(type, 0), value));
        }
        if (value == null) {
            return absent(raw);
        }
        if (raw == Object.class) {
            return value;
        }
        if (raw.isRecord()) {
            return toRecord(raw, type, value);
        }
        if (raw == Map.class) {
            return toMap(Generics.argument(type, 0), Generics.argument(type, 1), value);
        }
        if (raw == Set.class) {
            return new LinkedHashSet<>(toList(Generics.argument(type, 0), value));
        }
        if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
            return toList(Generics.argument(type, 0), value);
        }
        if (raw.isArray() && raw != byte[].class) {
            return toArray(raw.getComponentType(), toList(Generics.element(type), value));
        }
        return toScalar(raw, value);
    }

    private static Object absent(Class<?> type) {
        if (type.isPrimitive()) {
            throw BindException.mismatch(type.getSimpleName(), null);
        }
        return null;
    }

    private static Object toScalar(Class<?> type, Object value) {
        Object result;
        if (type == String.class || type == CharSequence.class) {
            result = value instanceof String ? value : null;
        } else if (ExactNumbers.isNumber(type)) {
            result = value instanceof Number number ? ExactNumbers.to(type, number) : null;
        } else if (type == boolean.class || type == Boolean.class) {
            result = value instanceof Boolean ? value : null;
        } else if (type == char.class || type == Character.class) {
            result = value instanceof String text && text.length() == 1 ? text.charAt(0) : null;
        } else if (type == byte[].class) {
            result = value instanceof ByteBuffer data ? copy(data) : value instanceof byte[] ? value : null;
        } else if (type == ByteBuffer.class) {
            result = value instanceof byte[] data ? ByteBuffer.wrap(data) : value instanceof ByteBuffer ? value : null;
        } else if (type.isEnum()) {
            return toEnum(type, value);
        } else if (TextTypes.contains(type)) {
            result = value instanceof String text ? TextTypes.read(type, text) : null;
        } else {
            throw Bindable.refusal(type, "");
        }
        if (result == null) {
            throw BindException.mismatch(type.getSimpleName(), value);
        }
        return result;
    }

    private static Object toEnum(Class<?> type, Object value) {
        var names = new StringJoiner(", ");
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            if (name.equals(value)) {
                return constant;
            }
            names.add(name);
        }
        throw BindException.mismatch(type.getSimpleName() + " (one of " + names + ")", value);
    }

    private static byte[] copy(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(data.position(), bytes);
        return bytes;
    }

    private static Object toRecord(Class<?> raw, Type type, Object value) {
        Map<?, ?> object = toObject(raw.getSimpleName(), value);
        RecordShape shape = RecordShape.of(raw);
        Object[] components = new Object[shape.size()];
        for (int i = 0; i < components.length; i++) {
            Object member = object.get(shape.name(i));
            if (member == null && !object.containsKey(shape.name(i))) {
                MissingMember.check(shape, i, raw, object);
            }
            try {
                components[i] = to(Generics.substitute(shape.type(i), type), member);
            } catch (BindException e) {
                throw e.withinMember(shape.name(i));
            }
        }
        return create(shape, raw, components);
    }

    private static Object create(RecordShape shape, Class<?> type, Object[] components) {
        try {
            return shape.create(components);
        } catch (Throwable e) {
            if (e instanceof Error error) {
                throw error;
            }
            throw new BindException("the constructor of " + type.getSimpleName() + " refused it: " + Quote.message(e), e);
        }
    }

    private static Map<Object, Object> toMap(Type names, Type values, Object value) {
        var map = new LinkedHashMap<Object, Object>();
        for (Map.Entry<?, ?> member : toObject("Map", value).entrySet()) {
            try {
                map.put(to(names, member.getKey()), to(values, member.getValue()));
            } catch (BindException e) {
                throw e.withinMember(String.valueOf(member.getKey()));
            }
        }
        return map;
    }

    private static Map<?, ?> toObject(String expected, Object value) {
        if (value instanceof Map<?, ?> object) {
            return object;
        }
        throw BindException.mismatch(expected + " (object)", value);
    }

    private static List<Object> toList(Type elements, Object value) {
        if (!(value instanceof Collection<?> array)) {
            throw BindException.mismatch("an array", value);
        }
        var list = new ArrayList<>(array.size());
        for (Object element : array) {
            try {
                list.add(to(elements, element));
            } catch (BindException e) {
                throw e.withinElement(list.size());
            }
        }
        return list;
    }

    private static Object toArray(Class<?> elements, List<Object> list) {
        Object array = Array.newInstance(elements, list.size());
        for (int i = 0; i < list.size(); i++) {
            Array.set(array, i, list.get(i));
        }
        return array;
    }
}
