package enchufe.json;

import enchufe.log.Misuse;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which types a program may ask for, so that a wrong one is refused when a listener is added, not when the first event comes. */
public final class Bindable {
    private static final String TYPES = "what can be asked for is records, enums, String, numbers, boolean, char, List, Set, Map,"
            + " arrays, Optional, java.time, UUID, URI, byte[], ByteBuffer and Object; for other classes, set a mapper with"
            + " Options.json";
    private static final Set<Class<?>> SCALARS = Set.of(String.class, CharSequence.class, boolean.class, Boolean.class, char.class,
            Character.class, byte[].class, ByteBuffer.class, Object.class);
    private static final Set<Class<?>> CONTAINERS = Set.of(List.class, Collection.class, Iterable.class, Set.class, Map.class,
            Optional.class);

    /** Those that have been checked: listeners are added for each client. */
    private static final ClassValue<Boolean> KNOWN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                check(type, "", new HashSet<>());
                return true;
            } catch (IllegalArgumentException unknown) {
                return false;
            }
        }
    };

    private Bindable() {}

    /**
     * Refuses a type that a listener wants its argument as, if no value can be bound to it, or to a component of a record in it.
     */
    public static void check(Class<?> type) {
        if (!isKnown(type)) {
            check(type, "", new HashSet<>());
        }
    }

    /** {@return whether a value can be bound to a class} */
    public static boolean isKnown(Class<?> type) {
        return KNOWN.get(type);
    }

    private static void check(Type given, String where, Set<Type> seen) {
        Type type = Generics.resolve(given);
        Class<?> raw = Generics.erase(type);
        if (!seen.add(type)) {
            return;                                             // a recursive record
        }
        if (raw.isRecord()) {
            RecordShape shape = RecordShape.of(raw);
            for (int i = 0; i < shape.size(); i++) {
                check(Generics.substitute(shape.type(i), type), " (the component " + shape.name(i) + " of " + raw.getSimpleName()
                        + ")", seen);
            }
        } else if (raw == Map.class) {
            check(Generics.argument(type, 0), where, seen);
            check(Generics.argument(type, 1), where, seen);
        } else if (CONTAINERS.contains(raw)) {
            check(Generics.argument(type, 0), where, seen);
        } else if (raw.isArray() && raw != byte[].class) {
            check(Generics.element(type), where, seen);
        } else if (!SCALARS.contains(raw) && !raw.isEnum() && !ExactNumbers.isNumber(raw) && !TextTypes.contains(raw)) {
            throw refusal(raw, where);
        }
    }

    static IllegalArgumentException refusal(Class<?> type, String where) {
        return Misuse.argument("nothing received can become a " + type.getName() + where + ": " + TYPES);
    }
}
