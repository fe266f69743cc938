package enchufe.json;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Converts numbers to another type, and refuses those that do not fit: 1.5 as int, 300 as byte, 2⁵³+1 as double. */
final class ExactNumbers {
    private ExactNumbers() {}

    static boolean isNumber(Class<?> type) {
        return Number.class.isAssignableFrom(type) && type.getName().startsWith("java.")
                || type.isPrimitive() && type != boolean.class && type != char.class && type != void.class;
    }

    /** {@return the number as that type, or null if that would be another number} */
    static Number to(Class<?> type, Number number) {
        if (type == int.class || type == Integer.class) {
            Long value = integer(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
            return value == null ? null : (Number) value.intValue();
        }
        if (type == long.class || type == Long.class) {
            return integer(number, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == double.class || type == Double.class) {
            double value = number.doubleValue();
            return number instanceof Long exact && !isExact(exact, value) ? null : (Number) value;
        }
        if (type == float.class || type == Float.class) {
            float value = number.floatValue();
            boolean exact = number instanceof Long integer ? isExact(integer, value) : !overflows(number, value);
            return exact ? (Number) value : null;
        }
        if (type == short.class || type == Short.class) {
            Long value = integer(number, Short.MIN_VALUE, Short.MAX_VALUE);
            return value == null ? null : (Number) value.shortValue();
        }
        if (type == byte.class || type == Byte.class) {
            Long value = integer(number, Byte.MIN_VALUE, Byte.MAX_VALUE);
            return value == null ? null : (Number) value.byteValue();
        }
        return toBig(type, number);
    }

    private static Number toBig(Class<?> type, Number number) {
        if (type == Number.class) {
            return number;
        }
        if (!Double.isFinite(number.doubleValue())) {       // 1e999, valid JSON, is read as infinity; MessagePack has NaN too
            return null;
        }
        if (type == BigDecimal.class) {
            return new BigDecimal(number.toString());
        }
        if (type == BigInteger.class) {
            var decimal = new BigDecimal(number.toString());
            return decimal.stripTrailingZeros().scale() <= 0 ? decimal.toBigInteger() : null;
        }
        throw new IllegalArgumentException("numbers cannot become " + type.getName());
    }

    /** {@return the number as a long, or null if it has a fraction or is out of bounds} */
    private static Long integer(Number number, long least, long most) {
        long value = number.longValue();
        boolean exact = !(number instanceof Double) || value == number.doubleValue() && value != Long.MAX_VALUE;
        return exact && value >= least && value <= most ? value : null;
    }

    private static boolean isExact(long exact, double value) {
        return (long) value == exact && value != 0x1p63;    // 2⁶³ as a long would be one less
    }

    /** A float may round a fraction; infinity is another number. */
    private static boolean overflows(Number number, float value) {
        return Float.isInfinite(value) && !Double.isInfinite(number.doubleValue());
    }
}
