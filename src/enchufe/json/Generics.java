package enchufe.json;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;

/** What the binder needs to know of generic types. */
final class Generics {
    private Generics() {}

    private record Parameterized(Type getRawType, List<Type> arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(new Type[0]);
        }

        @Override
        public Type getOwnerType() {
            return null;
        }
    }

    /** {@return the upper bound of a wildcard or an unknown type variable; other types as they are} */
    static Type resolve(Type type) {
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0]);
        }
        return type instanceof TypeVariable<?> variable ? resolve(variable.getBounds()[0]) : type;
    }

    /** {@return the class of a type} */
    static Class<?> erase(Type type) {
        if (type instanceof Class<?> c) {
            return c;
        }
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return erase(array.getGenericComponentType()).arrayType();
        }
        return erase(resolve(type));
    }

    /** {@return a type argument of a generic type; Object for a raw type} */
    static Type argument(Type type, int index) {
        return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[index] : Object.class;
    }

    /** {@return the type of an array's elements} */
    static Type element(Type array) {
        if (array instanceof GenericArrayType generic) {
            return generic.getGenericComponentType();
        }
        return ((Class<?>) array).getComponentType();
    }

    /** {@return the type with a generic class's variables replaced by its arguments: T of {@code Page<Item>} is Item} */
    static Type substitute(Type type, Type owner) {
        if (type instanceof Class<?> || !(owner instanceof ParameterizedType generic)) {
            return type;
        }
        if (type instanceof TypeVariable<?> variable) {
            int index = Arrays.asList(erase(owner).getTypeParameters()).indexOf(variable);
            return generic.getActualTypeArguments()[index];
        }
        if (type instanceof ParameterizedType part) {
            Type[] arguments = part.getActualTypeArguments();           // a copy
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = substitute(arguments[i], owner);
            }
            return new Parameterized(part.getRawType(), List.of(arguments));
        }
        if (type instanceof GenericArrayType array) {
            Type element = substitute(array.getGenericComponentType(), owner);
            return (GenericArrayType) () -> element;
        }
        return substitute(((WildcardType) type).getUpperBounds()[0], owner);
    }
}
