package enchufe.json;

import enchufe.log.Misuse;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;

/** What reflection tells about a record class, kept: the names, types and accessors of its components, and its constructor. */
final class RecordShape {
    private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Record.class);
    private static final MethodType CONSTRUCTOR = MethodType.methodType(Object.class, Object[].class);

    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            try {
                return new RecordShape(type);
            } catch (InaccessibleObjectException e) {
                throw Misuse.argument(notOpen(type), e);
            } catch (ReflectiveOperationException impossible) {
                throw new AssertionError(impossible);
            }
        }
    };

    private final RecordComponent[] components;
    private final byte[][] quotedNames;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    private RecordShape(Class<?> type) throws ReflectiveOperationException {
        components = type.getRecordComponents();
        quotedNames = new byte[components.length][];
        accessors = new MethodHandle[components.length];
        var types = new Class<?>[components.length];
        var lookup = MethodHandles.lookup();
        for (int i = 0; i < components.length; i++) {
            quotedNames[i] = quote(i, components[i].getName());
            Method accessor = components[i].getAccessor();
            accessor.setAccessible(true);           // a record within a class or a method is not public
            accessors[i] = lookup.unreflect(accessor).asType(ACCESSOR);
            types[i] = components[i].getType();
        }
        Constructor<?> canonical = type.getDeclaredConstructor(types);
        canonical.setAccessible(true);
        constructor = lookup.unreflectConstructor(canonical).asSpreader(Object[].class, types.length).asType(CONSTRUCTOR);
    }

    private static byte[] quote(int index, String name) {
        var quoted = new Utf8Buffer();
        if (index > 0) {
            quoted.put(',');
        }
        Quotes.write(name, quoted);
        quoted.put(':');
        return Arrays.copyOf(quoted.array(), quoted.length());
    }

    private static String notOpen(Class<?> type) {
        Module ours = RecordShape.class.getModule();
        return "the record " + type.getName() + " cannot be read: its module " + type.getModule().getName()
                + " does not open the package; add this line to its module-info.java: opens " + type.getPackageName()
                + (ours.isNamed() ? " to " + ours.getName() : "") + ";";
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    int size() {
        return components.length;
    }

    String name(int index) {
        return components[index].getName();
    }

    Type type(int index) {
        return components[index].getGenericType();
    }

    /** {@return the component's name in JSON, with the colon after it and the comma before it (none for the first)} */
    byte[] quotedName(int index) {
        return quotedNames[index];
    }

    Object get(Record record, int index) {
        try {
            return (Object) accessors[index].invokeExact(record);
        } catch (Throwable e) {
            if (e instanceof Error error) {
                throw error;
            }
            String accessor = record.getClass().getName() + "." + name(index) + "()";
            throw new UnsendableException("the accessor " + accessor + " failed", e);
        }
    }

    /** {@return a new record} Throws what the record's constructor throws. */
    Object create(Object[] values) throws Throwable {
        return (Object) constructor.invokeExact(values);
    }
}
